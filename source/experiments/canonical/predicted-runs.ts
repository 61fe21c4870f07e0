import { type LinkPlan, parseLinkPlan } from '../../links/link-text.ts';
import { bothModes } from '../../modes/both-modes.ts';
import type { ModeName } from '../../modes/mode.ts';
import type { CanonicalPoint, CanonicalResult } from '../canonical-result.ts';
import type { TrialSettings } from '../experiment.ts';
import type { RunDocument } from '../run-document.ts';
import { type OpenTrial, runTrial } from '../trial.ts';

/** What canonical results on labs are given. */
export interface CanonicalSurroundings {
  /** Starts simulated labs. */
  readonly open: OpenTrial;
  readonly seed: number;
  readonly interruption: Promise<unknown>;
}

type Head = Omit<CanonicalResult, 'measuredOn' | 'seed' | 'n' | 'points'>;

/** R2: one file of 16 pieces to 16 receivers, all with the same uplink: in piece times. About 2 s. */
export async function flashCrowd(surroundings: CanonicalSurroundings): Promise<CanonicalResult> {
  const [receivers, pieces, pieceBytes, upMbit] = [16, 16, 65_536, 4];
  const pieceMs = (pieceBytes * 8) / (upMbit * 1000);
  const optimum: Readonly<Record<ModeName, number>> = {
    'client-server': receivers * pieces,
    'peer-to-peer': pieces + Math.floor(Math.log2(receivers)),
  };
  const settings = {
    workload: 'distribute',
    nodes: receivers + 1,
    fileBytes: pieces * pieceBytes,
    pieceBytes,
    link: linkOf(`up=${upMbit}mbit`),
    capacity: 0,
  } as const;
  const head: Head = {
    name: 'R2',
    title: 'A flash crowd: 16 pieces to 16 receivers with equal uplinks',
    source:
      'the optimum M + floor(log2 N) = 20 piece times (Mundinger, Weber and Weiss 2008); a star needs N M = 256; random peer and rarest piece, simulated in rounds: 20.6',
    x: { name: 'receivers N', unit: '', scale: 'linear' },
    y: { name: 'time', unit: 'piece times', scale: 'log' },
    band: { low: 0.99, high: 1.25 },
  };
  const points: CanonicalPoint[] = [];
  for (const mode of bothModes) {
    const took = await measured('distributionMs', mode, settings, 1.5 * optimum[mode] * pieceMs + 5_000, surroundings);
    points.push({ series: mode, x: receivers, predicted: optimum[mode], measured: took && took.measured / pieceMs });
  }
  return { ...head, ...origin(surroundings), points };
}

/** R1, the counter-example: the slowest download decides, and peers gain nothing. About 2 s. */
export async function slowestDownload(surroundings: CanonicalSurroundings): Promise<CanonicalResult> {
  const ups = [29, 30, 30, 27, 30];
  const downs = [21, 15, 14, 34, 21];
  const lines = ups.map((up, index) => `n${index + 2}: up=${up}mbit,down=${downs[index]}mbit`);
  const fileBytes = 60e6 / 8; // a hundredth of the book's 6 Gb
  const [seconds, scale] = [60 / 14, 100];
  const settings = {
    workload: 'distribute',
    nodes: 6,
    fileBytes,
    pieceBytes: 16_384,
    link: linkOf(`n1: up=77mbit; ${lines.join('; ')}`),
    capacity: 0,
  } as const;
  const points: CanonicalPoint[] = [];
  for (const mode of bothModes) {
    const took = await measured('distributionMs', mode, settings, 20_000, surroundings);
    points.push({
      series: mode,
      x: ups.length,
      predicted: seconds * scale,
      measured: took && (took.measured / 1000) * scale,
    });
  }
  const head: Head = {
    name: 'R1 counter-example',
    title: 'A file to five receivers, one of them with a slow download',
    source: 'F/d_min = 6 Gb / 14 Mb/s in both modes (Kurose and Ross, homework); a hundredth of the file, times 100',
    x: { name: 'receivers N', unit: '', scale: 'linear' },
    y: { name: 'time', unit: 's', scale: 'linear' },
    band: { low: 0.99, high: 1.1 },
  };
  return { ...head, ...origin(surroundings), points };
}

/** R8: how often the source sends its file: to everybody, or hardly more than once. About 3 s. */
export async function offload(surroundings: CanonicalSurroundings): Promise<CanonicalResult> {
  const fileBytes = 4_000_000;
  const settings = {
    workload: 'distribute',
    fileBytes,
    pieceBytes: 16_384,
    link: linkOf('up=16mbit'),
    capacity: 0,
  } as const;
  const points: CanonicalPoint[] = [];
  for (const mode of bothModes) {
    for (const receivers of [2, 5, 10]) {
      const run = await runOf(mode, { ...settings, nodes: receivers + 1 }, 4_000 * receivers + 5_000, surroundings);
      const sent = run?.nodes[0]?.bytesSent;
      const predicted = mode === 'client-server' ? receivers : 1;
      points.push({
        series: mode,
        x: receivers,
        predicted,
        measured: sent === undefined ? undefined : sent / fileBytes,
      });
    }
  }
  const head: Head = {
    name: 'R8',
    title: 'How often the source sends its file, equal uplinks',
    source:
      'N times as a server, at least once as one of a swarm (Spotify 2010: 8.8 % of played bytes came from servers)',
    x: { name: 'receivers N', unit: '', scale: 'linear' },
    y: { name: 'sent by the source', unit: 'files', scale: 'linear' },
    band: { low: 0.99, high: 1.15 },
  };
  return { ...head, ...origin(surroundings), points };
}

function linkOf(text: string): LinkPlan {
  const plan = parseLinkPlan(text);
  if (plan.type === 'refused') throw new RangeError(plan.reason);
  return plan.value;
}

/** R7: connections of a game, N-1 to a referee, N(N-1)/2 between all. About 3 s. */
export async function gameLinks(surroundings: CanonicalSurroundings): Promise<CanonicalResult> {
  const head: Head = {
    name: 'R7',
    title: 'Connections of a game',
    source: 'N-1 players to the server, or N(N-1)/2 pairs of peers',
    x: { name: 'nodes N', unit: '', scale: 'log' },
    y: { name: 'connections', unit: '', scale: 'log' },
    band: { low: 1, high: 1 },
  };
  return {
    ...head,
    ...origin(surroundings),
    points: await swept('links', [4, 8, 16], { workload: 'game' }, 1_000, surroundings),
  };
}

/** R9: speed-up of a job, beside Amdahl's law. About 2 s. */
export async function speedUps(surroundings: CanonicalSurroundings): Promise<CanonicalResult> {
  const head: Head = {
    name: 'R9',
    title: 'Speed-up of one job split among nodes',
    source: '1/(s + (1-s)/W), s = 0.05 (Amdahl 1967); each node does 200 operations a second, whatever the cores do',
    x: { name: 'nodes N', unit: '', scale: 'linear' },
    y: { name: 'speed-up', unit: '', scale: 'linear' },
    band: { low: 0.9, high: 1.02 },
  };
  const settings = { workload: 'tasks', capacity: 200 } as const;
  return {
    ...head,
    ...origin(surroundings),
    points: await swept('speedUp', [3, 5, 9, 17], settings, 30_000, surroundings),
  };
}

/** The figure that a run predicts itself, at several sizes in both modes. */
async function swept(
  name: string,
  sizes: readonly number[],
  settings: TrialSettings,
  durationMs: number,
  surroundings: CanonicalSurroundings,
): Promise<readonly CanonicalPoint[]> {
  const points: CanonicalPoint[] = [];
  for (const series of bothModes) {
    for (const nodes of sizes) {
      const found = await measured(name, series, { ...settings, nodes }, durationMs, surroundings);
      points.push({ series, x: nodes, predicted: found?.predicted, measured: found?.measured });
    }
  }
  return points;
}

async function measured(
  name: string,
  mode: ModeName,
  settings: TrialSettings,
  durationMs: number,
  surroundings: CanonicalSurroundings,
) {
  const run = await runOf(mode, settings, durationMs, surroundings);
  return run?.predictions.find((one) => one.name === name);
}

/** Undefined: it failed, or was interrupted. */
async function runOf(
  mode: ModeName,
  settings: TrialSettings,
  durationMs: number,
  { open, seed, interruption }: CanonicalSurroundings,
): Promise<RunDocument | undefined> {
  const condition = { name: 'canonical', settings };
  const outcome = await runTrial({ condition, mode, seed }, { open, durationMs, interruption });
  return outcome.type === 'done' ? outcome.run : undefined;
}

function origin({ seed }: CanonicalSurroundings) {
  return { measuredOn: 'simulation', seed, n: 1 } as const;
}
