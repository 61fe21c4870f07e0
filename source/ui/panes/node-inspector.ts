import { formatBytes, formatMs, formatRate, formatSecond } from '../../base/units.ts';
import type { InspectionView } from '../../lab/view/inspection-view.ts';
import type { LogEntry } from '../../lab/view/log-entry.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { InspectedFrame } from '../../protocol/control/inspection.ts';
import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import { fitted, plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { firstShown, masterDetail, type Section, sectionRows, tableLines } from '../drawing/master-detail.ts';
import { allKinds } from '../drawing/message-kinds.ts';
import { busyRate, nodeMark } from '../drawing/roles.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';

const listWidth = 24;
const logLinesMax = 12;

/** The nodes, and beside them what the selected one looks like inside. `part` is the first section shown. */
export function nodeInspectorPane(
  theme: Theme,
  area: Rectangle,
  snapshot: LabSnapshot,
  { selected, part }: { readonly selected: number; readonly part: number },
): Row[] {
  const { nodes } = snapshot;
  const at = Math.max(0, Math.min(selected, nodes.length - 1));
  const node = nodes[at];
  const rows = masterDetail(
    theme,
    innerWidth(area),
    innerHeight(area),
    listWidth,
    0.3,
    (width, height) => listRows(theme, width, height, nodes, at),
    (width, height) =>
      node === undefined ? [] : sectionRows(theme, width, height, sectionsOf(theme, width, node, snapshot), part),
  );
  const note: Segment[] =
    node === undefined ? [] : [['secondary', `${at + 1} of ${nodes.length} ${theme.glyphs.middle} v next part`]];
  return bordered(theme, area, {
    title: node === undefined ? 'Nodes' : `Node ${node.id}`,
    note,
    rows,
    isFocused: true,
  });
}

function listRows(theme: Theme, width: number, height: number, nodes: readonly NodeView[], at: number): Row[] {
  const first = firstShown(at, nodes.length, height);
  return nodes.slice(first, first + height).map((node, index) => {
    const [role, glyph] = nodeMark(theme, node);
    const isSelected = first + index === at;
    const left: Segment[] = [
      [role, `${glyph} `],
      [isSelected ? 'strong' : 'text', node.id.padEnd(6)],
      ['secondary', node.duty ?? node.role],
    ];
    const state: Segment = node.state === 'ready' ? ['secondary', formatRate(busyRate(node))] : ['error', node.state];
    return row(theme, width, left, [state], isSelected);
  });
}

/** Everything that is known of a node: what the lab knows, then what the node itself says. */
function sectionsOf(theme: Theme, width: number, node: NodeView, snapshot: LabSnapshot): Section[] {
  const look = snapshot.inspection?.node === node.id ? snapshot.inspection : undefined;
  return [
    about(node, snapshot, width),
    ...(look === undefined ? [waiting(node)] : inside(theme, width, look, snapshot)),
    journal(theme, node, snapshot, look),
  ];
}

function about(node: NodeView, { generation, settings }: LabSnapshot, width: number): Section {
  const state = node.state === 'down' ? `down: ${plain(node.cause ?? 'no cause known')}` : node.state;
  const store = settings.durability === 'durable' ? 'durable store' : 'store in memory';
  const lines: [string, string][] = [
    ['is', `${node.role}${node.duty === undefined ? '' : ` (${node.duty})`}, ${state}, generation ${generation}`],
    ['at', `${node.address ?? 'no address'}${node.listening ? '' : ', dials only'}  pid ${node.pid ?? '-'}`],
    ['requests', `made ${node.requestsMade}  served ${node.requestsServed}  failed ${node.requestsFailed}`],
    [
      'service',
      `queue ${node.queueLength}, most ${node.queueLengthMax}${node.load === undefined ? '' : `  load ${(node.load * 100).toFixed(0)} %`}`,
    ],
    ['holds', `${node.items} items  ${formatBytes(node.itemBytes)}  ${node.storeTrouble ?? store}`],
    [
      'traffic',
      `out ${formatBytes(node.bytesSent)}  in ${formatBytes(node.bytesReceived)}  errors ${node.protocolErrors}`,
    ],
    ['link', plain(node.link.description)],
  ];
  const half = Math.floor(width / 2);
  const isWide = width >= 130;
  const cells = lines.map(([name, value]): Segment[] => [
    ['secondary', name.padEnd(10)],
    ['text', isWide ? fitted(value, half - 10) : value],
  ]);
  if (!isWide) return { title: node.id, lines: cells };
  return {
    title: node.id,
    lines: cells.filter((_, at) => at % 2 === 0).map((line, at) => [...line, ...(cells[2 * at + 1] ?? [])]),
  };
}

function waiting({ id, state }: NodeView): Section {
  const why = state === 'ready' ? `asking ${id} what it looks like inside` : `${id} is ${state}: it cannot be asked`;
  return { title: 'Inside', lines: [[['secondary', why]]] };
}

function inside(theme: Theme, width: number, look: InspectionView, snapshot: LabSnapshot): Section[] {
  const tables = look.tables.map(
    ({ title, columns, rows, total }): Section => ({
      title,
      note: counted(rows.length, total),
      lines:
        rows.length === 0
          ? [[['secondary', 'empty']]]
          : tableLines(
              width,
              columns,
              rows.map((cells) => cells.map(plain)),
            ),
    }),
  );
  const [first, ...others] = tables; // the first one lists the nodes that it knows
  const [around, said] = [connections(theme, width, look, snapshot), messages(theme, width, look.frames)];
  return first === undefined ? [around, said] : [around, first, said, ...others];
}

function counted(shown: number, total: number): string {
  return shown < total ? `${shown} of ${total}` : `${total}`;
}

function connections(theme: Theme, width: number, look: InspectionView, snapshot: LabSnapshot): Section {
  const columns = ['with', 'way', 'for', 'rtt', 'out/s', 'in/s', 'sent', 'received', 'open'];
  const rows = look.connections.map((one) => {
    const [out, back] = ratesWith(look.node, one.node, snapshot);
    return [
      one.node ?? '?',
      one.isOutbound ? `out ${theme.glyphs.arrow}` : 'in',
      one.purpose === 'unknown' ? (purposeOf(look.node, one.node, snapshot) ?? '-') : one.purpose,
      formatMs(one.rttMs),
      out.toFixed(1),
      back.toFixed(1),
      formatBytes(one.sentBytes),
      formatBytes(one.receivedBytes),
      `${(one.openMs / 1000).toFixed(0)} s${one.queuedBytes > 0 ? `, ${formatBytes(one.queuedBytes)} wait` : ''}`,
    ];
  });
  const isWide = width >= 70;
  const kept = (cells: readonly string[]): string[] => (isWide ? [...cells] : cells.slice(0, 6));
  return {
    title: 'Connections',
    note: counted(rows.length, look.connectionsTotal),
    lines: tableLines(width, kept(columns), rows.map(kept)),
  };
}

/** Messages a second to and from another node, as the lab sees them. */
function ratesWith(self: string, other: string | undefined, { connections: all }: LabSnapshot): [number, number] {
  let [sent, received] = [0, 0];
  for (const { from, to, out, back } of all) {
    if (from === self && to === other) [sent, received] = [sent + allKinds(out), received + allKinds(back)];
    if (to === self && from === other) [sent, received] = [sent + allKinds(back), received + allKinds(out)];
  }
  return [sent, received];
}

/** The end that was dialled learns what for from nobody; the lab knows it from the one that dialled. */
function purposeOf(self: string, other: string | undefined, { connections: all }: LabSnapshot): string | undefined {
  return all.find(({ from, to }) => (from === self && to === other) || (from === other && to === self))?.purpose;
}

function messages(theme: Theme, width: number, frames: readonly InspectedFrame[]): Section {
  if (frames.length === 0) return { title: 'Messages', lines: [[['secondary', 'none since the look began']]] };
  return {
    title: 'Messages',
    note: `the last ${frames.length}, newest first`,
    lines: frames.flatMap((frame) => frameLines(theme, width, frame)),
  };
}

/** A frame as a sniffer shows it: where, bytes, name, value. */
function frameLines(
  theme: Theme,
  width: number,
  { at, isSent, node, type, bytes, fields, fieldsTotal }: InspectedFrame,
): Segment[][] {
  const way = isSent ? `to ${node ?? '?'}` : `from ${node ?? '?'}`;
  const direction: ColorRole = isSent ? 'content' : 'query';
  const head: Segment[] = [
    ['faint', `${formatSecond(at)}  `],
    [direction, `${isSent ? 'sent' : 'got '} `],
    ['strong', `${type} `],
    ['text', way],
    ['secondary', `  ${formatBytes(bytes)}`],
  ];
  const hexBytes = width >= 110 ? 16 : width >= 80 ? 8 : 4;
  const lines = fields.map((field): Segment[] => {
    const hex = [...field.bytes.subarray(0, hexBytes)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const more = field.length > hexBytes ? theme.glyphs.ellipsis : ' ';
    return [
      ['faint', `  ${String(field.offset).padStart(5)}  `],
      ['secondary', `${hex.padEnd(3 * hexBytes)}${more} `],
      ['text', plain(field.name).padEnd(15)],
      ['strong', plain(field.value)],
    ];
  });
  const left: Segment[][] =
    fieldsTotal > fields.length ? [[['faint', `         ${fieldsTotal - fields.length} more fields`]]] : [];
  return [head, ...lines, ...left];
}

function journal(theme: Theme, { id }: NodeView, { log }: LabSnapshot, look: InspectionView | undefined): Section {
  const own = log
    .filter(({ node }) => node === id)
    .slice(-logLinesMax)
    .reverse();
  const stderr = (look?.stderr ?? []).map((line): Segment[] => [['warning', `stderr  ${plain(line)}`]]);
  const lines = [...stderr, ...own.map((entry) => journalLine(theme, entry))];
  return { title: 'Log', note: 'newest first', lines: lines.length > 0 ? lines : [[['secondary', 'nothing yet']]] };
}

function journalLine(theme: Theme, entry: LogEntry): Segment[] {
  const time: Segment = ['faint', `${formatSecond(entry.at)}  `];
  if (entry.type === 'event') return [time, [entry.level === 'info' ? 'text' : 'warning', plain(entry.text)]];
  const { operation, item, servedBy, outcome, latencyMs } = entry;
  const verb = operation === 'fetch' ? 'get' : 'put';
  const isDone = outcome === 'done';
  return [
    time,
    ['text', `${verb} ${plain(item)} ${theme.glyphs.arrow} ${servedBy ?? '?'}  `],
    isDone ? ['good', formatMs(latencyMs)] : ['error', outcome],
  ];
}
