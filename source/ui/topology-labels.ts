import { formatRate } from '../base/units.ts';
import type { PlacedNode } from './ring.ts';
import { busyRate, nodeMark, trouble } from './roles.ts';
import type { ColorRole, Theme } from './theme.ts';
import type { PutCell, TopologyView } from './topology-view.ts';

/** Writes nodes with their labels; the server and the selected node come first, others get what room is left. */
export function drawNodes(put: PutCell, theme: Theme, view: TopologyView, placed: readonly PlacedNode[]): void {
  const taken = new Set<number>();
  const order = [...placed].sort((a, b) => rank(b, view) - rank(a, view));
  for (const place of order) drawNode(put, theme, view, place, taken);
}

function rank({ isCentre, index }: PlacedNode, { selected }: TopologyView): number {
  return (isCentre ? 2 : 0) + (index === selected ? 1 : 0);
}

function drawNode(put: PutCell, theme: Theme, view: TopologyView, place: PlacedNode, taken: Set<number>): void {
  if (place.isCentre) return drawServer(put, theme, view, place, taken);
  const { area, selected, snapshot } = view;
  const isSelected = place.index === selected;
  const [role, glyph] = nodeMark(theme, place.node);
  const { id, state } = place.node;
  const matter = trouble(place.node);
  const parts: readonly (readonly [ColorRole, string])[] = [
    [role, `${glyph} `],
    [isSelected ? 'strong' : 'text', id],
    matter === undefined
      ? ['secondary', ` ${formatRate(busyRate(place.node))}`]
      : [state === 'down' ? 'error' : 'warning', ` ${matter}`],
  ];
  const crowd = snapshot.nodes.length * 11 > area.width * 2.2 + area.height * 12;
  const wanted =
    crowd && !isSelected ? [parts.slice(0, 2), parts.slice(0, 1)] : [parts, parts.slice(0, 2), parts.slice(0, 1)];
  for (const label of wanted) if (tryLabel(put, theme, view, place, label, taken, isSelected)) return;
}

/** Writes a label around a node's place when its cells are free; gives whether it did. */
function tryLabel(
  put: PutCell,
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
      put(column, place.row, character, theme.sgr(role, isSelected));
      taken.add(key(column));
      column++;
    }
  }
  if (left > 0 && !isSelected) put(left - 1, place.row, ' ', '');
  if (left + text.length < area.width && !isSelected) put(left + text.length, place.row, ' ', '');
  return true;
}

const barCells = 8;

/** The server is a box: what it does a second, its load, its queue. */
function drawServer(
  put: PutCell,
  theme: Theme,
  { area, selected }: TopologyView,
  place: PlacedNode,
  taken: Set<number>,
): void {
  const { node } = place;
  const isSelected = place.index === selected;
  const { glyphs } = theme;
  const title =
    node.state === 'down' || node.state === 'paused' || node.state === 'silent'
      ? ` ${glyphs[node.state]} server ${node.id} ${node.state} `
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
      put(left + offset, place.row + at, text[offset] ?? ' ', theme.sgr(role, isSelected && at === 0));
    }
  });
}

function centred(line: string, width: number): string {
  const before = Math.floor((width - line.length) / 2);
  return line.padStart(line.length + before).padEnd(width);
}
