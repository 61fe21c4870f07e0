import { figures, formatBytes, formatBytesShort, formatClock, formatMs } from '../../base/units.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bordered, divider, innerHeight, innerWidth } from '../drawing/border.ts';
import { plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { allKinds } from '../drawing/message-kinds.ts';
import { nodeMark } from '../drawing/roles.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly value: (node: NodeView) => string;
  readonly role: (node: NodeView) => ColorRole;
}

const text = (): ColorRole => 'text';
const faintZero = (count: number): ColorRole => (count === 0 ? 'faint' : 'strong');

/** The columns, the most telling first: a narrow pane shows fewer. */
const columns: readonly Column[] = [
  { title: 'con', width: 4, value: ({ connections }) => String(connections), role: text },
  {
    title: 'made',
    width: 6,
    value: ({ requestsMade }) => String(requestsMade),
    role: ({ requestsMade }) => faintZero(requestsMade),
  },
  {
    title: 'served',
    width: 7,
    value: ({ requestsServed }) => String(requestsServed),
    role: ({ requestsServed }) => faintZero(requestsServed),
  },
  {
    title: 'queue',
    width: 6,
    value: ({ queueLength }) => String(queueLength),
    role: ({ queueLength }) => (queueLength > 4 ? 'error' : faintZero(queueLength)),
  },
  {
    title: 'cpu',
    width: 5,
    value: ({ cpuPercent }) => (cpuPercent === undefined ? '-' : `${cpuPercent.toFixed(0)}%`),
    role: text,
  },
  {
    title: 'mem',
    width: 5,
    value: ({ rssBytes }) => (rssBytes === undefined ? '-' : formatBytesShort(rssBytes)),
    role: text,
  },
  {
    title: 'ping',
    width: 7,
    value: ({ ping }) => (ping === undefined ? '-' : figures(ping.ms)),
    role: () => 'secondary',
  },
  { title: 'held', width: 6, value: ({ items }) => String(items), role: ({ items }) => faintZero(items) },
  { title: 'sent', width: 8, value: ({ bytesSent }) => formatBytes(bytesSent), role: () => 'secondary' },
  { title: 'received', width: 9, value: ({ bytesReceived }) => formatBytes(bytesReceived), role: () => 'secondary' },
  {
    title: 'rtt',
    width: 6,
    value: ({ link: { rttMs } }) => (rttMs === undefined ? '-' : figures(rttMs)),
    role: () => 'secondary',
  },
  { title: 'up/s', width: 8, value: ({ link }) => rateText(link.upBytesPerSecond), role: () => 'secondary' },
  { title: 'down/s', width: 8, value: ({ link }) => rateText(link.downBytesPerSecond), role: () => 'secondary' },
];

function rateText(bytesPerSecond: number | undefined): string {
  return bytesPerSecond === undefined ? '-' : formatBytes(Math.round(bytesPerSecond));
}

const identityWidth = 13;

/** Every node with its figures, and beneath the selected one in detail. */
export function nodesPane(
  theme: Theme,
  area: Rectangle,
  snapshot: LabSnapshot,
  selected: number,
  isFocused: boolean,
): Row[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const { nodes } = snapshot;
  const shown = columnsFor(width);
  const node = nodes[Math.min(selected, nodes.length - 1)];
  const detail = node === undefined ? [] : detailRows(theme, width, node, snapshot);
  const { first, room, hasDetail } = listedNodes(area, nodes.length, selected);
  const rows = [row(theme, width, [['secondary', '  id'.padEnd(7) + 'role'.padEnd(6)], ...titles(shown, snapshot)])];
  rows.push(...nodes.slice(first, first + room).map((one) => nodeRow(theme, width, one, shown, one === node)));
  if (hasDetail) rows.push(divider(theme, width), ...detail.slice(0, height - rows.length - 1));
  const note: Segment[] =
    node === undefined ? [] : [['secondary', `${node.id} selected ${theme.glyphs.middle} ${nodes.length} nodes`]];
  return bordered(theme, area, { title: 'Nodes', note, rows, isFocused });
}

/** Which nodes are listed, one a row below the titles. */
function listedNodes(area: Rectangle, count: number, selected: number) {
  const height = innerHeight(area);
  const hasDetail = height - 1 - count >= 3;
  const room = hasDetail ? count : height - 1;
  return { first: Math.max(0, Math.min(selected - Math.floor(room / 2), count - room)), room, hasDetail };
}

/** The place in the snapshot's list of the node in a row of the pane, counted from its upper border; undefined: there is none. */
export function nodeInRow(
  area: Rectangle,
  { nodes }: LabSnapshot,
  selected: number,
  rowAt: number,
): number | undefined {
  const { first, room } = listedNodes(area, nodes.length, selected);
  const at = rowAt - 2;
  return at >= 0 && at < room && first + at < nodes.length ? first + at : undefined;
}

function columnsFor(width: number): readonly Column[] {
  let used = identityWidth;
  return columns.filter((column) => {
    used += column.width;
    return used <= width;
  });
}

function titles(shown: readonly Column[], { nodes }: LabSnapshot): Segment[] {
  const how = nodes.find(({ ping }) => ping !== undefined)?.ping?.how;
  return shown.map(({ title, width }) => [
    'secondary',
    (title === 'ping' && how !== undefined && how !== 'icmp' ? 'ctl ms' : title).padStart(width),
  ]);
}

function nodeRow(theme: Theme, width: number, node: NodeView, shown: readonly Column[], isSelected: boolean): Row {
  const [role, glyph] = nodeMark(theme, node);
  const identity: Segment[] = [
    [role, `${glyph} `],
    [isSelected ? 'strong' : 'text', node.id.padEnd(5)],
  ];
  if (node.state === 'down') {
    const when = node.downAt === undefined ? '' : `${formatClock(node.downAt)}  `;
    return row(theme, width, [...identity, ['error', `down  ${when}${plain(node.cause ?? '')}`]], [], isSelected);
  }
  if (node.state === 'paused' || node.state === 'silent') {
    const what =
      node.state === 'paused' ? 'paused (SIGSTOP): z lets it go on' : 'silent: says nothing, though nobody paused it';
    return row(theme, width, [...identity, ['warning', what]], [], isSelected);
  }
  if (node.storeTrouble !== undefined) {
    const what = `${node.storeTrouble}: writes are refused`;
    return row(
      theme,
      width,
      [...identity, ['secondary', roleWord(node).padEnd(6)], ['error', ` ${what}`]],
      [],
      isSelected,
    );
  }
  const cells = shown.map((column): Segment => [column.role(node), column.value(node).padStart(column.width)]);
  return row(theme, width, [...identity, ['secondary', roleWord(node).padEnd(6)], ...cells], [], isSelected);
}

/** What explains the selection. */
function detailRows(theme: Theme, width: number, node: NodeView, snapshot: LabSnapshot): Row[] {
  const line = (name: string, value: string): Row =>
    row(theme, width, [
      ['secondary', name.padEnd(8)],
      ['text', value],
    ]);
  const where = `pid ${node.pid ?? '-'}  ${node.address ?? '-'}  generation ${snapshot.generation}`;
  const head = row(theme, width, [
    ['strong', `${node.id} `],
    ['secondary', where],
  ]);
  const does = node.listening ? 'listens and dials' : 'dials, does not listen';
  const last = snapshot.log.findLast((entry) => entry.type === 'operation' && entry.node === node.id);
  const lines = [
    head,
    node.state === 'down'
      ? line('down', `${plain(node.cause ?? '')}; r starts it again`)
      : line(
          'does',
          `${node.role === 'server' ? 'listens, never dials' : does}${node.slowness > 1 ? `; ${node.slowness} times slower` : ''}`,
        ),
    line('held', `${node.items} items  ${formatBytes(node.itemBytes)}`),
    line('traffic', `out ${formatBytes(node.bytesSent)}  in ${formatBytes(node.bytesReceived)}`),
    line(
      'service',
      node.load === undefined
        ? 'serves nothing'
        : `load ${(node.load * 100).toFixed(0)} %  queue ${node.queueLength}, most ${node.queueLengthMax}`,
    ),
  ];
  if (node.ping !== undefined)
    lines.push(
      line(
        'ping',
        `${figures(node.ping.ms)} ms by ${node.ping.how === 'icmp' ? 'ICMP echo' : 'its control socket (why not ICMP: starmesh doctor)'}`,
      ),
    );
  const { asked, description, rttMs, upBytesPerSecond, downBytesPerSecond } = node.link;
  if (asked !== 'loopback') lines.push(line('link', description));
  lines.push(
    line('net', `rtt ${formatMs(rttMs)}  up ${rateText(upBytesPerSecond)}/s  down ${rateText(downBytesPerSecond)}/s`),
  );
  if (last?.type === 'operation') {
    const verb = last.operation === 'fetch' ? 'get' : 'put';
    lines.push(line('last', `${verb} ${plain(last.item)} ${theme.glyphs.arrow} ${last.servedBy ?? last.outcome}`));
  }
  lines.push(...connectionLines(node, snapshot).map(([name, value]) => line(name, value)));
  if (node.protocolErrors > 0)
    lines.push(line('errors', `${node.protocolErrors} broken or foreign connections refused`));
  return lines;
}

/** Each of a node's connections, and what flows on it in messages a second. */
function connectionLines(node: NodeView, { connections }: LabSnapshot): (readonly [string, string])[] {
  return connections
    .filter(({ from, to }) => from === node.id || to === node.id)
    .map(({ from, to, purpose, out, back }) => {
      const other = from === node.id ? to : from;
      const [sent, received] = from === node.id ? [out, back] : [back, out];
      const rate = (of: typeof out): string => allKinds(of).toFixed(1).padStart(5);
      const note = purpose === 'transfer' ? '  transfer' : '';
      return [`to ${other}`, `out ${rate(sent)}  in ${rate(received)} messages/s${note}`] as const;
    });
}

/** At most six characters. */
function roleWord({ role, duty }: NodeView): string {
  return duty === 'free rider' ? 'rider' : (duty ?? role);
}
