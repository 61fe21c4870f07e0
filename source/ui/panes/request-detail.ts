import { formatBytes, formatClock, formatMs, formatSecond } from '../../base/units.ts';
import type { LogEntry } from '../../lab/view/log-entry.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import { plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { masterDetail, type Section, sectionRows, tableLines } from '../drawing/master-detail.ts';
import { roleOf } from '../drawing/message-kinds.ts';
import type { Row, Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { entryAt, orderedLog } from '../state/selection.ts';
import { routeOf } from '../topology/request-route.ts';
import { chartsOf, logRows } from './requests.ts';

type Operation = Extract<LogEntry, { type: 'operation' }>;

/** The log, and beside it the charts and what is known of the selected entry. */
export function requestDetailPane(
  theme: Theme,
  area: Rectangle,
  snapshot: LabSnapshot,
  { entry: selected, part }: { readonly entry: LogEntry | undefined; readonly part: number },
): Row[] {
  const entries = orderedLog(snapshot);
  const at = entryAt(entries, selected);
  const entry = entries[at];
  const width = innerWidth(area);
  const rows = masterDetail(
    theme,
    width,
    innerHeight(area),
    Math.floor(width * 0.48),
    0.4,
    (listWidth, height) => logRows(theme, listWidth, height, snapshot, selected, true),
    (detailWidth, height) => {
      const charts =
        height >= 14 ? chartsOf(theme, detailWidth, snapshot, height >= 30 ? 6 : 2, height >= 30 ? 6 : 2) : [];
      const sections = entry === undefined ? [nothing] : sectionsOf(theme, detailWidth, entry, snapshot);
      return [...charts, ...sectionRows(theme, detailWidth, height - charts.length, sections, part)];
    },
  );
  const which = selected === undefined ? 'the newest' : `${at + 1} of ${entries.length}`;
  const sampled = snapshot.requests.sampledOneIn;
  const note: Segment[] = [['secondary', `${which}${sampled > 1 ? `, one in ${sampled} is logged` : ''}`]];
  return bordered(theme, area, { title: 'Requests', note, rows, isFocused: true });
}

const nothing: Section = { title: 'Nothing yet', lines: [[['secondary', 'no request has ended so far']]] };

function sectionsOf(theme: Theme, width: number, entry: LogEntry, snapshot: LabSnapshot): Section[] {
  if (entry.type === 'event') {
    const rows = [
      ['at', `${formatClock(entry.at)} (${formatSecond(entry.at)} s)`],
      ['node', entry.node ?? 'the lab'],
      ['level', entry.level],
      ['says', plain(entry.text)],
    ];
    return [{ title: 'Event', lines: namedLines(width, rows) }];
  }
  return [request(theme, width, entry, snapshot), way(theme, entry), around(entry, snapshot, width)];
}

function request(theme: Theme, width: number, entry: Operation, snapshot: LabSnapshot): Section {
  const item = snapshot.placement.items.find(({ name }) => name === entry.item);
  const { p50 } = snapshot.requests.latency;
  const compared =
    p50 === undefined || entry.outcome !== 'done' ? '' : `, ${(entry.latencyMs / p50).toFixed(1)} times the median`;
  const rows = [
    ['what', `${entry.node} ${entry.operation === 'fetch' ? 'gets' : 'puts'} ${plain(entry.item)}`],
    ['outcome', entry.outcome.replace('-', ' ')],
    ['served by', entry.servedBy ?? 'nobody'],
    ['latency', `${formatMs(entry.latencyMs)}${compared}`],
    ['hops', entry.hops === undefined ? 'not known' : `${entry.hops} to a holder`],
    [
      'item',
      item === undefined
        ? 'not in the placement now'
        : `${formatBytes(item.bytes)}  ${item.hash.slice(0, 16)}${theme.glyphs.ellipsis}`,
    ],
    [
      'held now by',
      item === undefined
        ? '-'
        : [...item.holders].map(([node, holding]) => `${node} (${holding})`).join(' ') || 'nobody',
    ],
    ['records at', item === undefined || item.records.size === 0 ? '-' : [...item.records].join(' ')],
  ];
  return { title: 'Request', lines: namedLines(width, rows) };
}

/** Message by message, from when it was due to its end, as far as the node that asked knows it. */
function way(theme: Theme, entry: Operation): Section {
  const { latencyMs, at, outcome, node, isRouteCut } = entry;
  const line = (ms: number | undefined, what: readonly Segment[]): Segment[] => [
    ['faint', ms === undefined ? ' '.repeat(9) : `${formatSecond(at - latencyMs + ms)}  `],
    ['secondary', (ms === undefined ? '' : ms === 0 ? '0' : `+${formatMs(ms)}`).padEnd(10)],
    ...what,
  ];
  const steps = routeOf(entry).map(({ from, to, message, kind, atMs }) =>
    line(atMs, [
      ['text', `${from} ${theme.glyphs.arrow} ${to}`.padEnd(11)],
      [roleOf(kind), ` ${message}`],
    ]),
  );
  const end: Segment = outcome === 'done' ? ['good', 'done, verified'] : ['error', outcome.replace('-', ' ')];
  const note = isRouteCut ? `the first ${steps.length} messages` : `${steps.length} messages`;
  return { title: 'Way', note, lines: [line(0, [['text', `due at ${node}`]]), ...steps, line(latencyMs, [end])] };
}

/** What else the log says about the same item: who else asked, and when. */
function around(entry: Operation, { log }: LabSnapshot, width: number): Section {
  const others = log.filter(
    (other): other is Operation => other.type === 'operation' && other.item === entry.item && other !== entry,
  );
  const rows = others
    .slice(-8)
    .reverse()
    .map((other) => [
      formatSecond(other.at),
      `${other.node} ${other.servedBy ?? '-'}`,
      other.outcome === 'done' ? formatMs(other.latencyMs) : other.outcome,
    ]);
  const lines =
    rows.length === 0
      ? [[['secondary', 'nobody else asked for it lately'] as const]]
      : tableLines(width, ['at', 'who, served by', 'took'], rows);
  return { title: 'Same item', note: `${others.length} in the log`, lines };
}

function namedLines(width: number, rows: readonly (readonly string[])[]): Segment[][] {
  return tableLines(width, ['', ''], rows).slice(1);
}
