import { counted } from '../../base/units.ts';
import type { LogEntry } from '../../lab/view/log-entry.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { shapeOf } from '../../modes/facts.ts';
import { bordered, innerHeight, innerWidth, noteRoom } from '../drawing/border.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { messageKinds, roleOf } from '../drawing/message-kinds.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { hasRequests } from '../drawing/workloads.ts';
import { selectedNode, type UiState } from '../state/ui-state.ts';
import { groupsApart } from '../topology/parts.ts';
import { type RouteHop, routeOf } from '../topology/request-route.ts';
import { isStanding, stepRows } from './steps.ts';

const title = 'Topology';

/** The border, the legend, and what is known of steps while time stands still; `topology/canvas.ts` draws the network into it. */
export function topologyPane(theme: Theme, area: Rectangle, snapshot: LabSnapshot, isFocused: boolean): Row[] {
  const width = innerWidth(area);
  const empty = row(theme, width, []);
  const steps = stepRows(theme, width, stepRowsOf(area, snapshot), snapshot);
  const rows = Array.from({ length: Math.max(0, innerHeight(area) - 1 - steps.length) }, () => empty);
  rows.push(...steps, legend(theme, width, snapshot));
  const note = shape(theme, snapshot, noteRoom(area, title));
  return bordered(theme, area, { title, note: [['secondary', note]], rows, isFocused });
}

/** Where the network is drawn: inside the border, above the legend and what is told of steps. */
export function canvasArea(area: Rectangle, snapshot: LabSnapshot): Rectangle {
  const { left, top, width, height } = area;
  return { left: left + 2, top: top + 1, width: width - 4, height: height - 3 - stepRowsOf(area, snapshot) };
}

/** Rows for steps: the more, the more room there is. */
function stepRowsOf({ height }: Rectangle, snapshot: LabSnapshot): number {
  if (!isStanding(snapshot)) return 0;
  return height < 12 ? 2 : height < 16 ? 3 : height < 26 ? 4 : 6;
}

/**
 * The request whose way is shown: the selected one of the log; or, while the picture stands still, the latest that the selected node made
 * or served.
 */
export function shownRoute(snapshot: LabSnapshot, ui: UiState): readonly RouteHop[] {
  const { log } = snapshot;
  if (ui.entry !== undefined && log.includes(ui.entry)) return routeOf(ui.entry);
  if (ui.frozen === undefined) return [];
  const node = selectedNode(ui, snapshot)?.id;
  const isIts = (entry: LogEntry): boolean =>
    entry.type === 'operation' && entry.outcome === 'done' && (entry.node === node || entry.servedBy === node);
  return routeOf(log.findLast(isIts));
}

/** What the network is, and what is wrong with it: as much of it as has room, and rather what is wrong. */
function shape({ glyphs }: Theme, snapshot: LabSnapshot, room: number): string {
  const { mode, nodes, links, settings, cuts, churnMs } = snapshot;
  const count = (wanted: NodeView['state']): number => nodes.filter(({ state }) => state === wanted).length;
  const [down, paused] = [count('down'), count('paused')];
  const wrong = [
    down === 0 ? '' : `${down} down`,
    paused === 0 ? '' : `${paused} paused`,
    cuts.length === 0 ? '' : groupsText(snapshot),
    churnMs === 0 ? '' : 'churn',
  ];
  const name = settings.overlay ?? shapeOf[mode];
  const peers = mode === 'client-server' ? '' : `${nodes.length} peers`;
  const open = counted(links, mode === 'client-server' ? 'connection' : 'link');
  const transfers = onlyForTransfers(snapshot);
  const whole = transfers === 0 ? open : `${open} + ${transfers} for transfers`;
  return (
    [[name, peers, whole, ...wrong], [name, peers, open, ...wrong], [name, open, ...wrong], [open, ...wrong], wrong]
      .map((parts) => parts.filter((part) => part !== '').join(` ${glyphs.middle} `))
      .find((text) => text.length <= room) ?? ''
  );
}

/** Pairs of nodes that are connected for transfers alone, which are no links of the network's shape. */
function onlyForTransfers({ connections, links }: LabSnapshot): number {
  return new Set(connections.map(({ from, to }) => (from < to ? `${from} ${to}` : `${to} ${from}`))).size - links;
}

/** `parted 3|5` where the cuts leave groups of nodes, `2 cuts` otherwise. */
function groupsText(snapshot: LabSnapshot): string {
  const groups = groupsApart(snapshot);
  return groups === undefined
    ? counted(snapshot.cuts.length, 'cut')
    : `parted ${groups.map(({ length }) => length).join('|')}`;
}

/** The kinds of messages; with room also the latest request. */
function legend(theme: Theme, width: number, snapshot: LabSnapshot): Row {
  const { glyphs } = theme;
  const gap = ' '.repeat(width < 60 ? 1 : 3);
  const kinds = messageKinds.flatMap((kind, at): Segment[] => [
    [roleOf(kind), `${at === 0 ? '' : gap}${glyphs[kind]} `],
    ['secondary', kind],
  ]);
  const last = snapshot.log.findLast((entry) => entry.type === 'operation' && entry.outcome === 'done');
  if (last?.type !== 'operation' || !hasRequests(snapshot) || width < 54) return row(theme, width, kinds);
  return row(theme, width, kinds, [
    ['text', `${last.node} ${glyphs.arrow} ${last.servedBy ?? '?'}  `],
    ['secondary', last.item],
  ]);
}
