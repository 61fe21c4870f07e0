import { formatBytes, formatMs, formatRate, formatShare } from '../../base/units.ts';
import type { WorkloadFigure } from '../../lab/view/figures-view.ts';
import type { LabSnapshot, ModeName } from '../../lab/view/snapshot.ts';
import type { WindowView } from '../../lab/view/window.ts';
import type { WorkloadName } from '../../modes/facts.ts';
import { costModel, defaultPrices } from '../documents/cost-model.ts';
import { most, total } from '../documents/metrics.ts';
import { type RunDocument, runDocument } from '../documents/run-document.ts';
import { snapshotSince } from './snapshot-window.ts';

/** One figure of both modes, and which of them has the better one; undefined: neither, or nothing can be said. */
export interface PairRow {
  readonly name: string;
  readonly clientServer: string;
  readonly peerToPeer: string;
  readonly better: ModeName | undefined;
}

/** Two labs side by side, counted over the same time. */
export interface PairFigures {
  /** Session time since both worked. */
  readonly ms: number;
  /** Requests in that time. */
  readonly n: Readonly<Record<ModeName, number>>;
  /** Most important first. */
  readonly rows: readonly PairRow[];
}

/** A lab when the window began and now. */
export interface WindowedLab {
  readonly before: LabSnapshot;
  readonly now: LabSnapshot;
  readonly window: WindowView;
}

/** Figures that differ by less than this share of the larger one are called equal. */
const equalShare = 0.05;
/** With fewer requests in one of the two nothing is called better. */
const requestsMin = 20;
/** A mode that succeeds less often than this share of the other's is not called cheaper: failing early saves the rest. */
const successShareMin = 0.9;

/** The figures of both over their window. */
export function pairFigures(clientServer: WindowedLab, peerToPeer: WindowedLab): PairFigures {
  const runs: Runs = { 'client-server': runOf(clientServer), 'peer-to-peer': runOf(peerToPeer) };
  const { 'client-server': star, 'peer-to-peer': mesh } = runs;
  const n = { 'client-server': star.document.requests.attempted, 'peer-to-peer': mesh.document.requests.attempted };
  const isAsked = [star, mesh].some(({ document }) => document.requests.fetched + document.requests.failed > 0);
  const isEnough = !isAsked || Math.min(...Object.values(n)) >= requestsMin;
  const isPriced = star.document.measuredOn === 'processes';
  const ofUse = ofUses[star.snapshot.settings.workload] ?? [];
  const figures = [...ofUse, ...(isAsked ? ofRequests : ofWork), ...shape, ...(isPriced ? prices : [])];
  const rows = figures.map(({ name, of, text, ...figure }): PairRow => {
    const [one, other] = [of(star), of(mesh)];
    const [clientServer, peerToPeer] = [one, other].map((value) => (value === undefined ? '-' : text(value)));
    if (clientServer === undefined || peerToPeer === undefined) throw new Error('two values give two texts');
    const isEqual = !isEnough || clientServer === peerToPeer || figure.isComparable?.(star) === false;
    return { name, clientServer, peerToPeer, better: isEqual ? undefined : betterOf(figure, one, other, runs) };
  });
  return { ms: Math.min(star.document.durationMs, mesh.document.durationMs), n, rows };
}

interface Run {
  readonly document: RunDocument;
  readonly snapshot: LabSnapshot;
}
type Runs = Readonly<Record<ModeName, Run>>;

interface Figure {
  readonly name: string;
  readonly of: (run: Run) => number | undefined;
  readonly text: (value: number) => string;
  readonly best: 'high' | 'low';
  /** Another share than usual: the figure varies more, or means something sooner. */
  readonly equalShare?: number;
  /** A price of the work: less is better only if the work is done. */
  readonly isPrice?: boolean;
  /** Undefined: it always is. */
  readonly isComparable?: (run: Run) => boolean;
}

function runOf({ before, now, window }: WindowedLab): Run {
  const snapshot = snapshotSince(before, now, window);
  return { snapshot, document: runDocument(snapshot, now.now - before.now) };
}

function betterOf(
  figure: Pick<Figure, 'best' | 'equalShare' | 'isPrice'>,
  star: number | undefined,
  mesh: number | undefined,
  runs: Runs,
): ModeName | undefined {
  if (star === undefined || mesh === undefined) return undefined;
  if (Math.abs(star - mesh) <= (figure.equalShare ?? equalShare) * Math.max(star, mesh)) return undefined;
  const [better, other]: readonly [ModeName, ModeName] =
    star > mesh === (figure.best === 'high') ? ['client-server', 'peer-to-peer'] : ['peer-to-peer', 'client-server'];
  const isCheat =
    figure.isPrice === true && (success(runs[better]) ?? 1) < successShareMin * (success(runs[other]) ?? 1);
  return isCheat ? undefined : better;
}

function success({ document: { requests } }: Run): number | undefined {
  return requests.attempted === 0 ? undefined : requests.succeeded / requests.attempted;
}

const one = (value: number): string => value.toFixed(1);
const bytes = (value: number): string => formatBytes(Math.round(value));
const share = (value: number): string => formatShare(value, 0);
const percent = (value: number): string => formatShare(value / 100, 0);
const times = (value: number): string => `${value.toFixed(1)} x`;

const connectivity = ({ document: { traffic } }: Run): number => traffic.connectivityBytes;
const content = ({ document: { traffic } }: Run): number => traffic.contentBytes;
const perDone = (value: number, { document }: Run): number | undefined =>
  document.requests.fetched === 0 ? undefined : value / document.requests.fetched;
const aSecond = (value: number, { document }: Run): number | undefined =>
  document.durationMs === 0 ? undefined : (1000 * value) / document.durationMs;

function metric({ snapshot: { workload } }: Run, name: string): WorkloadFigure | undefined {
  return workload.figures.find((figure) => figure.metric === name);
}

/** The figures of each use of the machines, as they measured them since it began; both labs begin it together. */
const ofUses: Readonly<Partial<Record<WorkloadName, readonly Figure[]>>> = {
  game: [
    { name: 'state age p50', of: (run) => metric(run, 'stateAgeMs')?.p50, text: formatMs, best: 'low' },
    { name: 'views behind', of: (run) => metric(run, 'behindPercent')?.mean, text: percent, best: 'low' },
  ],
  tasks: [
    { name: 'a job takes', of: (run) => metric(run, 'jobMs')?.p50, text: formatMs, best: 'low' },
    { name: 'speed-up', of: (run) => metric(run, 'speedUpTimes')?.mean, text: times, best: 'high' },
  ],
  distribute: [
    {
      name: 'all complete',
      of(run) {
        const completion = metric(run, 'completionMs');
        return completion !== undefined && completion.n >= run.snapshot.nodes.length - 1 ? completion.max : undefined;
      },
      text: formatMs,
      best: 'low',
    },
  ],
};

/** Figures of workloads in which somebody asks and is answered. Bytes are those of a request that was done. */
const ofRequests: readonly Figure[] = [
  {
    name: 'served',
    of: ({ document }) => document.requests.perSecond,
    text: formatRate,
    best: 'high',
    equalShare: 0.1,
    // Peers read many pages of the web at home, which are no requests: serving fewer is not worse.
    isComparable: ({ snapshot }) => snapshot.settings.workload !== 'web',
  },
  { name: 'ok', of: success, text: formatShare, best: 'high', equalShare: 0.005 },
  { name: 'latency p50', of: ({ document }) => document.requests.latencyMs.p50, text: formatMs, best: 'low' },
  {
    name: 'latency p99',
    of: ({ document }) => document.requests.latencyMs.p99,
    text: formatMs,
    best: 'low',
    equalShare: 0.2,
  },
  {
    name: 'messages/request',
    of: ({ document }) => document.requests.messagesPerRequest,
    text: one,
    best: 'low',
    isPrice: true,
  },
  {
    name: 'busiest node',
    of: ({ document }) => shareOf(document, ({ requestsServed }) => requestsServed),
    text: share,
    best: 'low',
  },
  {
    name: 'connectivity/req',
    of: (run) => perDone(connectivity(run), run),
    text: bytes,
    best: 'low',
    isPrice: true,
  },
  { name: 'content/req', of: (run) => perDone(content(run), run), text: bytes, best: 'low', isPrice: true },
  {
    name: 'copies an item',
    of: ({ document: { placement } }) => (placement.items === 0 ? undefined : placement.copies / placement.items),
    text: one,
    best: 'high',
  },
];

/** Figures of games, jobs and the like. */
const ofWork: readonly Figure[] = [
  {
    name: 'busiest sends',
    of: ({ document }) => shareOf(document, ({ bytesSent }) => bytesSent),
    text: share,
    best: 'low',
  },
  { name: 'connectivity/s', of: (run) => aSecond(connectivity(run), run), text: bytes, best: 'low' },
  { name: 'content/s', of: (run) => aSecond(content(run), run), text: bytes, best: 'low' },
];

const shape: readonly Figure[] = [
  { name: 'connections', of: ({ snapshot }) => snapshot.links, text: String, best: 'low', isPrice: true },
  {
    name: 'nodes down',
    of: ({ snapshot }) => snapshot.nodes.filter(({ state }) => state === 'down').length,
    text: String,
    best: 'low',
  },
];

/** What the cost model makes of it, for a million operations. Unknown while a node is down, because its memory is. */
const prices: readonly Figure[] = (
  [
    ['busiest', ['everything, busiest machine']],
    ['all nodes', ['processors, all machines', 'memory, all machines', 'bytes sent, all machines']],
  ] as const
).map(([whom, labels]) => ({
  name: `${defaultPrices.currency}, ${whom}`,
  of: ({ document }) => priceOf(document, labels),
  text: (value) => value.toFixed(2),
  best: 'low',
  isPrice: true,
}));

function priceOf(document: RunDocument, labels: readonly string[]): number | undefined {
  const { rows } = costModel(document, document, defaultPrices);
  return labels.reduce<number | undefined>((sum, label) => {
    const amount = rows.find((row) => row.label === label)?.clientServer;
    return sum === undefined || amount === undefined ? undefined : sum + amount;
  }, 0);
}

function shareOf(document: RunDocument, of: (node: RunDocument['nodes'][number]) => number): number | undefined {
  const all = total(document, of);
  return all === 0 ? undefined : most(document, of) / all;
}
