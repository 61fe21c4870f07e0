import { formatRate } from '../../base/units.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import { filledCells } from '../drawing/filled-cells.ts';
import { plainLook } from '../drawing/look.ts';
import { busyRate, nodeMark, trouble } from '../drawing/roles.ts';
import { lengthOf, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { hasItems, hasRequests } from '../drawing/workloads.ts';
import { labelLeft } from './ring.ts';
import { boxWidthOf, type Mark, type PutCell, type TopologyView } from './view.ts';

/** Cells that are written on: what comes later finds another place. */
export interface Room {
  /** Whether that many cells are free, with a blank cell on both sides. */
  isFree(column: number, rowAt: number, width: number): boolean;
  take(column: number, rowAt: number, width: number): void;
}

export function createRoom(width: number, height: number): Room {
  const taken = new Uint8Array(width * height);
  return {
    isFree(column, rowAt, cells) {
      if (rowAt < 0 || rowAt >= height || column < 0 || column + cells > width) return false;
      const end = Math.min(width - 1, column + cells);
      for (let at = Math.max(0, column - 1); at <= end; at++) if (taken[rowAt * width + at] === 1) return false;
      return true;
    },
    take(column, rowAt, cells) {
      taken.fill(1, rowAt * width + column, rowAt * width + column + cells);
    },
  };
}

/** Writes marks with their labels. Servers and the selected node come first, then who is in trouble; others get what room is left. */
export function drawMarks(put: PutCell, theme: Theme, view: TopologyView, marks: readonly Mark[], room: Room): void {
  const order = [...marks].sort((a, b) => rank(b) - rank(a));
  for (const mark of order) {
    if (mark.label === 'box') drawServer(put, theme, view, mark, room);
    else drawMark(put, theme, view, mark, room);
  }
  for (const mark of order) if (mark.label === 'dot') nameDot(put, theme, view, mark, room);
}

function rank({ label, isSelected, members }: Mark): number {
  return (label === 'box' ? 4 : 0) + (isSelected ? 2 : 0) + (members.some((node) => trouble(node)) ? 1 : 0);
}

function drawMark(put: PutCell, theme: Theme, view: TopologyView, mark: Mark, room: Room): void {
  const { area } = view;
  const isDot = mark.label === 'dot';
  for (const label of labelsOf(theme, view, mark)) {
    const width = lengthOf(label);
    const left = isDot ? mark.column : labelLeft(mark.column, width, area.width);
    if (!room.isFree(left, mark.row, width)) continue;
    room.take(left, mark.row, width);
    write(put, theme, left, mark.row, label, mark.isSelected);
    if (isDot) return;
    if (left > 0) put(left - 1, mark.row, ' ', plainLook);
    if (left + width < area.width) put(left + width, mark.row, ' ', plainLook);
    return;
  }
}

/** From the most telling to the least. */
function labelsOf(
  theme: Theme,
  view: TopologyView,
  { members, label, isSelected }: Mark,
): readonly (readonly Segment[])[] {
  const [node] = members;
  if (node === undefined) return [];
  if (label === 'group') return [groupLabel(theme, members), groupLabel(theme, members).slice(0, 2)];
  const [role, glyph] = nodeMark(theme, node);
  const dot: Segment[] = [[role, glyph]];
  const named: Segment[] = [...dot, [isSelected ? 'strong' : 'text', ` ${node.id}`]];
  const full: Segment[] = [...named, ...figuresOf(theme, view, node)];
  if (label === 'dot') return [dot];
  if (label === 'full' || isSelected) return [full, named, dot];
  return [...(trouble(node) === undefined ? [] : [full]), named, dot];
}

function figuresOf(theme: Theme, { snapshot }: TopologyView, node: NodeView): Segment[] {
  const matter = trouble(node);
  if (matter !== undefined) return [[node.state === 'down' ? 'error' : 'warning', ` ${matter}`]];
  if (!hasRequests(snapshot)) return [];
  const rate: Segment = ['secondary', ` ${formatRate(busyRate(node))}`];
  const { load } = node;
  if (load === undefined || load < 0.05) return [rate];
  const levels = theme.glyphs.braille ? '▁▂▃▄▅▆▇█' : '.:-=+*%#';
  const level = levels[Math.min(levels.length - 1, Math.floor(load * levels.length))] ?? '';
  return [rate, [loadRole(load), ` ${level}`]];
}

/** Above these shares of what a node can serve, requests begin to wait. */
export function loadRole(load: number): 'accent' | 'warning' | 'error' {
  return load >= 0.9 ? 'error' : load >= 0.7 ? 'warning' : 'accent';
}

/** Glyph, how many, from which to which, and how many of them are down. */
function groupLabel(theme: Theme, members: readonly NodeView[]): readonly Segment[] {
  const numbers = members.map(({ id }) => Number(id.slice(1)));
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const down = members.filter((node) => node.state === 'down').length;
  const up = members.find((node) => node.state !== 'down') ?? members[0];
  if (up === undefined) return [];
  const [role, glyph] = nodeMark(theme, up);
  return [
    [role, glyph],
    ['text', `${members.length}`],
    ['secondary', high - low < members.length + 1 ? ` n${low}-${high}` : ` n${low}..`],
    ['error', down === 0 ? '' : ` ${theme.glyphs.down}${down}`],
  ];
}

/** The name beside a node that is a dot, where there is room: on either side; of the selected one above and below too, with its figures. */
function nameDot(
  put: PutCell,
  theme: Theme,
  view: TopologyView,
  { members, column, row, isSelected }: Mark,
  room: Room,
): void {
  const [node] = members;
  if (node === undefined) return;
  const id: Segment = [isSelected ? 'strong' : trouble(node) === undefined ? 'secondary' : 'text', node.id];
  for (const segments of isSelected ? [[id, ...figuresOf(theme, view, node)], [id]] : [[id]]) {
    const width = lengthOf(segments);
    // Two blank cells before the next dot: it must not look like its name.
    const right = { left: column + 2, top: row, from: column + 2, cells: width + 1 };
    const left = { left: column - 1 - width, top: row, from: column - 2 - width, cells: width + 1 };
    const over = [1, -1, 2, -2].map((rows) => {
      const begin = column - Math.floor(width / 2);
      return { left: begin, top: row + rows, from: begin, cells: width };
    });
    for (const place of isSelected ? [right, left, ...over] : [right, left]) {
      if (!room.isFree(place.from, place.top, place.cells)) continue;
      room.take(place.left, place.top, width);
      return write(put, theme, place.left, place.top, segments, isSelected);
    }
  }
}

export function write(
  put: PutCell,
  theme: Theme,
  left: number,
  rowAt: number,
  segments: readonly Segment[],
  isSelected: boolean,
): void {
  let column = left;
  for (const [role, text] of segments) {
    const look = theme.look(role, isSelected);
    for (const character of text) put(column++, rowAt, character, look);
  }
}

/** The server is a box: what it does a second, its load, its queue. */
function drawServer(put: PutCell, theme: Theme, { area, snapshot }: TopologyView, mark: Mark, room: Room): void {
  const [node] = mark.members;
  if (node === undefined) return;
  const { glyphs } = theme;
  const matter = trouble(node);
  const isNarrow = boxWidthOf(area) < 28;
  const barCells = isNarrow ? 5 : 8;
  const isGone = node.state === 'down' || node.state === 'paused' || node.state === 'silent';
  const rate = hasRequests(snapshot) ? `${isNarrow ? '' : ' '}${formatRate(busyRate(node))} ` : '';
  const title = isGone
    ? ` ${glyphs[node.state as 'down' | 'paused' | 'silent']} server ${node.id} ${node.state} `
    : ` ${glyphs.server} server ${node.id} ${matter === undefined ? rate : `${matter} `}`;
  const load = Math.min(1, Math.max(0, node.load ?? 0));
  const filled = filledCells(load, barCells);
  const figures = ` ${(load * 100).toFixed(0)} %  ${isNarrow ? 'q' : 'queue'} ${node.queueLength} `;
  const gauge: Segment[] = [
    [loadRole(load), ` ${glyphs.bar.repeat(filled)}`],
    ['faint', glyphs.barEmpty.repeat(barCells - filled)],
    [load >= 0.7 ? loadRole(load) : 'accent', figures],
  ];
  const titled: Segment = [node.state === 'down' ? 'error' : isGone ? 'warning' : 'accentStrong', title];
  const hasGauge = hasItems(snapshot) && node.load !== undefined && node.state !== 'down' && area.height >= 7;
  const lines: readonly (readonly Segment[])[] = hasGauge ? [[titled], gauge] : [[titled]];
  const width = Math.max(...lines.map(lengthOf));
  const left = labelLeft(mark.column, width, area.width);
  lines.forEach((line, at) => {
    const before = Math.floor((width - lengthOf(line)) / 2);
    const blank = (cells: number): Segment => [line[0]?.[0] ?? 'text', ' '.repeat(cells)];
    room.take(left, mark.row + at, width);
    const whole = [blank(before), ...line, blank(width - before - lengthOf(line))];
    write(put, theme, left, mark.row + at, whole, mark.isSelected && at === 0);
  });
}
