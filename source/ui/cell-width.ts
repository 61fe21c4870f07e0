import stringWidth from 'string-width';

/** Widths of the code points of two bytes, plus one; 0: not asked for yet. */
const known = new Uint8Array(0x10000);

/** Cells that one code point takes on a terminal: 0, 1 or 2. */
export function cellWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= known.length) return stringWidth(character);
  const before = known[code] ?? 0;
  if (before > 0) return before - 1;
  const width = stringWidth(character);
  known[code] = width + 1;
  return width;
}
