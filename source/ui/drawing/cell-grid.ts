import { harmless } from '../../base/harmless.ts';
import { characterAt, isNarrow } from './cells.ts';
import { type Look, plainLook } from './look.ts';
import type { Row } from './text.ts';
import type { Theme } from './theme.ts';

/** A screen of cells: one character and its look each; the right half of a wide character is empty. */
export interface CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly characters: string[];
  readonly looks: Look[];
}

export function createCellGrid(columns: number, rows: number): CellGrid {
  const size = columns * rows;
  return { columns, rows, characters: new Array<string>(size).fill(' '), looks: new Array<Look>(size).fill(plainLook) };
}

/** Sets a cell; outside of the grid nothing happens. The one door to all screens and pictures: no character in it acts on a terminal. */
export function setCell(grid: CellGrid, column: number, rowAt: number, character: string, look: Look): void {
  if (column < 0 || rowAt < 0 || column >= grid.columns || rowAt >= grid.rows) return;
  const at = rowAt * grid.columns + column;
  const { characters: texts } = grid;
  // Half of a wide character is nothing: the other half goes too.
  if (texts[at] === '' && column > 0) texts[at - 1] = ' ';
  if (texts[at + 1] === '' && column + 1 < grid.columns) texts[at + 1] = ' ';
  texts[at] = character < ' ' || character > '~' ? harmless(character) || ' ' : character;
  grid.looks[at] = look;
}

/** Sets a character of two cells. */
function setWideCell(grid: CellGrid, column: number, rowAt: number, character: string, look: Look): void {
  setCell(grid, column + 1, rowAt, ' ', look);
  setCell(grid, column, rowAt, character, look);
  if (rowAt >= 0 && rowAt < grid.rows && column >= 0 && column + 1 < grid.columns)
    grid.characters[rowAt * grid.columns + column + 1] = '';
}

export function copyCells(from: CellGrid, to: CellGrid): void {
  for (let at = 0; at < from.characters.length; at++) {
    to.characters[at] = from.characters[at] ?? ' ';
    to.looks[at] = from.looks[at] ?? plainLook;
  }
}

/** Draws a row from a cell on, cut to a width, as a theme has it. */
export function drawRow(
  grid: CellGrid,
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
  row: Row,
  theme: Pick<Theme, 'look'>,
): void {
  const end = Math.min(left + width, grid.columns);
  let column = left;
  for (const [role, text, isSelected = false] of row) {
    const look = theme.look(role, isSelected);
    for (let at = 0; at < text.length && column < end; at++) {
      const code = text.charCodeAt(at);
      if (isNarrow(code)) {
        setCell(grid, column++, top, characterOf(code), look);
        continue;
      }
      const { character, cells } = characterAt(text, at);
      at += Math.max(0, character.length - 1);
      if (cells === 2 && column + 1 < end) setWideCell(grid, column, top, character, look);
      else if (cells > 0) setCell(grid, column, top, cells === 1 ? character : ' ', look);
      column += cells;
    }
  }
}

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
