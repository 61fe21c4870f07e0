import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bothModes } from '../../modes/both-modes.ts';
import type { ModeName } from '../../modes/facts.ts';
import type { CanonicalPoint, CanonicalResult } from '../documents/canonical-result.ts';
import { type CanonicalSurroundings, type Head, linkOf, measured, origin } from './canonical-run.ts';
import { watchedLab } from './watched-lab.ts';

const receivers = 16;
const pieces = 16;
const pieceBytes = 65_536;
const upMbit = 4;
const pieceMs = (pieceBytes * 8) / (upMbit * 1000);
/** In piece times. */
const optimum: Readonly<Record<ModeName, number>> = {
  'client-server': receivers * pieces,
  'peer-to-peer': pieces + Math.floor(Math.log2(receivers)),
};
/** Between two looks, in piece times; more rarely than the nodes report. */
const lookEvery: Readonly<Record<ModeName, number>> = { 'client-server': 32, 'peer-to-peer': 2 };
const drawnTo = 288;
const settings = {
  workload: 'distribute',
  nodes: receivers + 1,
  fileBytes: pieces * pieceBytes,
  pieceBytes,
  link: linkOf(`up=${upMbit}mbit`),
  capacity: 0,
} as const;
const receiversAxis = { name: 'receivers N', unit: '', scale: 'linear' } as const;
const timeAxis = { name: 'time', unit: 'piece times', scale: 'linear' } as const;
const heads = {
  took: {
    name: 'R2',
    title: 'A flash crowd: 16 pieces to 16 receivers with equal uplinks',
    source:
      'the optimum M + floor(log2 N) = 20 piece times (Mundinger, Weber and Weiss 2008); a star needs N M = 256; random peer and rarest piece, simulated in rounds: 20.6',
    x: receiversAxis,
    y: { name: 'time', unit: 'piece times', scale: 'log' },
    band: { low: 0.99, high: 1.25 },
  },
  complete: {
    name: 'R2 complete',
    title: 'A flash crowd: who has the whole file, against time',
    source: 'Counted from what the nodes reported by then; R2 says when the last one should have it',
    x: timeAxis,
    y: { name: 'receivers that have the whole file', unit: 'share', scale: 'linear' },
    band: { low: 0, high: 1 },
  },
  pieces: {
    name: 'R2 pieces',
    title: 'A flash crowd: pieces held, against time',
    source:
      'Nothing can be faster than its uplinks: a star sends one piece a piece time, of N M; in a swarm everybody who has a piece sends one, 1, 2, 4 … up to N. Counted from what the nodes reported by then',
    x: timeAxis,
    y: { name: 'pieces held by receivers', unit: 'share', scale: 'linear' },
    band: { low: 0, high: 1.02 },
  },
} satisfies Record<string, Head>;

/** R2: one file of 16 pieces to 16 receivers, all with the same uplink: in piece times; and the course of it. About 2 s. */
export async function flashCrowd(surroundings: CanonicalSurroundings): Promise<readonly CanonicalResult[]> {
  const points = { took: [], complete: [], pieces: [] } as Record<keyof typeof heads, CanonicalPoint[]>;
  for (const series of bothModes) {
    const { took, course } = await distributed(series, surroundings);
    points.took.push({ series, x: receivers, predicted: optimum[series], measured: took && took.measured / pieceMs });
    points.pieces.push({ series, x: 0, predicted: 0, measured: undefined });
    for (const { x, held } of course) {
      const complete = held.filter((count) => count === pieces).length / receivers;
      const share = held.reduce((all, one) => all + one, 0) / (receivers * pieces);
      points.complete.push({ series, x, predicted: undefined, measured: complete });
      points.pieces.push({ series, x, predicted: most(series, x) / (receivers * pieces), measured: share });
    }
  }
  const from = origin(surroundings);
  return (['took', 'complete', 'pieces'] as const).map((key) => ({ ...heads[key], ...from, points: points[key] }));
}

/** After so many piece times: whole pieces at each receiver. */
interface Look {
  readonly x: number;
  readonly held: readonly number[];
}

/** Runs it, and looks at it from time to time: until everybody has the file, and once at the end. */
async function distributed(series: ModeName, surroundings: CanonicalSurroundings) {
  const looks: Look[] = [];
  const look = (snapshot: LabSnapshot): boolean => {
    looks.push({ x: (looks.length + 1) * lookEvery[series], held: heldBy(snapshot) });
    return false;
  };
  const open: CanonicalSurroundings['open'] = async (...trial) =>
    watchedLab(await surroundings.open(...trial), lookEvery[series] * pieceMs, look);
  const took = await measured('distributionMs', series, settings, drawnTo * pieceMs, { ...surroundings, open });
  const whole = looks.findIndex(({ held }) => held.every((count) => count === pieces));
  return { took, course: looks.filter((_, index) => whole < 0 || index <= whole || index === looks.length - 1) };
}

/** The first node is the source. */
function heldBy({ nodes, workload: { progress } }: LabSnapshot): readonly number[] {
  return nodes.slice(1).map(({ id }) => progress.get(id)?.done ?? 0);
}

/** Pieces that all receivers together can hold after so many piece times. In each a server sends one; among peers everybody who has one sends one. */
function most(mode: ModeName, pieceTimes: number): number {
  const rounds = Array.from({ length: Math.floor(pieceTimes) }, (_, round) =>
    mode === 'client-server' ? 1 : Math.min(2 ** round, receivers),
  );
  return Math.min(
    receivers * pieces,
    rounds.reduce((all, one) => all + one, 0),
  );
}
