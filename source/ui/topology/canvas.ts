import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { type CellGrid, setCell } from '../drawing/cell-grid.ts';
import type { Rectangle } from '../drawing/layout.ts';
import type { Theme } from '../drawing/theme.ts';
import { cutEdges, drawCrosses, drawCuts, drawPartition } from './cuts.ts';
import { createDots, type Dots } from './dots.ts';
import { drawEdges, edgesOf } from './edges.ts';
import { createRoom, drawMarks, loadRole, type Room, write } from './labels.ts';
import { placesOf } from './places.ts';
import { drawNext, drawRoute, nameHops } from './route-lines.ts';
import { createTraffic, drawHeld, type Traffic } from './traffic.ts';
import type { Mark, PutCell, TopologyView } from './view.ts';

/** A picture of the network in which only messages move. */
export interface TopologyPicture {
  /** `at`: any clock in milliseconds; messages move with it. */
  draw(grid: CellGrid, at: number): void;
}

/** Works the network out: edges in dots, messages on their way along them, nodes with their labels on top. Good until the view changes. */
export function createTopologyPicture(
  theme: Theme,
  view: TopologyView,
  marks: readonly Mark[] = placesOf(view),
): TopologyPicture {
  const { snapshot, area, route = [] } = view;
  const { edges, hidden } = edgesOf(view, marks);
  const cuts = cutEdges(view, marks);
  const room = createRoom(area.width, area.height);
  const below = recorded((put) => {
    const dots = createDots(theme, area.width, area.height);
    drawEdges(dots, edges, snapshot.next !== undefined);
    drawCuts(dots, cuts);
    drawPartition(dots, view, marks);
    drawRoute(dots, marks, route);
    drawNext(dots, marks, snapshot.next?.moves);
    drawHalos(dots, area, marks);
    dots.paint(put);
    drawCrosses(put, theme, cuts);
  });
  const traffic = snapshot.next === undefined ? createTraffic(theme, edges) : heldTraffic(theme, marks, snapshot.next);
  const above = recorded((put) => {
    drawMarks(put, theme, view, marks, room);
    nameHops(put, theme, marks, route, room);
    if (hidden > 0) tellHidden(put, theme, area, `${edges.length} of ${edges.length + hidden} edges`, room);
  });
  return {
    draw(grid, at) {
      const put: PutCell = (column, rowAt, character, look) =>
        setCell(grid, area.left + column, area.top + rowAt, character, look);
      for (const cell of below) put(...cell);
      traffic.draw(put, at);
      for (const cell of above) put(...cell);
    },
  };
}

/** While time stands still nothing moves: what is held is where it is held, what moves next is nearest to its end. */
function heldTraffic(theme: Theme, marks: readonly Mark[], next: NonNullable<LabSnapshot['next']>): Traffic {
  const cells = recorded((put) => drawHeld(put, theme, marks, next));
  return {
    draw(put) {
      for (const cell of cells) put(...cell);
    },
  };
}

/** Halos need room: so few marks at most, so many rows at least. */
const halosMax = 12;
const haloRowsMin = 12;
/** From its middle, in cells: around a full label. */
const haloColumns = 8;
const haloRows = 1.25;

/** A halo around each node whose requests begin to wait; every label says the load too. */
function drawHalos(dots: Dots, { width, height }: Rectangle, marks: readonly Mark[]): void {
  if (marks.length > halosMax || height < haloRowsMin) return;
  for (const { members, label, column, row } of marks) {
    const role = loadRole(members[0]?.load ?? 0);
    if (role === 'accent' || label !== 'full') continue;
    const inside = Math.min(Math.max(column, haloColumns), width - 1 - haloColumns); // whole, also at the border
    dots.ellipse({ column: inside, row }, haloColumns, haloRows, role);
  }
}

/** In a corner that is free. */
function tellHidden(put: PutCell, theme: Theme, { width, height }: Rectangle, text: string, room: Room): void {
  for (const [column, row] of [
    [0, height - 1],
    [width - text.length, height - 1],
    [width - text.length, 0],
    [0, 0],
  ] as const) {
    if (!room.isFree(column, row, text.length)) continue;
    return write(put, theme, column, row, [['faint', text]], false);
  }
}

type Cell = Readonly<Parameters<PutCell>>;

function recorded(draw: (put: PutCell) => void): readonly Cell[] {
  const cells: Cell[] = [];
  draw((...cell) => void cells.push(cell));
  return cells;
}
