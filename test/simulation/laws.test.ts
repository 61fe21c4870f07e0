import { describe, expect, test } from 'vitest';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import type { ModeName } from '../../source/modes/facts.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { expectBalance, itemsOf, runLab } from './simulated-lab.ts';

const both: readonly ModeName[] = ['client-server', 'peer-to-peer'];

describe.each(both)('a healthy %s network', (mode) => {
  test('receives every byte that was sent, serves what was asked and finds every item, for every seed', async () => {
    await eachSeedInTurn(12, async (seed) => {
      const snapshot = await runLab({ mode, seed, nodes: 2 + ((seed * 5) % 15) }, 3_000);
      expectBalance(snapshot);
      expect(snapshot.requests.failed).toBe(0);
      expect(snapshot.requests.succeeded).toBeGreaterThan(50);
      expect(snapshot.nodes.map(({ protocolErrors }) => protocolErrors)).toEqual(snapshot.nodes.map(() => 0));
    });
  });

  test('balances too when nodes are busy, ask as fast as they can and are refused, for every seed', async () => {
    await eachSeedInTurn(4, async (seed) => {
      const snapshot = await runLab({ mode, seed, rate: 0, concurrency: 4, capacity: 200 }, 1_500);
      expectBalance(snapshot);
      expect(snapshot.requests.failed).toBe(0);
    });
  });

  test('runs exactly the same for the same seed, and otherwise for another one', async () => {
    await eachSeedInTurn(2, async (seed) => {
      const first = await runLab({ mode, seed }, 2_000);
      const second = await runLab({ mode, seed }, 2_000);
      expect(second).toEqual(first);
      const other = await runLab({ mode, seed: seed + 1_000 }, 2_000);
      expect(other.log).not.toEqual(first.log);
    });
  });
});

test('the same seed gives the same items in both modes, for every seed', async () => {
  await eachSeedInTurn(3, async (seed) => {
    const [star, mesh] = await Promise.all(both.map((mode) => runLab({ mode, seed }, 200)));
    expect(star?.placement.items).toHaveLength(24);
    expect(mesh && itemsOf(mesh)).toEqual(star && itemsOf(star));
    expect(mesh?.placement.items.map(({ author }) => author)).toEqual(
      star?.placement.items.map(({ author }) => author),
    );
  });
});

describe('flooding', () => {
  const overlayEdges = ({ connections }: LabSnapshot): number =>
    connections.filter(({ purpose }) => purpose === 'overlay').length;

  test.each([
    [2, 1],
    [8, 16],
    [32, 64],
    [64, 128],
  ])(
    'with %i peers over %i edges costs exactly 2E-N+1 query messages a query, for every seed',
    async (nodes, edges) => {
      await eachSeedInTurn(nodes > 8 ? 2 : 4, async (seed) => {
        const snapshot = await runLab({ mode: 'peer-to-peer', seed, nodes, rate: 60 }, 1_500);
        const { queryMessages, queriesStarted } = snapshot.traffic;
        expect(overlayEdges(snapshot)).toBe(edges);
        expect(queriesStarted).toBeGreaterThan(40);
        expect(queryMessages).toBe(queriesStarted * (2 * edges - nodes + 1));
      });
    },
  );

  // TARGETS R3: a random 4-regular graph of 64 nodes.
  test.each([
    [3, 49],
    [4, 118],
    [5, 182],
  ])('with a TTL of %i costs about %i query messages a query among 64 peers', async (ttl, messages) => {
    let total = 0;
    let seeds = 0;
    await eachSeedInTurn(5, async (seed) => {
      const snapshot = await runLab({ mode: 'peer-to-peer', seed, nodes: 64, ttl, rate: 100 }, 1_000);
      total += snapshot.traffic.queryMessages / snapshot.traffic.queriesStarted;
      seeds++;
    });
    expect(Math.abs(total / seeds / messages - 1)).toBeLessThan(0.05);
  });
});
