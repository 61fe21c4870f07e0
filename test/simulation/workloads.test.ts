import { describe, expect, test } from 'vitest';
import { predictions } from '../../source/experiments/documents/predictions.ts';
import type { WorkloadFigure } from '../../source/lab/view/figures-view.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { divergenceMetric, stateAgeMetric } from '../../source/nodes/game/game.ts';
import { jobMetric, rightMetric, speedUpMetric } from '../../source/nodes/tasks/tasks.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { expectBalance, runLab, withLab, working } from './simulated-lab.ts';

function figure({ workload }: LabSnapshot, wanted: string): WorkloadFigure {
  const found = workload.figures.find(({ metric }) => metric === wanted);
  if (found === undefined) throw new Error(`${wanted} was not measured`);
  return found;
}

const bytesOut = ({ nodes }: LabSnapshot): number[] => nodes.map(({ bytesSent }) => bytesSent);

/** Slope of a straight line through the logarithms. */
function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (at: 0 | 1): number => logs.reduce((total, point) => total + point[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = logs.reduce((total, point) => total + (point[0] - x) * (point[1] - y), 0);
  return over / logs.reduce((total, point) => total + (point[0] - x) ** 2, 0);
}

describe('a game', () => {
  test.each(['client-server', 'peer-to-peer'] as const)('shows every player to every other, %s', async (mode) => {
    await eachSeedInTurn(3, async (seed) => {
      const snapshot = await runLab({ workload: 'game', mode, seed }, 2_000);
      expectBalance(snapshot);
      const players = mode === 'client-server' ? 7 : 8;
      // Each of 40 moves of each player is news once to each other player; through the referee a few are overtaken by the next.
      const news = players * (players - 1) * 40;
      expect(figure(snapshot, stateAgeMetric).n).toBeGreaterThan(0.9 * news);
      expect(figure(snapshot, stateAgeMetric).n).toBeLessThan(1.05 * news);
      expect(figure(snapshot, divergenceMetric).mean).toBeLessThan(mode === 'client-server' ? 50 : 5);
      const [links] = predictions(snapshot);
      expect(links).toMatchObject({ name: 'links', ratio: 1 });
    });
  });

  test('is younger among peers than through a referee, who waits for his tick', async () => {
    const age = async (mode: 'client-server' | 'peer-to-peer'): Promise<number> =>
      figure(await runLab({ workload: 'game', mode }, 2_000), stateAgeMetric).mean;
    expect(await age('peer-to-peer')).toBeLessThan((await age('client-server')) / 5);
  });

  test('costs the server the square of the players, and each other node their number (R7)', async () => {
    const sizes = [4, 8, 16, 32];
    const star: [number, number, number][] = [];
    const mesh: [number, number][] = [];
    for (const players of sizes) {
      const [server = 0, client = 0] = bytesOut(await runLab({ workload: 'game', nodes: players + 1 }, 1_000));
      star.push([players, server, client]);
      const peers = bytesOut(await runLab({ workload: 'game', nodes: players, mode: 'peer-to-peer' }, 1_000));
      mesh.push([players, peers[0] ?? 0]);
    }
    expect(slope(star.map(([n, server]) => [n, server]))).toBeGreaterThan(1.7);
    expect(slope(star.map(([n, server]) => [n, server]))).toBeLessThan(2.2);
    expect(Math.abs(slope(star.map(([n, , client]) => [n, client])))).toBeLessThan(0.2);
    expect(slope(mesh)).toBeGreaterThan(0.9);
    expect(slope(mesh)).toBeLessThan(1.2);
  });

  test.each([
    ['client-server', 90, 101],
    ['peer-to-peer', 0, 20],
  ] as const)('after the death of n1, %s: views are behind in %i to %i %% of all cases', async (mode, least, most) => {
    await withLab({ workload: 'game', mode }, async (lab) => {
      await working(lab);
      await lab.elapsed(500).done;
      lab.dispatch({ type: 'kill-node', node: nodeId(1) });
      await lab.elapsed(1_000).done;
      const before = figure(lab.source.current(), divergenceMetric);
      await lab.elapsed(4_000).done;
      const after = figure(lab.source.current(), divergenceMetric);
      const behind = (after.mean * after.n - before.mean * before.n) / (after.n - before.n);
      expect(behind).toBeGreaterThanOrEqual(least);
      expect(behind).toBeLessThan(most);
    });
  });
});

describe('a job', () => {
  const job = { workload: 'tasks', capacity: 200, jobOperations: 400 } as const;

  test.each(['client-server', 'peer-to-peer'] as const)(
    'is done, rightly, and nearly as fast as Amdahl allows, %s',
    async (mode) => {
      await eachSeedInTurn(2, async (seed) => {
        for (const nodes of [3, 8]) {
          const snapshot = await runLab({ ...job, mode, seed, nodes }, 4_000);
          expectBalance(snapshot);
          expect(figure(snapshot, rightMetric)).toMatchObject({ mean: 100 });
          const [prediction] = predictions(snapshot);
          expect(prediction?.name).toBe('speedUp');
          expect(prediction?.ratio).toBeGreaterThan(0.85);
          expect(prediction?.ratio).toBeLessThanOrEqual(1.001);
        }
      });
    },
  );

  test('with nothing but a serial share is as slow as one node', async () => {
    const snapshot = await runLab({ ...job, serialShare: 1 }, 5_000);
    expect(figure(snapshot, speedUpMetric).mean).toBeCloseTo(1, 1);
  });

  test.each(['client-server', 'peer-to-peer'] as const)('survives the death of workers, %s', async (mode) => {
    await withLab({ ...job, mode }, async (lab) => {
      await working(lab);
      await lab.elapsed(200).done;
      for (const node of [3, 5]) lab.dispatch({ type: 'kill-node', node: nodeId(node) });
      await lab.elapsed(5_000).done;
      const snapshot = lab.source.current();
      expect(figure(snapshot, jobMetric).n).toBeGreaterThan(5);
      expect(figure(snapshot, jobMetric).max).toBeLessThan(2_000);
      expect(figure(snapshot, rightMetric).mean).toBe(100);
    });
  });

  test('is done in spite of peers that take tasks and never work', async () => {
    const snapshot = await runLab({ ...job, mode: 'peer-to-peer', freeRiders: 0.25 }, 6_000);
    expect(figure(snapshot, rightMetric).mean).toBe(100);
    expect(
      snapshot.nodes.filter(({ duty }) => duty === 'free rider').map(({ requestsServed }) => requestsServed),
    ).toEqual([0, 0]);
  });
});

describe('reading pages', () => {
  test.each(['client-server', 'peer-to-peer'] as const)(
    'asks again for what was read before, and for pages of many sizes, %s',
    async (mode) => {
      const snapshot = await runLab({ workload: 'web', mode, overlay: 'kademlia', rate: 200 }, 3_000);
      expect(snapshot.requests.failed).toBe(0);
      const sizes = snapshot.placement.items.map(({ bytes }) => bytes);
      expect(Math.max(...sizes)).toBeGreaterThan(8 * Math.min(...sizes));
      expect(snapshot.requests.fetched).toBeGreaterThan(2 * 24 * (mode === 'client-server' ? 7 : 1));
    },
  );
});
