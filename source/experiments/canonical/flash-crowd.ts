import { bothModes } from '../../modes/both-modes.ts';
import type { ModeName } from '../../modes/mode.ts';
import type { CanonicalPoint, CanonicalResult } from '../canonical-result.ts';
import { type CanonicalSurroundings, type Head, linkOf, measured, origin } from './canonical-run.ts';

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
