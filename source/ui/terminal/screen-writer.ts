import type { Rectangle } from '../drawing/layout.ts';
import { differences, wholeScreen } from './cell-differences.ts';
import { type CellGrid, copyCells, createCellGrid, parseFrame, writeText } from './cell-grid.ts';
import { mouseOff, mouseOn } from './mouse.ts';

/** Paints cells on a terminal. */
export interface ScreenWriter {
  /** A new frame from Ink: what stands where no rows are painted. Rows that were painted before are forgotten. */
  setFrame(frame: string): void;
  /** Paints rows of exactly the area's width over the frame; those that stand there already cost a comparison of text. */
  setRows(area: Rectangle, rows: readonly string[]): void;
  /** Lays `overlay` over frame and rows, and writes the cells that changed; while the terminal does not take what was written before, nothing: a later paint has it all. */
  paint(overlay: (grid: CellGrid) => void): void;
  /** SGR parameters behind and of all that has none of its own; with other ones than before the next paint is a full one. */
  setGround(sgr: string): void;
  /** What stands on the screen, until the next paint. */
  shown(): CellGrid;
  /** The terminal has a new size: frame and rows are set again, and the next paint is a full one. */
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
  onPainted: (changes: string, shown: CellGrid, ground: string) => void = () => undefined,
): ScreenWriter {
  /** Frame and rows, without the overlay. */
  let base = createCellGrid(columns, rows);
  let next = createCellGrid(columns, rows);
  let shown = createCellGrid(columns, rows);
  let isBlank = true;
  let ground = '';
  let isOpen = false;
  let isGivenBack = true;
  /** The text of each row that was painted, by the cell where it begins: at most one a cell. */
  const painted = new Map<number, string>();

  return {
    setFrame(frame) {
      base = parseFrame(frame, next.columns, next.rows);
      painted.clear();
    },
    setRows({ left, top, width, height }, texts) {
      for (let at = 0; at < height; at++) {
        const text = texts[at] ?? ' '.repeat(width);
        const place = (top + at) * next.columns + left;
        if (painted.get(place) === text) continue;
        painted.set(place, text);
        writeText(base, { left, top: top + at, width }, text);
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
    setGround(sgr) {
      if (sgr === ground) return;
      ground = sgr;
      shown = createCellGrid(next.columns, next.rows);
      isBlank = true;
    },
    shown: () => shown,
    resize(newColumns, newRows) {
      base = createCellGrid(newColumns, newRows);
      next = createCellGrid(newColumns, newRows);
      shown = createCellGrid(newColumns, newRows);
      isBlank = true;
      painted.clear();
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
