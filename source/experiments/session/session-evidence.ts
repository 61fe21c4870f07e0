import type { LabSnapshot, ModeName } from '../../lab/view/snapshot.ts';
import type { WindowView } from '../../lab/view/window.ts';
import { bothModes } from '../../modes/both-modes.ts';
import { claims } from '../claims/claims.ts';
import { figure } from '../compare/compare-tables.ts';
import type { ClaimName, Experiment, Measurement } from '../documents/experiment.ts';
import { fetches } from '../documents/metrics.ts';
import { type RunDocument, runDocument } from '../documents/run-document.ts';
import { snapshotSince } from './snapshot-window.ts';

/** One claim as it stands in the session that somebody plays: n = 1, no interval, so never a verdict. */
export interface ClaimRow {
  readonly claim: string;
  readonly claimedClientServer: string;
  readonly claimedPeerToPeer: string;
  /** What is counted, with its unit. */
  readonly counted: string;
  /** Figures so far, or what to press to get one. */
  readonly clientServer: string;
  readonly peerToPeer: string;
  readonly soFar: 'as claimed' | 'the other way round' | 'no difference' | 'not enough yet';
}

/** Watches a session, and keeps the latest figures of each mode, of each size, and after a loss. */
export interface SessionEvidence {
  observe(snapshot: LabSnapshot): void;
  rows(): readonly ClaimRow[];
  /** The row of one claim, for any of its measurements (from 0). */
  row(claim: ClaimName, measurement: number): ClaimRow | undefined;
  /** The latest whole run of each mode that was seen, client-server first. */
  runs(): readonly RunDocument[];
  /** A snapshot of this session as if it had begun to count at the latest change: when nodes last came, went, died or rose again. */
  sinceChange(snapshot: LabSnapshot): LabSnapshot;
}

/** Before so many requests nothing is said. */
const fetchedMin = 20;
/** Sizes must differ by so much to say how something grows. */
const growthMin = 1.5;

export function createSessionEvidence(): SessionEvidence {
  const latest = new Map<string, LabSnapshot>();
  const stretches = new Map<ModeName, Stretch>();
  const regimes = new Map<ModeName, string>();
  const document = (key: string): RunDocument | undefined => {
    const found = latest.get(key);
    return found === undefined ? undefined : runDocument(found, found.now);
  };
  return {
    observe(snapshot) {
      const { mode, phase, nodes } = snapshot;
      if (phase !== 'working' || !isAboutItems(snapshot)) return;
      stretches.set(mode, nextStretch(stretches.get(mode), snapshot));
      regimes.set(mode, regimeOf(snapshot));
      const isHurt = isAnyDown(snapshot);
      if (!isHurt && isEnough(snapshot)) latest.set(wholeKey(mode), snapshot);
      const seen = sinceChange(snapshot);
      if (isEnough(seen)) latest.set(isHurt ? hurtKey(mode) : sizeKey(mode, regimeOf(snapshot), nodes.length), seen);
    },
    runs: () => bothModes.flatMap((mode) => document(wholeKey(mode)) ?? []),
    sinceChange,
    rows: () => claims.map((experiment) => rowOf(experiment, experiment.measurements[0])),
    row(claim, at) {
      const experiment = claims.find((one) => one.claim === claim);
      const measurement = experiment?.measurements[at];
      return experiment === undefined || measurement === undefined ? undefined : rowOf(experiment, measurement);
    },
  };

  function sinceChange(snapshot: LabSnapshot): LabSnapshot {
    const begin = stretches.get(snapshot.mode)?.begin;
    return begin === undefined || !isLaterOf(begin, snapshot) ? snapshot : snapshotSince(begin, snapshot, noWindow);
  }

  function rowOf(experiment: Experiment, measurement: Measurement): ClaimRow {
    const values = bothModes.map((mode) => valueIn(experiment, measurement, mode));
    const [clientServer, peerToPeer] = values;
    return {
      claim: experiment.claim,
      claimedClientServer: experiment.clientServer,
      claimedPeerToPeer: experiment.peerToPeer,
      counted: `${measurement.metric.name} (${measurement.metric.unit})`,
      clientServer: clientServer === undefined ? missing(experiment, 'client-server') : figure(clientServer),
      peerToPeer: peerToPeer === undefined ? missing(experiment, 'peer-to-peer') : figure(peerToPeer),
      soFar: soFar(measurement, clientServer, peerToPeer),
    };
  }

  function valueIn({ claim }: Experiment, { metric }: Measurement, mode: ModeName): number | undefined {
    if (claim === 'scale') return growthOf(mode);
    const run = document(claim === 'stability' ? hurtKey(mode) : wholeKey(mode));
    return run === undefined || fetches(run) === 0 ? undefined : metric.of([run]);
  }

  /** How the messages of a request grow between the smallest and the largest size that were seen whole, while peers found things as they did last. */
  function growthOf(mode: ModeName): number | undefined {
    const regime = regimes.get(mode) ?? '';
    const prefix = sizeKey(mode, regime, '');
    const sizes = [...latest.keys()].flatMap((key) =>
      key.startsWith(prefix) ? [Number(key.slice(prefix.length))] : [],
    );
    const [small, large] = [Math.min(...sizes), Math.max(...sizes)];
    if (sizes.length === 0 || large / small < growthMin) return undefined;
    const [before, after] = [small, large].map(
      (size) => document(sizeKey(mode, regime, size))?.requests.messagesPerRequest,
    );
    return before === undefined || after === undefined || before <= 0 || after <= 0
      ? undefined
      : Math.log(after / before) / Math.log(large / small);
  }

  /** The key that would give the figure. */
  function missing({ claim }: Experiment, mode: ModeName): string {
    const isSeen = latest.has(wholeKey(mode)) || latest.has(hurtKey(mode));
    if (!isSeen) return 'press m';
    if (claim === 'stability') return 'press x';
    return claim === 'scale' ? 'press +' : 'wait';
  }
}

function soFar(
  { larger, margin }: Measurement,
  clientServer: number | undefined,
  peerToPeer: number | undefined,
): ClaimRow['soFar'] {
  if (clientServer === undefined || peerToPeer === undefined) return 'not enough yet';
  const difference = larger === 'client-server' ? clientServer - peerToPeer : peerToPeer - clientServer;
  if (Math.abs(difference) < margin) return 'no difference';
  return difference > 0 ? 'as claimed' : 'the other way round';
}

/**
 * A time in which the same nodes live. What happened before it, in the same generation, is not counted: `begin`; undefined: there is nothing before.
 */
interface Stretch {
  readonly lives: string;
  readonly begin: LabSnapshot | undefined;
  readonly last: LabSnapshot;
}

function nextStretch(before: Stretch | undefined, snapshot: LabSnapshot): Stretch {
  const lives = snapshot.nodes.map(({ id, state }) => (state === 'down' ? '' : id)).join(' ');
  const follows = before !== undefined && isLaterOf(before.last, snapshot);
  if (!follows) return { lives, begin: undefined, last: snapshot };
  return { lives, begin: before.lives === lives ? before.begin : before.last, last: snapshot };
}

/** Whether both are of the same generation of the same lab: with `b` there are two. */
function isLaterOf(before: LabSnapshot, now: LabSnapshot): boolean {
  return before.generation === now.generation && before.requests.attempted <= now.requests.attempted;
}

/** Latencies are not watched from one change to the next. */
const noWindow: WindowView = { latency: { p50: undefined, p99: undefined } };

function isEnough({ requests }: LabSnapshot): boolean {
  return requests.fetched + requests.failed >= fetchedMin;
}

function isAnyDown({ nodes }: LabSnapshot): boolean {
  return nodes.some(({ state }) => state === 'down');
}

function isAboutItems({ settings: { workload } }: LabSnapshot): boolean {
  return workload === 'files' || workload === 'web';
}

function wholeKey(mode: ModeName): string {
  return `${mode} whole`;
}

function hurtKey(mode: ModeName): string {
  return `${mode} hurt`;
}

function sizeKey(mode: ModeName, regime: string, nodes: number | ''): string {
  return `${mode} ${regime} size ${nodes}`;
}

/** How things are found and what the work is: the costs of a request depend on it, whatever the size. */
function regimeOf({ settings: { overlay, workload } }: LabSnapshot): string {
  return `${overlay ?? '-'} ${workload}`;
}
