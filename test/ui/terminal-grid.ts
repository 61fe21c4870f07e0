import headless, { type IBufferCell, type Terminal } from '@xterm/headless';
import { type CellGrid, createCellGrid, setCell } from '../../source/ui/drawing/cell-grid.ts';
import type { ScreenOutput } from '../../source/ui/terminal/screen-writer.ts';
import { lookNamed } from './sgr-looks.ts';

/** A terminal without a window. */
export function createTerminal(columns: number, rows: number): Terminal {
  return new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
}

/** What takes everything that is written for a screen. */
export function outputTo(take: (text: string) => unknown): ScreenOutput {
  return {
    write: take,
    isBusy: () => false,
    writeLast(text) {
      take(text);
      return true;
    },
  };
}

/** Resolves when the terminal has applied a text. */
export function apply(terminal: Terminal, text: string): Promise<void> {
  return new Promise((resolve) => terminal.write(text, resolve));
}

/** What a terminal shows, in the form in which the screen writer keeps it. */
export function gridOf(terminal: Terminal): CellGrid {
  const grid = createCellGrid(terminal.cols, terminal.rows);
  const buffer = terminal.buffer.active;
  for (let row = 0; row < terminal.rows; row++) {
    for (let column = 0; column < terminal.cols; column++) {
      const cell = buffer.getLine(buffer.viewportY + row)?.getCell(column);
      if (cell !== undefined) setCell(grid, column, row, cell.getChars() || ' ', lookNamed(styleOf(cell)));
    }
  }
  return grid;
}

/** The rows of a terminal as text. */
export function linesOf(terminal: Terminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from(
    { length: terminal.rows },
    (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
  );
}

function styleOf(cell: IBufferCell): string {
  const parts: string[] = [];
  if (cell.isBold()) parts.push('1');
  if (cell.isInverse()) parts.push('7');
  if (cell.isFgRGB()) parts.push(`38;2;${rgbOf(cell.getFgColor())}`);
  else if (cell.isFgPalette()) parts.push(paletteOf(cell.getFgColor(), 30));
  if (cell.isBgRGB()) parts.push(`48;2;${rgbOf(cell.getBgColor())}`);
  else if (cell.isBgPalette()) parts.push(paletteOf(cell.getBgColor(), 40));
  return parts.join(';');
}

function rgbOf(color: number): string {
  return `${(color >> 16) & 255};${(color >> 8) & 255};${color & 255}`;
}

function paletteOf(color: number, base: number): string {
  if (color > 15) return `${base + 8};5;${color}`;
  return String(color < 8 ? base + color : base + 60 + color - 8);
}
