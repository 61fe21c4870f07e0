import { describe, expect, it } from 'vitest';
import { openLab } from '../../../source/commands/lab/open-lab.ts';
import type { LabOptions } from '../../../source/commands/line/lab-options.ts';
import { standardOptions } from '../../../source/commands/line/standards.ts';
import { availability } from '../../../source/experiments/canonical/availability.ts';
import { broadcasts } from '../../../source/experiments/canonical/broadcast.ts';
import type { CanonicalSurroundings } from '../../../source/experiments/canonical/canonical-run.ts';
import { distribution } from '../../../source/experiments/canonical/distribution.ts';
import { flashCrowd } from '../../../source/experiments/canonical/flash-crowd.ts';
import { offload } from '../../../source/experiments/canonical/offload.ts';
import { removal } from '../../../source/experiments/canonical/removal.ts';
import { search } from '../../../source/experiments/canonical/search.ts';
import { watchedLab } from '../../../source/experiments/canonical/watched-lab.ts';
import { passes } from '../../../source/experiments/documents/canonical-result.ts';

const options: LabOptions = { ...standardOptions(7), on: 'simulation' };
const surroundings: CanonicalSurroundings = {
  open: (settings, mode, seed) => openLab({ ...options, ...settings, mode, seed }, 'fast', false),
  measuredOn: 'simulation',
  seed: 7,
  interruption: new Promise(() => undefined),
};

describe('a canonical result', () => {
  it('R3: flooding costs exactly 2E-N+1 messages, an index two, and a lookup a hop more in a network four times as large', {
    timeout: 180_000,
  }, async () => {
    const [messages, hops] = await search(7, surroundings); // simulated ones stand for processes
    if (messages === undefined || hops === undefined) throw new Error('R3 has two results');
    const flooding = messages.points.filter(({ series }) => series === 'flooding');
    expect(flooding.map(({ measured }) => measured)).toEqual([25, 49, 97, 193, 385, 769, 1537, 3073]);
    expect(passes(messages)).toBe(true);
    const kademlia = messages.points.filter(({ series }) => series.startsWith('Kademlia'));
    expect(Math.max(...kademlia.map(({ measured }) => measured ?? Number.POSITIVE_INFINITY))).toBeLessThan(15);
    expect(passes(hops)).toBe(true);
    expect(hops.measuredOn).toBe('simulation and processes');
    const at = (series: string, x: number) =>
      hops.points.find((point) => point.series === series && point.x === x)?.measured ?? Number.NaN;
    expect(at('simulation', 1024) - at('simulation', 256)).toBeLessThan(1.2);
    for (const x of [8, 16]) expect(Math.abs(at('processes', x) - at('simulation', x))).toBeLessThan(0.3);
  });

  it('R2: a star gives a piece a piece time, a swarm takes an S-curve, and nobody is faster than the uplinks', {
    timeout: 180_000,
  }, async () => {
    const [took, complete, pieces] = await flashCrowd(surroundings);
    if (took === undefined || complete === undefined || pieces === undefined) throw new Error('R2 has three results');
    const course = (result: typeof took, mode: string) =>
      result.points.flatMap(({ series, measured }) => (series === mode ? (measured ?? []) : []));
    expect(passes(pieces)).toBe(true);
    for (const mode of ['client-server', 'peer-to-peer']) {
      for (const result of [complete, pieces]) {
        const shares = course(result, mode);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        expect(shares.at(-1)).toBe(1);
      }
    }
    const star = course(pieces, 'client-server').slice(0, 8);
    star.forEach((share, index) => {
      expect(share).toBeGreaterThan((index + 0.9) / 8);
    });
    const steps = course(pieces, 'peer-to-peer').map((share, index, all) => share - (all[index - 1] ?? 0));
    const steepest = steps.indexOf(Math.max(...steps));
    expect(steepest).toBeGreaterThan(2);
    expect(steepest).toBeLessThan(steps.length - 3);
    const end = took.points.find(({ series }) => series === 'peer-to-peer')?.measured ?? Number.NaN;
    const whole = complete.points.find(({ series, measured }) => series === 'peer-to-peer' && measured === 1);
    const last = whole?.x ?? Number.NaN;
    expect(last - end).toBeGreaterThanOrEqual(0);
    expect(last - end).toBeLessThan(4);
  });

  it('R1 and R8: at the sizes that processes are measured with', { timeout: 60_000 }, async () => {
    const scale = { receivers: [2], upMbit: 4, pieceBytes: 16_384 };
    const time = await distribution({ ...surroundings, measuredOn: 'processes' }, scale);
    const sent = await offload(surroundings, [2], 64);
    expect([passes(time), passes(sent), time.measuredOn]).toEqual([true, true, 'processes']);
    for (const { points } of [time, sent])
      expect(points.filter(({ measured }) => measured !== undefined).map(({ x }) => x)).toEqual([2, 2]);
  });

  it('R4: a broadcast costs 2E-N+1 messages, and reaches the last after as many hops as it is away', () => {
    const [messages, time] = broadcasts(7);
    expect(messages?.points.map(({ measured }) => measured)).toEqual([24, 56, 24, 576, 24]);
    expect(time?.points.map(({ measured }) => Math.round(measured ?? 0))).toEqual([2400, 800, 300, 100, 200]);
  });

  it('R6: a mesh hangs together until about half of it is gone', () => {
    expect(passes(removal(7))).toBe(true);
  });

  it('R5: items left follow the hypergeometric line', () => {
    expect(passes(availability(7))).toBe(true);
  });

  it('does not pass when the prediction is wrong, and says nothing without one', () => {
    const result = availability(7);
    const wrong = result.points.map((point) => ({ ...point, predicted: (point.predicted ?? 0) * 0.9 }));
    expect(passes({ ...result, points: wrong })).toBe(false);
    expect(passes({ ...result, points: wrong.map((point) => ({ ...point, predicted: undefined })) })).toBeUndefined();
  });
});

describe('a lab that is watched', () => {
  it('is looked at in every step of a wait, which ends when enough was seen, or when it is cancelled', async () => {
    const lab = await surroundings.open({ nodes: 2 }, 'client-server', 7);
    await lab.reached('working');
    const times: number[] = [];
    const watched = (looks: number) =>
      watchedLab(lab, 100, ({ now }) => {
        times.push(now);
        return times.length >= looks;
      });
    const before = lab.source.current().now;
    await watched(Number.POSITIVE_INFINITY).elapsed(250).done;
    expect(times).toHaveLength(3);
    expect(lab.source.current().now - before).toBeLessThan(400);
    await watched(5).elapsed(60_000).done;
    expect(times).toHaveLength(5);
    const wait = watched(Number.POSITIVE_INFINITY).elapsed(1e9);
    wait.cancel();
    await wait.done;
    await lab.close();
  });
});
