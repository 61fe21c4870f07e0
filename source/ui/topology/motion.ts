import type { Rectangle } from '../drawing/layout.ts';
import type { Spot } from './ring.ts';
import type { Mark } from './view.ts';

/** How long nodes take to their new places, in milliseconds. */
export const motionMs = 1_000;
/** Nodes on their way beyond which none carries its id: the labels would hide each other. */
const labelledMax = 32;

/** Where each node was when a motion began. */
export type Origins = ReadonlyMap<string, Spot>;

export function originsOf(marks: readonly Mark[]): Origins {
  return new Map(marks.flatMap((mark) => mark.members.map(({ id }) => [id, mark] as const)));
}

/** Whether somebody who was there before now stands elsewhere. */
export function isElsewhere(before: Origins, marks: readonly Mark[]): boolean {
  return marks.some((mark) => {
    const origin = originOf(before, mark);
    return origin !== undefined && (origin.column !== mark.column || origin.row !== mark.row);
  });
}

/** Everything on its way; `elapsedMs` since it began: at 0 it is where it was, from `motionMs` on where it belongs. A new node is there at once. */
export function onTheWay(before: Origins, marks: readonly Mark[], elapsedMs: number, area: Rectangle): readonly Mark[] {
  const progress = eased(Math.max(0, Math.min(1, elapsedMs / motionMs)));
  if (progress === 1) return marks;
  return marks.map((mark) => {
    const origin = inside(originOf(before, mark) ?? mark, area);
    return {
      ...mark,
      column: Math.round(origin.column + (mark.column - origin.column) * progress),
      row: Math.round(origin.row + (mark.row - origin.row) * progress),
      label: mark.label === 'group' ? 'group' : marks.length <= labelledMax || mark.isSelected ? 'id' : 'dot',
    };
  });
}

function originOf(before: Origins, { members }: Mark): Spot | undefined {
  for (const { id } of members) {
    const origin = before.get(id);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

/** The canvas may have shrunk since. */
function inside({ column, row }: Spot, { width, height }: Rectangle): Spot {
  return { column: Math.min(column, width - 1), row: Math.min(row, height - 1) };
}

/** Slow, fast, slow (cubic). */
function eased(share: number): number {
  return share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
}
