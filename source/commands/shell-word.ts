/** A word as a shell reads it back. */
export function shellWord(text: string): string {
  if (/^[\w.,=@%/:+-]+$/.test(text)) return text;
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
