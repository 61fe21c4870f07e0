import { harmless } from '../../base/harmless.ts';
import { counted } from '../../base/units.ts';
import type { RunDocument } from '../../experiments/documents/run-document.ts';
import type { MissedFault } from '../../lab/faults/fault.ts';
import type { WorkloadFigure } from '../../lab/view/figures-view.ts';
import type { MendedStore } from '../../lab/view/snapshot.ts';
import { standstillText } from '../../lab/view/standstill-record.ts';

/** One run in words and figures, for people. */
export function runSummary(run: RunDocument): string {
  const { requests, traffic, placement, startup } = run;
  const how = run.overlay === undefined ? run.mode : `${run.mode} (${run.overlay})`;
  const busiest = run.nodes.reduce(
    (most, node) => (node.requestsServed > most.requestsServed ? node : most),
    run.nodes[0] ?? noNode,
  );
  const served = run.nodes.reduce((total, node) => total + node.requestsServed, 0);
  const latency = requests.latencyMs;
  const lines = [
    ['mode', `${how}, ${run.nodes.length} nodes, ${run.link}`],
    [
      'measured',
      `on ${run.measuredOn}, seed ${run.seed}, n = ${requests.attempted} requests in ${seconds(run.durationMs)}`,
    ],
    [
      'start',
      `processes ready in ${ms(startup.processesReadyMs)}, first request served after ${ms(startup.firstRequestMs)}`,
    ],
    [
      'requests',
      `${requests.succeeded} done, ${requests.failed} failed (${requests.timedOut} timed out), ${requests.perSecond.toFixed(1)}/s`,
    ],
    ['latency', `p50 ${ms(latency.p50)}  p95 ${ms(latency.p95)}  p99 ${ms(latency.p99)}  max ${ms(latency.max)}`],
    [
      'messages',
      `${(requests.messagesPerRequest ?? 0).toFixed(1)} a request, hops ${requests.hops?.mean.toFixed(2) ?? '-'} (max ${requests.hops?.max ?? '-'})`,
    ],
    ['traffic', `content ${kilobytes(traffic.contentBytes)}, connectivity ${kilobytes(traffic.connectivityBytes)}`],
    ['placement', `${placement.items} items, ${placement.copies} copies`],
    [
      'busiest',
      served === 0 ? '-' : `${busiest.id} served ${percent(busiest.requestsServed / served)} of all requests`,
    ],
    ...(run.faultsMissed ?? []).map((one) => ['fault', missedInWords(one)]),
    ...(run.storesMended === undefined ? [] : [['mended', mendedInWords(run.storesMended)]]),
    ...(run.standstills ?? []).map((one) => ['time', `${standstillText(one)} (${whenInWords(one.atMs)})`]),
    ...run.workloadFigures.map((figure) => [figure.metric, figureText(figure)]),
    ...(run.workloadCheck === undefined
      ? []
      : [['checked', `${run.workloadCheck.text}: ${run.workloadCheck.verdict}`]]),
    ...(run.history === undefined ? doubtLines(run) : [['history', historyInWords(run.history)]]),
    ...run.predictions.map(({ name, predicted, measured, ratio }) => [
      'predicted',
      `${name} ${Number(predicted.toPrecision(4))}, measured ${measured.toFixed(2)}, ratio ${ratio.toFixed(3)}`,
    ]),
  ];
  return `${lines.map(([name, text]) => `  ${(name ?? '').padEnd(10)} ${harmless(text ?? '')}`).join('\n')}\n`;
}

function figureText({ metric, n, mean, p50, p99, max }: WorkloadFigure): string {
  const value = (number: number | undefined): string => (number === undefined ? '-' : number.toPrecision(3));
  if (!metric.endsWith('Ms')) return `${value(mean)} in the mean, n = ${n}`;
  return `mean ${value(mean)}  p50 ${value(p50)}  p99 ${value(p99)}  max ${value(max)}  n = ${n}`;
}

/** `kill n3 at 5.0 s did not happen: the run was over before`. */
function missedInWords({ fault, target, atMs, why }: MissedFault): string {
  return `${fault} ${target} at ${seconds(atMs)} did not happen: ${why}`;
}

/** Stores that are shown one by one; how many others there are is said. */
const storesShownMax = 2;

/** `1 store; n1: …`. */
function mendedInWords(stores: readonly MendedStore[]): string {
  const shown = stores.slice(0, storesShownMax).map(({ node, text }) => `${node}: ${text}`);
  const more = stores.length > storesShownMax ? [`and ${stores.length - storesShownMax} more`] : [];
  return `${counted(stores.length, 'store')}; ${[...shown, ...more].join('; ')}`;
}

function whenInWords(atMs: number): string {
  return atMs < 0 ? `${seconds(-atMs)} before the work began` : `${seconds(atMs)} after the work began`;
}

/** Doubts, where no verdict tells of them. */
function doubtLines({ doubts, workloadCheck }: RunDocument): string[][] {
  return workloadCheck?.cause === undefined ? (doubts ?? []).map(({ text }) => ['unclear', text]) : [];
}

/** `24 acknowledged, all readable: valid`. */
function historyInWords(history: NonNullable<RunDocument['history']>): string {
  const { acknowledged, checked, readable, verdict, reason } = history;
  const rest = (['unavailable', 'lost', 'corrupt'] as const).flatMap((fate) =>
    history[fate] === 0 ? [] : [`${history[fate]} ${fate}`],
  );
  const found =
    rest.length === 0 && readable === checked ? 'all readable' : [`${readable} readable`, ...rest].join(', ');
  const sample = checked === acknowledged ? '' : ` (${checked} of them checked)`;
  return `${acknowledged} acknowledged${sample}, ${found}: ${verdict}${reason === '' ? '' : `; ${reason}`}`;
}

const noNode = { id: '-', requestsServed: 0 };

function ms(value: number | undefined): string {
  if (value === undefined) return '-';
  return value >= 100 ? `${Math.round(value)} ms` : `${value.toFixed(value >= 10 ? 1 : 2)} ms`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function kilobytes(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
