import { bothModes } from '../../modes/both-modes.ts';
import type { CanonicalPoint, CanonicalResult } from '../documents/canonical-result.ts';
import { type CanonicalSurroundings, type Head, linkOf, origin, runOf } from './canonical-run.ts';

/** R8: how often the source sends its file: to everybody, or hardly more than once. About 3 s on the simulator. */
export async function offload(
  surroundings: CanonicalSurroundings,
  measuredAt: readonly number[] = [2, 5, 10],
  upMbit = 16,
): Promise<CanonicalResult> {
  const fileBytes = 4_000_000;
  const settings = {
    workload: 'distribute',
    fileBytes,
    pieceBytes: 16_384,
    link: linkOf(`up=${upMbit}mbit`),
    capacity: 0,
  } as const;
  const points: CanonicalPoint[] = [];
  for (const mode of bothModes) {
    for (const receivers of measuredAt) {
      const run = await runOf(mode, { ...settings, nodes: receivers + 1 }, 4_000 * receivers + 5_000, surroundings);
      const isEverywhere = run?.predictions.some(({ name }) => name === 'distributionMs');
      const sent = isEverywhere === true ? run?.nodes[0]?.bytesSent : undefined;
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
