import { formatRate } from '../base/units.ts';
import type { ConnectionView, LabSnapshot, MessageKind } from '../lab/snapshot.ts';
import { brailleBit, brailleCharacter } from './braille.ts';
import { type CellGrid, setCell } from './cell-grid.ts';
import type { Rectangle } from './layout.ts';
import { type PlacedNode, placeNodes } from './ring.ts';
import { busyRate, nodeMark } from './roles.ts';
import type { ColorRole, Theme } from './theme.ts';

/** What the canvas shows. `at`: any clock in milliseconds; messages move with it. */
export interface TopologyView {
  readonly snapshot: LabSnapshot;
  readonly area: Rectangle;
  readonly selected: number;
  readonly at: number;
}

interface Edge {
  readonly connection: ConnectionView;
  readonly from: PlacedNode;
  readonly to: PlacedNode;
}

/** Draws the network: edges in dots, messages on their way along them, nodes with their labels on top. */
export function drawTopology(grid: CellGrid, theme: Theme, view: TopologyView): void {
  const { snapshot, area } = view;
  const placed = placeNodes(snapshot, area);
  const byId = new Map(placed.map((place) => [place.node.id, place]));
  const edges = snapshot.connections.flatMap((connection): Edge[] => {
    const from = byId.get(connection.from);
    const to = byId.get(connection.to);
    return from === undefined || to === undefined ? [] : [{ connection, from, to }];
  });
  drawEdges(grid, theme, area, edges);
  const budget = { left: dotsMax };
  for (const edge of edges) drawMessages(grid, theme, view, edge, budget);
  const taken = new Set<number>();
  const order = [...placed].sort((a, b) => rank(b, view) - rank(a, view));
  for (const place of order) drawNode(grid, theme, view, place, taken);
}

/** The server and the selected node get their labels first. */
function rank({ isCentre, index }: PlacedNode, { selected }: TopologyView): number {
  return (isCentre ? 2 : 0) + (index === selected ? 1 : 0);
}

/** Messages shown at a time: more are a flicker, not a picture. */
const dotsMax = 60;

function drawEdges(grid: CellGrid, theme: Theme, area: Rectangle, edges: readonly Edge[]): void {
  const dots = new Map<number, { bits: number; level: number }>();
  for (const edge of edges) {
    const level = levelOf(edge.connection);
    walk(edge, (x, y) => {
      const key = (y >> 2) * area.width + (x >> 1);
      const cell = dots.get(key) ?? { bits: 0, level: 0 };
      cell.bits |= brailleBit(x, y);
      cell.level = Math.max(cell.level, level);
      dots.set(key, cell);
    });
  }
  const styles = (['faint', 'panel', 'accentDim'] as const).map((role) => theme.sgr(role, false));
  for (const [key, { bits, level }] of dots) {
    const character = theme.glyphs.braille ? brailleCharacter(bits) : '.';
    setCell(
      grid,
      area.left + (key % area.width),
      area.top + Math.floor(key / area.width),
      character,
      styles[level] ?? '',
    );
  }
}

/** 0: hardly used, 1: used, 2: busy. A connection for one transfer is drawn like one that is hardly used. */
function levelOf({ out, back, purpose }: ConnectionView): number {
  if (purpose === 'transfer') return 0;
  const perSecond = out.query + out.content + back.query + back.content;
  if (perSecond >= 8) return 2;
  return perSecond > 0.5 ? 1 : 0;
}

/** Every dot of the line between the middles of two nodes' cells, every second one left out: lines stay light. */
function walk({ from, to, connection }: Edge, visit: (x: number, y: number) => void): void {
  const x0 = from.column * 2;
  const y0 = from.row * 4 + 2;
  const dx = to.column * 2 - x0;
  const dy = to.row * 4 + 2 - y0;
  const steps = Math.max(1, Math.abs(dx), Math.abs(dy));
  const stride = connection.purpose === 'transfer' ? 4 : 2;
  for (let step = 0; step <= steps; step += stride) {
    visit(Math.round(x0 + (dx * step) / steps), Math.round(y0 + (dy * step) / steps));
  }
}

/** How long a message takes along its edge on the screen; the real one is over long before. */
const travelMs = 900;
const kinds: readonly MessageKind[] = ['query', 'content', 'upkeep'];

/**
 * One message of a kind at a time travels an edge in each direction. Below one message a journey, only so many journeys carry one that on
 * average the picture shows the measured rate; above, the edge's brightness says how much more there is.
 */
function drawMessages(grid: CellGrid, theme: Theme, view: TopologyView, edge: Edge, budget: { left: number }): void {
  for (const [direction, rates] of [
    ['out', edge.connection.out],
    ['back', edge.connection.back],
  ] as const) {
    for (const kind of kinds) {
      const start = phaseOf(edge, kind, direction);
      const journey = view.at / travelMs + start;
      const chance = (rates[kind] * travelMs) / 1000;
      if (budget.left <= 0 || lottery(Math.floor(journey), start) >= chance * thinning) continue;
      budget.left--;
      const progress = journey % 1;
      const along = direction === 'out' ? progress : 1 - progress;
      const column = Math.round(edge.from.column + (edge.to.column - edge.from.column) * along);
      const rowAt = Math.round(edge.from.row + (edge.to.row - edge.from.row) * along);
      setCell(grid, view.area.left + column, view.area.top + rowAt, theme.glyphs[kind], theme.sgr(kind, false));
    }
  }
}

/** Of the messages that travel only a part is drawn: the eye follows a few. */
const thinning = 0.4;

/** A number in [0, 1) that looks random and depends on a journey and an edge only. */
function lottery(journey: number, edge: number): number {
  const mixed = Math.sin(journey * 12.9898 + edge * 78.233) * 43758.5453;
  return mixed - Math.floor(mixed);
}

/** Where on its edge a message of a kind is at time 0: fixed for each edge, so that dots do not jump. */
function phaseOf({ from, to }: Edge, kind: MessageKind, direction: string): number {
  const seed = from.index * 7 + to.index * 13 + kinds.indexOf(kind) * 5 + direction.length;
  return (seed * 0.618) % 1;
}

function drawNode(grid: CellGrid, theme: Theme, view: TopologyView, place: PlacedNode, taken: Set<number>): void {
  if (place.isCentre) return drawServer(grid, theme, view, place, taken);
  const { area, selected, snapshot } = view;
  const isSelected = place.index === selected;
  const [role, glyph] = nodeMark(theme, place.node);
  const { id, state } = place.node;
  const parts: readonly (readonly [ColorRole, string])[] = [
    [role, `${glyph} `],
    [isSelected ? 'strong' : 'text', id],
    [state === 'down' ? 'error' : 'secondary', state === 'down' ? ' down' : ` ${formatRate(busyRate(place.node))}`],
  ];
  const crowd = snapshot.nodes.length * 11 > area.width * 2.2 + area.height * 12;
  const wanted =
    crowd && !isSelected ? [parts.slice(0, 2), parts.slice(0, 1)] : [parts, parts.slice(0, 2), parts.slice(0, 1)];
  for (const label of wanted) if (tryLabel(grid, theme, view, place, label, taken, isSelected)) return;
}

/** Writes a label around a node's place when its cells are free; gives whether it did. */
function tryLabel(
  grid: CellGrid,
  theme: Theme,
  { area }: TopologyView,
  place: PlacedNode,
  parts: readonly (readonly [ColorRole, string])[],
  taken: Set<number>,
  isSelected: boolean,
): boolean {
  const text = parts
    .map(([, part]) => part)
    .join('')
    .trimEnd();
  const wanted = place.column - Math.floor(text.length / 2);
  const left = Math.max(0, Math.min(area.width - text.length, wanted));
  const key = (column: number): number => place.row * area.width + column;
  for (let column = left - 1; column <= left + text.length; column++) if (taken.has(key(column))) return false;
  let column = left;
  for (const [role, part] of parts) {
    for (const character of part) {
      if (column - left >= text.length) break;
      setCell(grid, area.left + column, area.top + place.row, character, theme.sgr(role, isSelected));
      taken.add(key(column));
      column++;
    }
  }
  if (left > 0 && !isSelected) setCell(grid, area.left + left - 1, area.top + place.row, ' ', '');
  if (left + text.length < area.width && !isSelected)
    setCell(grid, area.left + left + text.length, area.top + place.row, ' ', '');
  return true;
}

const barCells = 8;

/** The server is a box: what it does a second, its load, its queue. */
function drawServer(
  grid: CellGrid,
  theme: Theme,
  { area, selected }: TopologyView,
  place: PlacedNode,
  taken: Set<number>,
): void {
  const { node } = place;
  const isSelected = place.index === selected;
  const { glyphs } = theme;
  const title =
    node.state === 'down'
      ? ` ${glyphs.down} server ${node.id} down `
      : ` ${glyphs.server} server ${node.id}  ${formatRate(node.servedPerSecond)} `;
  const load = Math.min(1, node.load ?? 0);
  const filled = Math.round(load * barCells);
  const gauge = ` ${glyphs.bar.repeat(filled)}${glyphs.barEmpty.repeat(barCells - filled)} ${(load * 100).toFixed(0)} %  queue ${node.queueLength} `;
  const lines: readonly (readonly [ColorRole, string])[] = [
    [node.state === 'down' ? 'error' : 'accentStrong', title],
    ...(node.load === undefined || node.state === 'down' || area.height < 7 ? [] : [['accent', gauge] as const]),
  ];
  const width = Math.max(...lines.map(([, line]) => line.length));
  lines.forEach(([role, line], at) => {
    const text = centred(line, width);
    const left = Math.max(0, Math.min(area.width - width, place.column - Math.floor(width / 2)));
    for (let offset = 0; offset < width; offset++) {
      taken.add((place.row + at) * area.width + left + offset);
      setCell(
        grid,
        area.left + left + offset,
        area.top + place.row + at,
        text[offset] ?? ' ',
        theme.sgr(role, isSelected && at === 0),
      );
    }
  });
}

function centred(line: string, width: number): string {
  const before = Math.floor((width - line.length) / 2);
  return line.padStart(line.length + before).padEnd(width);
}
