import { harmless } from '../../base/harmless.ts';
import { characterAt, isNarrow } from '../drawing/cells.ts';
import { createLooks, plainLook } from '../drawing/looks.ts';

/** A screen of cells: one character and its SGR parameters each; the right half of a wide character is empty. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly characters: string[];
  readonly styles: string[];
}

export function createCellGrid(columns: number, rows: number): CellGrid {
  const size = columns * rows;
  return { columns, rows, characters: new Array<string>(size).fill(' '), styles: new Array<string>(size).fill('') };
}

/** Sets a cell; outside of the grid nothing happens. The one door to all screens and pictures: no character in it acts on a terminal. */
export function setCell(grid: CellGrid, column: number, rowAt: number, character: string, style: string): void {
  if (column < 0 || rowAt < 0 || column >= grid.columns || rowAt >= grid.rows) return;
  const at = rowAt * grid.columns + column;
  const { characters: texts } = grid;
  // Half of a wide character is nothing: the other half goes too.
  if (texts[at] === '' && column > 0) texts[at - 1] = ' ';
  if (texts[at + 1] === '' && column + 1 < grid.columns) texts[at + 1] = ' ';
  texts[at] = character < ' ' || character > '~' ? harmless(character) || ' ' : character;
  grid.styles[at] = style;
}

/** Sets a character of two cells. */
function setWideCell(grid: CellGrid, column: number, rowAt: number, character: string, style: string): void {
  setCell(grid, column + 1, rowAt, ' ', style);
  setCell(grid, column, rowAt, character, style);
  if (rowAt >= 0 && rowAt < grid.rows && column >= 0 && column + 1 < grid.columns)
    grid.characters[rowAt * grid.columns + column + 1] = '';
}

export function copyCells(from: CellGrid, to: CellGrid): void {
  for (let at = 0; at < from.characters.length; at++) {
    to.characters[at] = from.characters[at] ?? ' ';
    to.styles[at] = from.styles[at] ?? '';
  }
}

/** Reads a frame of text with SGR sequences into a new grid; what does not fit is left out, other sequences are skipped. */
export function parseFrame(frame: string, columns: number, rows: number): CellGrid {
  const grid = createCellGrid(columns, rows);
  writeText(grid, { left: 0, top: 0, width: columns }, frame);
  return grid;
}

const looks = createLooks();
const sequence = /\x1b\[([\d;]*)([A-Za-z])/y;

/** Writes text with SGR sequences from a cell on, cut to a width; a line break goes on in the next row. */
export function writeText(
  grid: CellGrid,
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
  text: string,
): void {
  const end = Math.min(left + width, grid.columns);
  let look = plainLook;
  let column = left;
  let rowAt = top;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === lineFeedCode) {
      rowAt++;
      column = left;
    } else if (code === escapeCode) {
      sequence.lastIndex = at;
      const match = sequence.exec(text);
      if (match === null) continue;
      if (match[2] === 'm') look = looks.after(look, match[1] ?? '');
      at += match[0].length - 1;
    } else if (code !== carriageReturnCode) {
      if (isNarrow(code)) {
        if (column < end) setCell(grid, column, rowAt, characterOf(code), look.style);
        column++;
        continue;
      }
      const { character, cells } = characterAt(text, at);
      at += Math.max(0, character.length - 1);
      if (cells === 2 && column + 1 < end) setWideCell(grid, column, rowAt, character, look.style);
      else if (cells > 0 && column < end) setCell(grid, column, rowAt, cells === 1 ? character : ' ', look.style);
      column += cells;
    }
  }
}

const escapeCode = 0x1b;
const lineFeedCode = 0x0a;
const carriageReturnCode = 0x0d;
const characters = new Map<number, string>();

/** One and the same string for each character: grids then compare by identity first, and keep no copies. */
function characterOf(code: number): string {
  let character = characters.get(code);
  if (character === undefined) {
    character = String.fromCharCode(code);
    characters.set(code, character);
  }
  return character;
}
