import { type CellGrid, copyCells, createCellGrid, parseFrame } from './cell-grid.ts';

/** Paints cells on a terminal. */
export interface ScreenWriter {
  /** The newest frame from Ink; painted with the next `paint`. */
  setFrame(frame: string): void;
  /** Lays `overlay` over the frame and writes the cells that changed. */
  paint(overlay: (grid: CellGrid) => void): void;
  /** The terminal has a new size: the next paint is a full one. */
  resize(columns: number, rows: number): void;
  /** Alternate screen on, cursor and wrapping off: a terminal that shrinks must not scroll. */
  open(): void;
  /** The terminal as it was. */
  close(): void;
}

const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';

/**
 * Keeps what is on the screen as a grid and writes only differences, with absolute addresses, inside synchronized updates (DEC 2026): no
 * flicker, no scrolling, nothing outside of the grid.
 */
export function createScreenWriter(write: (text: string) => void, columns: number, rows: number): ScreenWriter {
  let frame = '';
  let isFrameNew = true;
  let base = createCellGrid(columns, rows);
  let next = createCellGrid(columns, rows);
  let shown: CellGrid | undefined;
  let isOpen = false;

  return {
    setFrame(text) {
      isFrameNew ||= text !== frame;
      frame = text;
    },
    paint(overlay) {
      if (!isOpen) return;
      if (isFrameNew) base = parseFrame(frame, next.columns, next.rows);
      isFrameNew = false;
      copyCells(base, next);
      overlay(next);
      const clear = shown === undefined ? '\x1b[0m\x1b[2J' : '';
      const changes = clear + differences(shown ?? createCellGrid(next.columns, next.rows), next);
      if (changes !== '') write(beginUpdate + changes + endUpdate);
      shown ??= createCellGrid(next.columns, next.rows);
      copyCells(next, shown);
    },
    resize(newColumns, newRows) {
      next = createCellGrid(newColumns, newRows);
      shown = undefined;
      isFrameNew = true;
    },
    open() {
      isOpen = true;
      write('\x1b[?1049h\x1b[?25l\x1b[?7l');
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      write(`${endUpdate}\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l`);
    },
  };
}

/** What turns one grid into the other on a terminal; the cursor is left anywhere, the style reset. */
function differences(from: CellGrid, to: CellGrid): string {
  let text = '';
  let style = '';
  for (let rowAt = 0; rowAt < to.rows; rowAt++) {
    let cursor = -1;
    for (let column = 0; column < to.columns; column++) {
      const at = rowAt * to.columns + column;
      const character = to.characters[at] ?? ' ';
      const wanted = to.styles[at] ?? '';
      if (character === from.characters[at] && wanted === from.styles[at]) continue;
      if (cursor !== column) text += `\x1b[${rowAt + 1};${column + 1}H`;
      if (wanted !== style) text += wanted === '' ? '\x1b[0m' : `\x1b[0;${wanted}m`;
      style = wanted;
      text += character;
      cursor = column + 1;
    }
  }
  return style === '' ? text : `${text}\x1b[0m`;
}
