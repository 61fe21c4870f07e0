import type { NodeView } from '../../lab/view/node-view.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { isRoomy, middleOf, ringSpots, type Spot } from './ring.ts';
import { type Seats, seat } from './seats.ts';
import { boxWidthOf, type LabelSize, type Mark, type TopologyView } from './view.ts';

/** Cells of a label with figures, and of a group's. */
const fullWidth = 12;
const groupWidth = 13;
const ringsMax = 4;
/** How far from the middle the selected node stands that steps out of its group; 1: at the group. The first that is free. */
const steps = [0.6, 0.45, 0.75, 0.3, 0.15, 0];

/** Servers of a star stand in the middle, as far as there is room; all others around them. */
export function isCentral({ snapshot: { nodes }, area }: TopologyView): (node: NodeView) => boolean {
  const room = Math.max(1, Math.floor((area.height - 4) / 4));
  const central = new Set(nodes.filter(({ role }) => role === 'server').slice(0, room));
  return (node) => central.has(node);
}

/** Seats after the ones of the picture before. */
export function seatsOf(view: TopologyView, before: Seats = []): Seats {
  const inMiddle = isCentral(view);
  return seat(
    before,
    view.snapshot.nodes.filter((node) => !inMiddle(node)).map(({ id }) => id),
  );
}

/**
 * Where everything stands: with figures where there is room for them, else with ids, else as glyphs on several rings, else in groups, out of
 * which the selected node steps. The first ones are seated around the ring, clockwise; the servers in the middle come last.
 */
export function placesOf(view: TopologyView, seats: Seats = seatsOf(view)): readonly Mark[] {
  const { snapshot, area, selected } = view;
  const inMiddle = isCentral(view);
  const chosen = snapshot.nodes[Math.min(selected, snapshot.nodes.length - 1)];
  const byId = new Map(snapshot.nodes.map((node) => [node.id, node]));
  const sitting = seats.map((id) => (id === undefined ? undefined : byId.get(id)));
  const idWidth = 2 + Math.max(2, ...snapshot.nodes.map(({ id }) => id.length));
  const servers = snapshot.nodes.filter(inMiddle);
  const middle = middleOf(area);
  const boxWidth = boxWidthOf(area);
  const boxes = servers.map((_, at): Rectangle => {
    const top = Math.max(0, Math.round(middle.row + (at - (servers.length - 1) / 2) * 4));
    return { left: middle.column - Math.floor(boxWidth / 2), top, width: boxWidth, height: 2 };
  });
  const { label, spots, perSpot } = arrangementOf(sitting.length, area, idWidth, boxes);
  const around = spots.flatMap((spot, at): Mark[] => {
    const members = sitting.slice(at * perSpot, (at + 1) * perSpot).filter((node) => node !== undefined);
    const others = perSpot === 1 ? members : members.filter((node) => node !== chosen);
    const group: Mark[] = others.length === 0 ? [] : [markOf(spot, others, others.length > 1 ? label : alone(label))];
    const isOut = perSpot > 1 && chosen !== undefined && members.includes(chosen);
    return isOut ? [...group, steppedOut(spot, chosen, spots)] : group;
  });
  const central = servers.map((node, at) =>
    markOf({ column: middle.column, row: boxes[at]?.top ?? middle.row }, [node], 'box'),
  );
  return [...around, ...central];

  /** From its group towards the middle, where nothing else stands. */
  function steppedOut(spot: Spot, node: NodeView, others: readonly Spot[]): Mark {
    const places = steps.map((share) => ({
      column: Math.round(middle.column + (spot.column - middle.column) * share),
      row: Math.round(middle.row + (spot.row - middle.row) * share),
    }));
    const freeFor = (width: number): Spot | undefined =>
      places.find((place) => isRoomy([place, ...others], width, area.width, boxes));
    const free = freeFor(groupWidth);
    return free === undefined ? markOf(freeFor(idWidth) ?? spot, [node], 'dot') : markOf(free, [node], 'full');
  }

  function markOf({ column, row }: Spot, members: readonly NodeView[], size: LabelSize): Mark {
    return { column, row, members, label: size, isSelected: members.length === 1 && members[0] === chosen };
  }
}

/** The last one of a group needs no count. */
function alone(label: LabelSize): LabelSize {
  return label === 'group' ? 'id' : label;
}

interface Arrangement {
  readonly label: LabelSize;
  readonly spots: readonly Spot[];
  /** Seats that share a spot. */
  readonly perSpot: number;
}

/** The most telling one that fits. Beside a server's box labels are written shorter; only glyphs cannot be. */
function arrangementOf(count: number, area: Rectangle, idWidth: number, boxes: readonly Rectangle[]): Arrangement {
  const ring = ringSpots(count, area);
  if (isRoomy(ring, fullWidth, area.width)) return { label: 'full', spots: ring, perSpot: 1 };
  if (isRoomy(ring, idWidth, area.width)) return { label: 'id', spots: ring, perSpot: 1 };
  for (let rings = 1; rings <= ringsMax; rings++) {
    const spots = ringSpots(count, area, rings);
    if (isRoomy(spots, 1, area.width, boxes)) return { label: 'dot', spots, perSpot: 1 };
  }
  for (let perSpot = 2; ; perSpot++) {
    const spots = ringSpots(Math.ceil(count / perSpot), area);
    if (perSpot >= count || isRoomy(spots, groupWidth, area.width)) return { label: 'group', spots, perSpot };
  }
}
