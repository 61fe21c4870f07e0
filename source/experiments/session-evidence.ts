import type { LabSnapshot, ModeName } from '../lab/snapshot.ts';
import { bothModes } from '../modes/both-modes.ts';
import { claims } from './claims.ts';
import { figure } from './compare-tables.ts';
import type { Experiment, Measurement } from './experiment.ts';
import { fetches } from './metrics.ts';
import { type RunDocument, runDocument } from './run-document.ts';

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
}

/** Before so many requests nothing is said. */
const fetchedMin = 20;
/** Sizes must differ by so much to say how something grows. */
const growthMin = 1.5;

export function createSessionEvidence(): SessionEvidence {
  const latest = new Map<string, LabSnapshot>();
  const document = (key: string): RunDocument | undefined => {
    const found = latest.get(key);
    return found === undefined ? undefined : runDocument(found, found.now);
  };
  return {
    observe(snapshot) {
      const { mode, phase, requests, nodes } = snapshot;
      if (phase !== 'working' || requests.fetched + requests.failed < fetchedMin || !isAboutItems(snapshot)) return;
      const isHurt = nodes.some(({ state }) => state === 'down');
      latest.set(isHurt ? hurtKey(mode) : wholeKey(mode), snapshot);
      if (!isHurt) latest.set(sizeKey(mode, nodes.length), snapshot);
    },
    rows: () => claims.map((experiment) => rowOf(experiment)),
  };

  function rowOf(experiment: Experiment): ClaimRow {
    const [measurement] = experiment.measurements;
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

  /** Over the smallest and the largest size that were seen whole. */
  function growthOf(mode: ModeName): number | undefined {
    const sizes = [...latest.keys()].flatMap((key) =>
      key.startsWith(sizeKey(mode, '')) ? [Number(key.split(' ')[1])] : [],
    );
    const [small, large] = [Math.min(...sizes), Math.max(...sizes)];
    if (sizes.length === 0 || large / small < growthMin) return undefined;
    const [before, after] = [small, large].map((size) => document(sizeKey(mode, size))?.requests.messagesPerRequest);
    return before === undefined || after === undefined || before <= 0 || after <= 0
      ? undefined
      : Math.log(after / before) / Math.log(large / small);
  }

  /** What would give the figure. */
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

function isAboutItems({ settings: { workload } }: LabSnapshot): boolean {
  return workload === 'files' || workload === 'web';
}

function wholeKey(mode: ModeName): string {
  return `${mode} whole`;
}

function hurtKey(mode: ModeName): string {
  return `${mode} hurt`;
}

function sizeKey(mode: ModeName, nodes: number | ''): string {
  return `${mode}/size ${nodes}`;
}
