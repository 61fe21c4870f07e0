import { eastAsianWidth } from 'get-east-asian-width';
import { harmless } from '../../base/harmless.ts';

/** Characters of one cell in one code unit, by far most of what is shown: Latin, arrows, borders, blocks, geometric shapes, braille. */
const narrow = /^[\u0020-\u007e\u00a0-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u25fc\u2717\u2726\u2800-\u28ff\u2b22]*$/;
/** A character with the marks that stand on it. */
const cluster = /\P{M}\p{Mn}*|\p{M}/gsu;

/** Takes no cell: marks, controls and what shows nothing. */
const unseen = /^[\p{M}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** Cells that a `plain` text takes on a terminal: without sequences, each character takes its own. */
export function cellsOf(text: string): number {
  if (narrow.test(text)) return text.length;
  let cells = 0;
  for (const character of text) if (!unseen.test(character)) cells += eastAsianWidth(character.codePointAt(0) ?? 0);
  return cells;
}

/** The beginning of a text that fits into so many cells; a wide character is not cut in two. */
export function firstCells(text: string, cells: number): string {
  if (narrow.test(text)) return text.slice(0, Math.max(0, cells));
  let kept = '';
  let room = cells;
  for (const [character] of text.matchAll(cluster)) {
    room -= cellsOf(character);
    if (room < 0) break;
    kept += character;
  }
  return kept;
}

/** Cut or filled with blanks to exactly so many cells. */
export function fitted(text: string, cells: number): string {
  const kept = firstCells(text, cells);
  return kept + ' '.repeat(Math.max(0, cells - cellsOf(kept)));
}

/** The character at a place of a text, with the marks on it, and its cells: 0, 1 or 2. */
export function characterAt(text: string, at: number): { readonly character: string; readonly cells: number } {
  cluster.lastIndex = at;
  const character = cluster.exec(text)?.[0] ?? '';
  return { character, cells: cellsOf(character) };
}

/** Whether a code unit takes one cell whatever follows it. Marks that follow Latin letters were composed with them (`plain`). */
export function isNarrow(code: number): boolean {
  if (code < 0x300) return true;
  if (code < 0x2500) return (code >= 0x2010 && code <= 0x2027) || (code >= 0x2190 && code <= 0x2193);
  if (code <= 0x25fc || (code >= 0x2800 && code <= 0x28ff)) return true;
  return code === 0x2717 || code === 0x2726 || code === 0x2b22;
}

/**
 * Text from outside (errors, names) as every terminal shows it alike: no controls, nothing that changes the direction of text. Of sequences that
 * terminals measure differently (families, flags, skins, keycaps) the first character is left; what is unknown becomes `?`.
 */
export function plain(text: string): string {
  if (narrow.test(text)) return text;
  return harmless(text)
    .normalize('NFC')
    .replace(/\p{RI}\p{RI}?|\p{Co}|\p{Cn}|\p{Cs}/gu, '?')
    .replace(/\u200d\P{M}|\p{Cf}|\p{Me}|\p{Mc}|\p{Variation_Selector}|\p{Emoji_Modifier}/gu, '')
    .replace(/^\p{M}+/u, '')
    .replace(/(?<=\p{M}{3})\p{M}+/gu, '');
}
