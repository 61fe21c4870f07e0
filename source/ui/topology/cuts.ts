import type { Theme } from '../drawing/theme.ts';
import type { Dots } from './dots.ts';
import { marksById } from './edges.ts';
import { groupsApart } from './parts.ts';
import type { Spot } from './ring.ts';
import type { Mark, PutCell, TopologyView } from './view.ts';

/** Cut pairs that are drawn; the title of the pane counts all. */
const cutsMax = 40;
/** A cut edge has a hole in the middle, with a cross in it. */
const halves = [
  [0, 0.38],
  [0.62, 1],
] as const;

/** Edges that are cut, as far as they can be seen: in a star those to its servers; in a mesh those of the selected node, and others while they are few. */
export function cutEdges({ snapshot }: TopologyView, marks: readonly Mark[]): readonly (readonly [Mark, Mark])[] {
  const byId = marksById(marks);
  const areFew = snapshot.cuts.length <= snapshot.nodes.length;
  const isStar = snapshot.mode === 'client-server';
  const isWorthIt = ({ isSelected, members }: Mark): boolean =>
    isStar ? members[0]?.role === 'server' : isSelected || areFew;
  return snapshot.cuts
    .flatMap(([a, b]): [Mark, Mark][] => {
      const from = byId.get(a);
      const to = byId.get(b);
      if (from === undefined || to === undefined || from === to) return [];
      return isWorthIt(from) || isWorthIt(to) ? [[from, to]] : [];
    })
    .slice(0, cutsMax);
}

export function drawCuts(dots: Dots, cuts: readonly (readonly [Mark, Mark])[]): void {
  for (const [from, to] of cuts) dots.line(from, to, { ink: 'error', stride: 2, parts: halves });
}

export function drawCrosses(put: PutCell, theme: Theme, cuts: readonly (readonly [Mark, Mark])[]): void {
  const cross = theme.glyphs.braille ? '×' : 'X';
  for (const [from, to] of cuts) {
    put(
      Math.round((from.column + to.column) / 2),
      Math.round((from.row + to.row) / 2),
      cross,
      theme.look('error', false),
    );
  }
}

/** A line between the parts of a mesh that was parted, where each part is one stretch of the ring. In a star the broken rays say it. */
export function drawPartition(dots: Dots, view: TopologyView, marks: readonly Mark[]): void {
  const groups = groupsApart(view.snapshot);
  if (groups === undefined || view.snapshot.mode === 'client-server') return;
  if (groups.some(({ length }) => length === 1)) return; // all its cuts are drawn
  const around = marks.filter(({ label }) => label !== 'box');
  const groupAt = (at: number): number => {
    const id = around[at % around.length]?.members[0]?.id;
    return groups.findIndex((group) => group.some((member) => member === id));
  };
  const borders = around.flatMap((mark, at): Spot[] => {
    const next = around[(at + 1) % around.length];
    return next === undefined || groupAt(at) === groupAt(at + 1) ? [] : [between(mark, next)];
  });
  const [first, second] = borders;
  if (borders.length !== 2 || first === undefined || second === undefined) return;
  dots.line(first, second, { ink: 'warning', stride: 1 });
}

function between(a: Spot, b: Spot): Spot {
  return { column: Math.round((a.column + b.column) / 2), row: Math.round((a.row + b.row) / 2) };
}
