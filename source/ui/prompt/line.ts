import { cellsOf } from '../drawing/cells.ts';

/** A line of text that is being written; `cursor` counts its characters (code points) from 0. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

export const emptyLine: Line = { text: '', cursor: 0 };
/** A longer paste is cut. */
export const lineCharactersMax = 500;

/** What stands before the cursor. */
export function beforeCursor({ text, cursor }: Line): string {
  return [...text].slice(0, cursor).join('');
}

/** The cursor stands behind the text. */
export function lineOf(text: string): Line {
  return { text, cursor: [...text].length };
}

/** Text at the cursor. Line breaks and tabs become blanks; what takes no cell (controls, joiners) is left out, accents are joined with their letter. */
export function insert({ text, cursor }: Line, added: string): Line {
  const all = [...text];
  const clean = [...added.normalize('NFC').replace(/\s+/gu, ' ')].filter((character) => cellsOf(character) > 0);
  const fitting = clean.slice(0, Math.max(0, lineCharactersMax - all.length));
  return {
    text: [...all.slice(0, cursor), ...fitting, ...all.slice(cursor)].join(''),
    cursor: cursor + fitting.length,
  };
}

/** The line after a key by which lines are edited; undefined: it is no such key. */
export function editLine(line: Line, key: string): Line | undefined {
  const all = [...line.text];
  const { cursor } = line;
  const to = (place: number): Line => ({ ...line, cursor: Math.max(0, Math.min(all.length, place)) });
  const without = (from: number, until: number): Line => ({
    text: [...all.slice(0, from), ...all.slice(until)].join(''),
    cursor: from,
  });
  switch (key) {
    case 'left':
    case 'ctrl+b':
      return to(cursor - 1);
    case 'right':
    case 'ctrl+f':
      return to(cursor + 1);
    case 'home':
    case 'ctrl+a':
      return to(0);
    case 'end':
    case 'ctrl+e':
      return to(all.length);
    case 'backspace':
      return without(Math.max(0, cursor - 1), cursor);
    case 'delete':
    case 'ctrl+d':
      return without(cursor, cursor + 1);
    case 'ctrl+u':
      return without(0, cursor);
    case 'ctrl+k':
      return without(cursor, all.length);
    case 'ctrl+w':
      return without(wordStart(all, cursor), cursor);
    case 'space':
      return insert(line, ' ');
    default:
      return [...key].length === 1 ? insert(line, key) : undefined;
  }
}

/** Where the word before the cursor begins. */
function wordStart(all: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && all[at - 1] === ' ') at--;
  while (at > 0 && all[at - 1] !== ' ') at--;
  return at;
}
