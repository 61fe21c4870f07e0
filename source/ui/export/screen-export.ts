import type { CellGrid } from '../drawing/cell-grid.ts';
import type { ScreenExport } from '../state/study.ts';
import { castLines } from './asciicast.ts';
import type { ScreenTape } from './screen-tape.ts';
import { screenSvg } from './svg.ts';

/** What is on the screen now, and what was on it. `nowMs`: the tape's clock; `wallMs`: the wall clock. */
export function exportScreen(grid: CellGrid, tape: ScreenTape, nowMs: number, wallMs: number): ScreenExport {
  const title = `starmesh, ${new Date(wallMs).toISOString()}`;
  const { columns, rows, lengthMs, events } = tape.cast(nowMs) ?? { ...grid, lengthMs: 0, events: [] };
  const header = { columns, rows, title, startedAtMs: wallMs - lengthMs };
  return { svg: screenSvg(grid, title), cast: castLines(header, events) };
}
