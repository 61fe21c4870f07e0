import { formatMs, formatRate, formatSecond, formatShare } from '../../base/units.ts';
import type { LogEntry } from '../../lab/view/log-entry.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bordered, divider, innerHeight, innerWidth } from '../drawing/border.ts';
import { barChart } from '../drawing/braille.ts';
import { plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { firstShown } from '../drawing/master-detail.ts';
import { type Row, row, type Segment, shown } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';
import { barsOf, type TimeScale, timeScale } from '../drawing/time-scale.ts';
import { asksNothing, hasRequests } from '../drawing/workloads.ts';
import { entryAt, orderedLog } from '../state/selection.ts';

/** Requests over time: rate, latency, success, and the log of what really happened. */
export function requestsPane(
  theme: Theme,
  area: Rectangle,
  snapshot: LabSnapshot,
  isFocused: boolean,
  selected?: LogEntry,
): Row[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const { log } = snapshot;
  const chartRows = height >= 13 ? 2 : height >= 8 ? 1 : 0;
  const latencyRows = height >= 16 ? 3 : height >= 9 ? 2 : 1;
  const rows = chartsOf(theme, width, snapshot, chartRows, latencyRows);
  rows.push(divider(theme, width));
  const room = height - rows.length;
  if (room > 0) rows.push(...logRows(theme, width, room, snapshot, isFocused ? selected : undefined));
  if (log.length === 0 && room > 0 && hasRequests(snapshot))
    rows.push(row(theme, width, [['secondary', 'no requests yet']]));
  const { seconds } = scaleOf(theme, width, snapshot);
  const note: Segment[] = seconds.length === 0 ? [] : [['secondary', `last ${seconds.length} s`]];
  return bordered(theme, area, { title: 'Requests', note, rows, isFocused });
}

/** Rate and latency over time, each under its figures; or that there are none. */
export function chartsOf(
  theme: Theme,
  width: number,
  snapshot: LabSnapshot,
  rateRows: number,
  latencyRows: number,
): Row[] {
  if (!hasRequests(snapshot)) return [row(theme, width, [['secondary', asksNothing]])];
  const scale = scaleOf(theme, width, snapshot);
  const rates = barsOf(scale, ({ succeeded }) => succeeded);
  const latencies = barsOf(scale, ({ latency }) => latency.p95 ?? 0);
  return [
    figuresRow(theme, width, snapshot),
    ...(rateRows > 0 ? chart(theme, width, rateRows, rates, 'accent', 'ops/s') : []),
    latencyRow(theme, width, snapshot),
    ...chart(theme, width, latencyRows, latencies, 'latency', 'p95 ms'),
  ];
}

/** The log around the selected entry; its end when none is selected. */
export function logRows(
  theme: Theme,
  width: number,
  room: number,
  snapshot: LabSnapshot,
  selected: LogEntry | undefined,
  marksNewest = false,
): Row[] {
  const entries = orderedLog(snapshot);
  const at = entryAt(entries, selected);
  const first = firstShown(at, entries.length, room);
  return entries
    .slice(first, first + room)
    .map((entry, index) =>
      logRow(theme, width, entry, first + index === at && (marksNewest || selected !== undefined)),
    );
}

const axisWidth = 7;

function scaleOf({ glyphs }: Theme, width: number, { requests: { series } }: LabSnapshot): TimeScale {
  return timeScale(series, (width - axisWidth) * (glyphs.braille ? 2 : 1));
}

/** Columns for that note beside the other figures. */
const readsAtHomeWidth = 50;

function figuresRow(theme: Theme, width: number, { mode, settings, requests }: LabSnapshot): Row {
  const { perSecond, recentSuccess, failed } = requests;
  // A peer that has a page already reads its own copy: no request, and so none of those asked for.
  const readsAtHome = settings.workload === 'web' && mode === 'peer-to-peer' && width >= readsAtHomeWidth;
  return row(
    theme,
    width,
    [
      ['strong', formatRate(perSecond)],
      ['secondary', readsAtHome ? ' done, more read at home' : ' done'],
    ],
    [
      ['secondary', 'ok '],
      [recentSuccess !== undefined && recentSuccess < 0.99 ? 'error' : 'good', formatShare(recentSuccess)],
      ['secondary', '  failed '],
      [failed > 0 ? 'error' : 'strong', String(failed)],
    ],
  );
}

function latencyRow(theme: Theme, width: number, { requests: { recentLatency } }: LabSnapshot): Row {
  const part = (name: string, value: number | undefined): Segment[] => [
    ['secondary', `${name} `],
    ['strong', formatMs(value)],
    ['text', '  '],
  ];
  const all = [
    ...part('latency p50', recentLatency.p50),
    ...part('p95', recentLatency.p95),
    ...part('p99', recentLatency.p99),
  ];
  return row(theme, width, width >= 42 ? all : all.slice(0, 6));
}

/** A chart with its highest value, rounded up, and its unit on the axis. */
function chart(
  theme: Theme,
  width: number,
  height: number,
  values: readonly number[],
  role: ColorRole,
  unit: string,
): Row[] {
  const chartWidth = width - axisWidth;
  const top = niceCeiling(Math.max(0, ...values));
  const rows = barChart(values, chartWidth, height, top, theme.glyphs.braille);
  return rows.map((bars, at) => {
    const label = at === 0 ? String(top) : at === height - 1 ? unit : '';
    return shown(theme, [
      ['faint', `${label.padStart(axisWidth - 1)} `],
      [role, bars],
    ]);
  });
}

/** 1, 2, 3 or 5 times a power of ten, not below the value. */
function niceCeiling(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 3, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= value) ?? 10 * power;
}

function logRow(theme: Theme, width: number, entry: LogEntry, isSelected: boolean): Row {
  const time: Segment[] = [['faint', `${formatSecond(entry.at)}  `]];
  if (entry.type === 'event') {
    const role: ColorRole = entry.level === 'error' ? 'error' : entry.level === 'warning' ? 'warning' : 'secondary';
    const said = `${entry.node === undefined ? '' : `${entry.node} `}${plain(entry.text)}`;
    return row(theme, width, [...time, [role, said]], [], isSelected);
  }
  const { node, operation, item, outcome, servedBy, latencyMs, hops } = entry;
  const isDone = outcome === 'done';
  const verb: Segment = operation === 'fetch' ? ['query', 'get '] : ['latency', 'put '];
  const target = `${theme.glyphs.arrow} ${servedBy ?? '?'}`;
  const detail: Segment[] = width >= 44 && hops !== undefined && hops > 1 ? [['faint', ` ${hops} hops`]] : [];
  return row(
    theme,
    width,
    [
      ...time,
      ['text', `${node} `.padEnd(5)],
      ['secondary', width >= 40 ? `${target} `.padEnd(6) : ''],
      verb,
      ['text', plain(item)],
      ...detail,
    ],
    [isDone ? ['good', formatMs(latencyMs)] : ['error', outcome.replace('-', ' ')]],
    isSelected,
  );
}
