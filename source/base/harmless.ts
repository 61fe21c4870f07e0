/** What acts on a terminal, ends a line or turns the direction of text: control characters, separators, marks of direction. */
const acting = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const all = new RegExp(acting, 'gu');
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Text from outside (a name, a value, a reason) as one line that does nothing but stand there. Every language stays as it is. */
export function harmless(text: string): string {
  if (!acting.test(text)) return text;
  return text.replace(all, (character) => (turning.test(character) ? '' : ' '));
}

/** The same of a text of many lines. */
export function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n');
}

/** The same of a text that is too long to be in memory at once. */
export function* harmlessPieces(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield harmlessLines(piece);
}

/** A value as JSON that holds nothing of the kind either: what JSON leaves as it is, is written as `\u009b`. */
export function harmlessJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, undefined, indent);
  if (!/[^\n -~]/.test(text)) return text;
  return text
    .split('\n')
    .map((line) => line.replace(all, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`))
    .join('\n');
}
