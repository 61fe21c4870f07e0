import { bothModes } from '../../modes/both-modes.ts';
import type { ModeName } from '../../modes/facts.ts';
import type { CanonicalPoint, CanonicalResult } from '../documents/canonical-result.ts';
import { type CanonicalSurroundings, type Head, linkOf, measured, origin } from './canonical-run.ts';

const drawnTo = 35;
/** F/u = 4 s stands for the book's hour; u_s = 10 u; downloads have no limit. */
const hourMs = 4_000;
const serverFactor = 10;

/** What of it depends on where it is measured. */
export interface DistributionScale {
  /** Receivers that are measured; in between, the formulas alone. */
  readonly receivers: readonly number[];
  /** The uplink of a receiver; the file is what it sends in F/u. */
  readonly upMbit: number;
  readonly pieceBytes: number;
}

const simulatedScale: DistributionScale = { receivers: [2, 10, 20, 30], upMbit: 16, pieceBytes: 16_384 };

/** R1: the time in which everybody has one file, against the number of receivers. About 10 s of one core on the simulator. */
export async function distribution(
  surroundings: CanonicalSurroundings,
  scale = simulatedScale,
): Promise<CanonicalResult> {
  const head: Head = {
    name: 'R1',
    title: 'Time to give one file to everybody',
    source:
      'Kurose and Ross, Computer Networking, ch. 2: max{NF/u_s, F/d_min} and max{F/u_s, F/d_min, NF/(u_s + sum u_i)}; u_s = 10u, F/u = 1 h, here 4 s',
    x: { name: 'receivers N', unit: '', scale: 'linear' },
    y: { name: 'time', unit: 'F/u', scale: 'linear' },
    band: { low: 0.99, high: 1.1 },
  };
  const points: CanonicalPoint[] = [];
  for (const mode of bothModes) {
    for (let n = 1; n <= drawnTo; n++) {
      const took = scale.receivers.includes(n) ? await hours(mode, n, scale, surroundings) : undefined;
      points.push({ series: mode, x: n, predicted: bound(mode, n), measured: took });
    }
  }
  return { ...head, ...origin(surroundings), points };
}

/** In F/u. */
async function hours(
  mode: ModeName,
  n: number,
  { upMbit, pieceBytes }: DistributionScale,
  surroundings: CanonicalSurroundings,
): Promise<number | undefined> {
  const fileBytes = (upMbit * 1e6 * hourMs) / 8_000;
  const link = linkOf(`up=${upMbit}mbit; n1: up=${serverFactor * upMbit}mbit`);
  const settings = { workload: 'distribute', nodes: n + 1, fileBytes, pieceBytes, link, capacity: 0 } as const;
  const durationMs = Math.ceil(3 * bound(mode, n) * hourMs) + 5_000;
  const took = await measured('distributionMs', mode, settings, durationMs, surroundings);
  return took && took.measured / hourMs;
}

/** In F/u. */
function bound(mode: ModeName, n: number): number {
  return mode === 'client-server' ? n / serverFactor : Math.max(1 / serverFactor, n / (serverFactor + n));
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
