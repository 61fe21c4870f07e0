/** A screen of cells: one character and its SGR parameters each. */
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

/** Sets a cell; outside of the grid nothing happens. */
export function setCell(grid: CellGrid, column: number, rowAt: number, character: string, style: string): void {
  if (column < 0 || rowAt < 0 || column >= grid.columns || rowAt >= grid.rows) return;
  const at = rowAt * grid.columns + column;
  grid.characters[at] = character;
  grid.styles[at] = style;
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
  const sequence = /\x1b\[([\d;]*)([A-Za-z])/y;
  let look = plainLook;
  let style = '';
  let column = 0;
  let rowAt = 0;
  for (let at = 0; at < frame.length; at++) {
    const character = frame[at] ?? '';
    if (character === '\n') {
      rowAt++;
      column = 0;
    } else if (character === '\x1b') {
      sequence.lastIndex = at;
      const match = sequence.exec(frame);
      if (match === null) continue;
      if (match[2] === 'm') {
        look = changedLook(look, match[1] ?? '');
        style = styleOf(look);
      }
      at += match[0].length - 1;
    } else if (character !== '\r') {
      setCell(grid, column, rowAt, character, style);
      column++;
    }
  }
  return grid;
}

/** SGR attributes that our frames use; empty: off. */
interface Look {
  readonly bold: string;
  readonly inverse: string;
  readonly foreground: string;
  readonly background: string;
}

const plainLook: Look = { bold: '', inverse: '', foreground: '', background: '' };

function styleOf({ bold, inverse, foreground, background }: Look): string {
  return [bold, inverse, foreground, background].filter((part) => part !== '').join(';');
}

function changedLook(before: Look, parameters: string): Look {
  let look = before;
  for (const attribute of parameters.match(/[34]8;2;\d+;\d+;\d+|\d+/g) ?? ['0']) {
    const code = Number.parseInt(attribute, 10);
    if (code === 0) look = plainLook;
    else if (code === 1) look = { ...look, bold: '1' };
    else if (code === 22) look = { ...look, bold: '' };
    else if (code === 7) look = { ...look, inverse: '7' };
    else if (code === 27) look = { ...look, inverse: '' };
    else if (code === 39) look = { ...look, foreground: '' };
    else if (code === 49) look = { ...look, background: '' };
    else if (code === 48 || (code >= 40 && code <= 47) || (code >= 100 && code <= 107))
      look = { ...look, background: attribute };
    else look = { ...look, foreground: attribute };
  }
  return look;
}
