import { harmlessJson } from '../../base/harmless.ts';
import type { CellGrid } from '../drawing/cell-grid.ts';
import { plainLook } from '../drawing/look.ts';
import { differences, wholeScreen } from '../terminal/cell-differences.ts';

/** What happened on a terminal: something was written, or it got another size. */
export type CastEvent =
  | { readonly type: 'output'; readonly atMs: number; readonly text: string }
  | { readonly type: 'resize'; readonly atMs: number; readonly columns: number; readonly rows: number };

export interface CastHeader {
  readonly columns: number;
  readonly rows: number;
  readonly title: string;
  /** Wall clock of the beginning, in milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** One screen of a recording; `atMs` counts from its beginning. */
export interface CastFrame {
  readonly atMs: number;
  readonly grid: CellGrid;
}

/**
 * An asciicast of version 2 (docs.asciinema.org/manual/asciicast/v2), line by line: a header, then what happened; times in seconds, never going back. The
 * cursor is out of sight in between, and there again at the end, for the shell in which it is played.
 */
export function* castLines(header: CastHeader, events: Iterable<CastEvent>): Generator<string> {
  const { columns, rows, title, startedAtMs } = header;
  const head = { version: 2, width: columns, height: rows, timestamp: Math.floor(startedAtMs / 1000), title };
  yield `${harmlessJson(head)}\n`;
  let lastMs = 0;
  const line = (...what: readonly string[]): string => `${harmlessJson([Math.round(lastMs) / 1000, ...what])}\n`;
  yield line('o', '\x1b[?25l');
  for (const event of events) {
    lastMs = Math.max(lastMs, event.atMs);
    yield event.type === 'output' ? line('o', event.text) : line('r', `${event.columns}x${event.rows}`);
  }
  yield line('o', '\x1b[0m\x1b[?25h');
}

/** The events that show one frame after the other: the first one whole, then what changes; whole again after each new size. `ground`: as of `differences`. */
export function* castEvents(frames: Iterable<CastFrame>, ground = plainLook): Generator<CastEvent> {
  let before: CellGrid | undefined;
  for (const { atMs, grid } of frames) {
    const { columns, rows } = grid;
    const isSameSize = before?.columns === columns && before.rows === rows;
    if (before !== undefined && !isSameSize) yield { type: 'resize', atMs, columns, rows };
    const text = before !== undefined && isSameSize ? differences(before, grid, ground) : wholeScreen(grid, ground);
    if (text !== '') yield { type: 'output', atMs, text };
    before = grid;
  }
}
