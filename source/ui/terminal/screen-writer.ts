import { type CellGrid, copyCells, createCellGrid, drawRow } from '../drawing/cell-grid.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Look, plainLook } from '../drawing/look.ts';
import type { Row } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { differences, wholeScreen } from './cell-differences.ts';
import { mouseOff, mouseOn } from './mouse.ts';

/** Paints cells on a terminal. */
export interface ScreenWriter {
  /** Forgets the rows: where none are drawn afterwards, nothing stands. */
  clear(): void;
  /** Draws rows of exactly the area's width as a theme has them; those that stand there already cost a comparison. */
  setRows(area: Rectangle, rows: readonly Row[], theme: Pick<Theme, 'look'>): void;
  /** Lays `overlay` over the rows, and writes the cells that changed; while the terminal does not take what was written before, nothing: a later paint has it all. */
  paint(overlay: (grid: CellGrid) => void): void;
  /** What lies behind all that has no colours of its own; with another one than before the next paint is a full one. */
  setGround(look: Look): void;
  /** What stands on the screen, until the next paint. */
  shown(): CellGrid;
  /** The terminal has a new size: rows are set again, and the next paint is a full one. */
  resize(columns: number, rows: number): void;
  /** Alternate screen on, cursor and wrapping off: a terminal that shrinks must not scroll, pastes marked; the next paint is a full one. `hasMouse`: the terminal tells of clicks. */
  open(hasMouse?: boolean): void;
  /** The terminal as it was. False: it did not take that. */
  close(): boolean;
}

/** Where a screen is written. */
export interface ScreenOutput {
  write(text: string): void;
  isBusy(): boolean;
  writeLast(text: string): boolean;
}

const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';

/**
 * Keeps what is on the screen as a grid and writes only differences, with absolute addresses, inside synchronized updates (DEC 2026): no
 * flicker, no scrolling, nothing outside of the grid. `onPainted`: what was written, and what stands there now, until the next paint.
 */
export function createScreenWriter(
  { write, isBusy, writeLast }: ScreenOutput,
  columns: number,
  rows: number,
  onPainted: (changes: string, shown: CellGrid, ground: Look) => void = () => undefined,
): ScreenWriter {
  /** The rows, without the overlay. */
  let base = createCellGrid(columns, rows);
  let next = createCellGrid(columns, rows);
  let shown = createCellGrid(columns, rows);
  let isBlank = true;
  let ground = plainLook;
  let isOpen = false;
  let isGivenBack = true;
  /** Each row that was drawn, by the cell where it begins: at most one a cell. */
  const drawn = new Map<number, DrawnRow>();

  return {
    clear() {
      base = createCellGrid(next.columns, next.rows);
      drawn.clear();
    },
    setRows({ left, top, width, height }, rowsOfArea, theme) {
      const empty: Row = [['blank', ' '.repeat(width)]];
      for (let at = 0; at < height; at++) {
        const row = rowsOfArea[at] ?? empty;
        const place = (top + at) * next.columns + left;
        const before = drawn.get(place);
        if (before?.theme === theme && isSameRow(before.row, row)) continue;
        drawn.set(place, { row, theme });
        drawRow(base, { left, top: top + at, width }, row, theme);
      }
    },
    paint(overlay) {
      if (!isOpen || isBusy()) return;
      copyCells(base, next);
      overlay(next);
      const changes = isBlank ? wholeScreen(next, ground) : differences(shown, next, ground);
      if (changes !== '') write(beginUpdate + changes + endUpdate);
      isBlank = false;
      [shown, next] = [next, shown];
      if (changes !== '') onPainted(changes, shown, ground);
    },
    setGround(look) {
      if (look === ground) return;
      ground = look;
      shown = createCellGrid(next.columns, next.rows);
      isBlank = true;
    },
    shown: () => shown,
    resize(newColumns, newRows) {
      base = createCellGrid(newColumns, newRows);
      next = createCellGrid(newColumns, newRows);
      shown = createCellGrid(newColumns, newRows);
      isBlank = true;
      drawn.clear();
    },
    open(hasMouse = false) {
      const isTaken = isOpen;
      isOpen = true;
      isBlank = true;
      write(`${isTaken ? '' : '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h'}${hasMouse ? mouseOn : ''}`);
    },
    close() {
      if (!isOpen) return isGivenBack;
      isOpen = false;
      isGivenBack = writeLast(`${endUpdate}${mouseOff}\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l`);
      return isGivenBack;
    },
  };
}

/** A row and the theme that it was drawn with. */
interface DrawnRow {
  readonly row: Row;
  readonly theme: Pick<Theme, 'look'>;
}

function isSameRow(a: Row, b: Row): boolean {
  return (
    a.length === b.length &&
    a.every(([role, text, isSelected = false], at) => {
      const [otherRole, otherText, isOtherSelected = false] = b[at] ?? [];
      return role === otherRole && text === otherText && isSelected === isOtherSelected;
    })
  );
}
