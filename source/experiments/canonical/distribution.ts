import { parseLinkPlan } from '../../links/link-text.ts';
import { bothModes } from '../../modes/both-modes.ts';
import type { ModeName } from '../../modes/mode.ts';
import type { CanonicalPoint, CanonicalResult } from '../canonical-result.ts';
import { type OpenTrial, runTrial } from '../trial.ts';

/** Receivers; in between, the formulas alone. */
const measuredAt = [2, 10, 20, 30];
const drawnTo = 35;
/** F/u = 4 s stands for the book's hour: u = 16 Mbit/s, u_s = 10 u, downloads have no limit. */
const upBytesPerSecond = 2_000_000;
const fileBytes = 4 * upBytesPerSecond;
const pieceBytes = 16 * 1024;
const serverFactor = 10;
const hour = fileBytes / upBytesPerSecond;

/** R1: the time in which everybody has one file, against the number of receivers. About 10 s of one core on the simulator. */
export async function distribution(
  open: OpenTrial,
  seed: number,
  interruption: Promise<unknown>,
): Promise<CanonicalResult> {
  const points: CanonicalPoint[] = [];
  for (const mode of bothModes) {
    for (let n = 1; n <= drawnTo; n++) {
      const measured = measuredAt.includes(n) ? await measure(mode, n) : undefined;
      points.push({ series: mode, x: n, predicted: bound(mode, n), measured });
    }
  }
  return {
    name: 'R1',
    title: 'Time to give one file to everybody',
    source:
      'Kurose and Ross, Computer Networking, ch. 2: max{NF/u_s, F/d_min} and max{F/u_s, F/d_min, NF/(u_s + sum u_i)}; u_s = 10u, F/u = 1 h, here 4 s',
    measuredOn: 'simulation',
    seed,
    n: 1,
    x: { name: 'receivers N', unit: '', scale: 'linear' },
    y: { name: 'time', unit: 'F/u', scale: 'linear' },
    points,
    band: { low: 0.99, high: 1.1 },
  };

  async function measure(mode: ModeName, n: number): Promise<number | undefined> {
    const up = upBytesPerSecond * 8;
    const link = parseLinkPlan(`up=${up / 1e6}mbit; n1: up=${(serverFactor * up) / 1e6}mbit`);
    if (link.type === 'refused') throw new RangeError(link.reason);
    const settings = {
      workload: 'distribute',
      nodes: n + 1,
      fileBytes,
      pieceBytes,
      link: link.value,
      capacity: 0,
    } as const;
    const durationMs = Math.ceil(1.5 * bound(mode, n) * hour * 1000) + 1_000;
    const outcome = await runTrial(
      { condition: { name: 'R1', settings }, mode, seed },
      { open, durationMs, interruption },
    );
    const took =
      outcome.type === 'done' ? outcome.run.predictions.find(({ name }) => name === 'distributionMs') : undefined;
    return took === undefined ? undefined : took.measured / 1000 / hour;
  }
}

/** In F/u. */
function bound(mode: ModeName, n: number): number {
  return mode === 'client-server' ? n / serverFactor : Math.max(1 / serverFactor, n / (serverFactor + n));
}
