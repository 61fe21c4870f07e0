import { formatMs } from '../../base/units.ts';
import type { HeldMessage } from '../../lab/view/snapshot.ts';
import type { Theme } from '../drawing/theme.ts';
import type { Dots } from './dots.ts';
import { marksById } from './edges.ts';
import { type Room, write } from './labels.ts';
import type { RouteHop } from './request-route.ts';
import type { Mark, PutCell } from './view.ts';

/** The way of a request: full lines over everything else. */
export function drawRoute(dots: Dots, marks: readonly Mark[], route: readonly Pick<RouteHop, 'from' | 'to'>[]): void {
  const byId = marksById(marks);
  for (const hop of route) {
    const from = byId.get(hop.from);
    const to = byId.get(hop.to);
    if (from !== undefined && to !== undefined) dots.line(from, to, { ink: 'strong', stride: 1 });
  }
}

/** Number and time of each hop, a third of the way behind its sender: the way there and the way back do not hide each other. */
export function nameHops(
  put: PutCell,
  theme: Theme,
  marks: readonly Mark[],
  route: readonly RouteHop[],
  room: Room,
): void {
  const byId = marksById(marks);
  for (const [at, hop] of route.entries()) {
    const from = byId.get(hop.from);
    const to = byId.get(hop.to);
    if (from === undefined || to === undefined) continue;
    const text = ` ${at + 1}${hop.atMs === undefined || hop.atMs === 0 ? '' : ` +${formatMs(hop.atMs)}`} `;
    for (const share of [0.34, 0.45, 0.25, 0.55, 0.65]) {
      const column = Math.round(from.column + (to.column - from.column) * share - text.length / 2);
      const row = Math.round(from.row + (to.row - from.row) * share);
      if (!room.isFree(column, row, text.length)) continue;
      room.take(column, row, text.length);
      write(put, theme, column, row, [['strong', text]], false);
      break;
    }
  }
}

/** What the next step moves: its edge, and the message as an arrow that has nearly arrived. */
export function drawNext(dots: Dots, marks: readonly Mark[], next: HeldMessage | undefined): void {
  if (next !== undefined) drawRoute(dots, marks, [next]);
}
