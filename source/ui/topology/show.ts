import type { ConnectionView } from '../../lab/view/node-view.ts';
import type { CellGrid } from '../drawing/cell-grid.ts';
import type { Theme } from '../drawing/theme.ts';
import { createTopologyPicture, type TopologyPicture } from './canvas.ts';
import { isElsewhere, motionMs, type Origins, onTheWay, originsOf } from './motion.ts';
import { placesOf, seatsOf } from './places.ts';
import type { Seats } from './seats.ts';
import type { Mark, TopologyView } from './view.ts';

/** A topology from one snapshot to the next: nodes keep their places, and when they get others, they go there. */
export interface TopologyShow {
  /** What is shown from now on. `clock`: real milliseconds. */
  show(theme: Theme, view: TopologyView, clock: number): void;
  /** Nobody is on the way any more: all are where they belong. */
  settle(): void;
  /** What stands on the canvas, where it belongs. */
  marks(): readonly Mark[];
  /** `at`: the clock by which messages move; `clock`: the one by which nodes go to other places. */
  draw(grid: CellGrid, at: number, clock: number): void;
}

export function createTopologyShow(): TopologyShow {
  let seats: Seats = [];
  let shown: { theme: Theme; view: TopologyView; marks: readonly Mark[] } | undefined;
  let picture: TopologyPicture | undefined;
  let motion: Motion | undefined;

  function marksAt(clock: number): readonly Mark[] {
    if (shown === undefined) return [];
    if (motion === undefined) return shown.marks;
    return onTheWay(motion.from, shown.marks, clock - motion.since, shown.view.area);
  }

  return {
    show(theme, view, clock) {
      const before = originsOf(marksAt(clock));
      const isSwitched = shown?.view.snapshot.mode !== view.snapshot.mode;
      const isResized = shown?.view.area.width !== view.area.width || shown.view.area.left !== view.area.left;
      seats = seatsOf(view, isSwitched || isArriving(view) ? [] : seats);
      const marks = placesOf(view, seats);
      const target = shown?.marks ?? marks;
      const closed = isSwitched ? (shown?.view.snapshot.connections ?? []) : (motion?.closed ?? []);
      if (isResized) motion = undefined;
      else if (isElsewhere(originsOf(target), marks)) motion = { from: before, since: clock, closed };
      shown = { theme, view, marks };
      picture = undefined;
    },
    settle() {
      motion = undefined;
    },
    marks: () => shown?.marks ?? [],
    draw(grid, at, clock) {
      if (shown === undefined) return;
      if (motion !== undefined && clock - motion.since >= motionMs) motion = undefined;
      if (motion !== undefined) {
        const view = clock - motion.since < motionMs / 2 ? withClosed(shown.view, motion.closed) : shown.view;
        return createTopologyPicture(shown.theme, view, marksAt(clock)).draw(grid, at);
      }
      picture ??= createTopologyPicture(shown.theme, shown.view, shown.marks);
      picture.draw(grid, at);
    },
  };
}

interface Motion {
  readonly from: Origins;
  readonly since: number;
  /** Connections of the mode before, which a switch closes all at once: the eye follows their traces. */
  readonly closed: readonly ConnectionView[];
}

function withClosed(view: TopologyView, closed: readonly ConnectionView[]): TopologyView {
  if (view.snapshot.connections.length > 0) return view;
  const none = { query: 0, hit: 0, content: 0, upkeep: 0 };
  const connections = closed.map(({ from, to }) => ({ from, to, purpose: 'transfer', out: none, back: none }) as const);
  return { ...view, snapshot: { ...view.snapshot, connections } };
}

/** While the lab starts, roles are not given yet. */
function isArriving({ snapshot: { phase } }: TopologyView): boolean {
  return phase === 'starting' || phase === 'switching';
}
