import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import type { Lab } from '../../source/lab/live/runtime.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import type { NodeId } from '../../source/protocol/ids.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { expectBalance, runLab, withLab, working } from './simulated-lab.ts';

type Operation = Extract<LabSnapshot['log'][number], { type: 'operation' }>;

const operations = ({ log }: LabSnapshot): Operation[] =>
  log.flatMap((entry) => (entry.type === 'operation' ? [entry] : []));

async function pass(lab: Lab, ms: number): Promise<LabSnapshot> {
  await lab.elapsed(ms).done;
  return lab.source.current();
}

describe.each(['index', 'kademlia'] as const)('peers that find by %s', (overlay) => {
  const mesh: Partial<LabSettings> = { mode: 'peer-to-peer', overlay };

  test('find every item, receive every byte that was sent and serve what was asked, for every seed', async () => {
    await eachSeedInTurn(6, async (seed) => {
      const snapshot = await runLab({ ...mesh, seed, nodes: 2 + ((seed * 5) % 15), replicas: 1 + (seed % 3) }, 2_000);
      expectBalance(snapshot);
      expect(snapshot.requests.failed).toBe(0);
      expect(snapshot.requests.succeeded).toBeGreaterThan(30);
      expect(snapshot.nodes.map(({ protocolErrors }) => protocolErrors)).toEqual(snapshot.nodes.map(() => 0));
    });
  });

  test('find each of the others’ items, each of them, for every seed', async () => {
    await eachSeedInTurn(1, async (seed) => {
      const found = new Set<string>();
      await withLab({ ...mesh, seed, nodes: 5, itemsPerNode: 1, rate: 60 }, async (lab) => {
        await working(lab);
        for (let seconds = 0; seconds < 15 && found.size < 20; seconds++) {
          for (const { node, item, outcome } of operations(await pass(lab, 1_000))) {
            expect(outcome).toBe('done');
            found.add(`${node} ${item}`);
          }
        }
      });
      expect(found.size).toBe(20);
    });
  });

  test('run exactly the same for the same seed', async () => {
    const settings = { ...mesh, seed: 3, replicas: 2 };
    expect(await runLab(settings, 1_000)).toEqual(await runLab(settings, 1_000));
  });

  test('give each item exactly so many holders as asked for, or all there are when they are fewer, for every seed', async () => {
    for (const [nodes, replicas] of [
      [10, 3],
      [3, 5],
    ] as const) {
      await eachSeedInTurn(2, async (seed) => {
        const { placement } = await runLab({ ...mesh, seed, nodes, replicas, rate: 0.01 }, 3_500);
        // Who published before the last had joined makes it good in the first round of checks.
        expect(placement.items).toHaveLength(3 * nodes);
        const holders = placement.items.map((item) => item.holders.size);
        expect(new Set(holders)).toEqual(new Set([Math.min(nodes, replicas)]));
      });
    }
  });
});

describe('messages a query', () => {
  test.each([4, 16])('by an index among %i peers are exactly 2, for every seed', async (nodes) => {
    await eachSeedInTurn(2, async (seed) => {
      const { traffic } = await runLab({ mode: 'peer-to-peer', overlay: 'index', seed, nodes }, 1_500);
      expect(traffic.queriesStarted).toBeGreaterThan(20);
      // The index itself asks nobody: its own queries cost nothing.
      expect(traffic.queryMessages % 2).toBe(0);
      expect(traffic.queryMessages).toBeLessThanOrEqual(2 * traffic.queriesStarted);
      expect(traffic.queryMessages).toBeGreaterThan(2 * traffic.queriesStarted * (1 - 2 / nodes));
    });
  });
});

/** P(an item is lost) when m of N nodes are killed at once and k hold it: C(N-k, m-k) / C(N, m) (TARGETS R5). */
function hypergeometricLoss(nodes: number, killed: number, holders: number): number {
  let probability = 1;
  for (let place = 0; place < holders; place++) probability *= (killed - place) / (nodes - place);
  return probability;
}

const holdersOf = ({ placement }: LabSnapshot): NodeId[][] => placement.items.map(({ holders }) => [...holders.keys()]);
const isLost = (holders: readonly NodeId[], dead: ReadonlySet<NodeId>): boolean =>
  holders.every((holder) => dead.has(holder));

describe('killing 8 of 16 peers at once', () => {
  test.each([1, 2, 3, 5])(
    'with %i holders an item loses just those whose holders are all among them: as many as the hypergeometric line says, for every seed',
    async (replicas) => {
      const expected = hypergeometricLoss(16, 8, replicas);
      const shares: number[] = [];
      await eachSeedInTurn(2, (seed) => {
        const random = createRandom(seed);
        const settings: Partial<LabSettings> = {
          mode: 'peer-to-peer',
          overlay: 'kademlia',
          k: 4,
          nodes: 16,
          itemsPerNode: 8,
        };
        return withLab({ ...settings, seed, replicas, rate: 0.01 }, async (lab) => {
          await working(lab);
          const before = await pass(lab, 3_500);
          const held = holdersOf(before);
          expect(new Set(held.map((holders) => holders.length))).toEqual(new Set([replicas]));
          const nodes = before.nodes.map(({ id }) => id);
          const draw = (): Set<NodeId> => new Set(random.shuffled(nodes).slice(0, 8));
          for (let draws = 0; draws < 1_000; draws++) {
            const dead = draw();
            shares.push(held.filter((holders) => isLost(holders, dead)).length / held.length);
          }
          // And once for real.
          const dead = draw();
          for (const node of dead) lab.dispatch({ type: 'kill-node', node });
          const after = await pass(lab, 4_000);
          expect(after.placement.items.filter(({ holders }) => holders.size === 0).map(({ name }) => name)).toEqual(
            before.placement.items.filter((_item, place) => isLost(held[place] ?? [], dead)).map(({ name }) => name),
          );
        });
      });
      const mean = shares.reduce((total, one) => total + one, 0) / shares.length;
      const variance = shares.reduce((total, one) => total + (one - mean) ** 2, 0) / shares.length;
      // 99.99 % of all samples of this size lie within 3.9 standard errors. With one holder each peer holds 8 items: always half are lost.
      expect(Math.abs(mean - expected)).toBeLessThanOrEqual(3.9 * Math.sqrt(variance / shares.length));
    },
  );

  test.each([
    [2, 0.2333],
    [3, 0.1],
    [5, 0.0128],
  ])('with %i holders loses %f of the items by that line', (holders, published) => {
    expect(hypergeometricLoss(16, 8, holders)).toBeCloseTo(published, 4);
  });
});

describe('churn among peers that find by kademlia', () => {
  const mesh: Partial<LabSettings> = {
    mode: 'peer-to-peer',
    overlay: 'kademlia',
    k: 4,
    nodes: 12,
    replicas: 3,
    rate: 60,
  };

  test('loses nothing when one holder dies at a time and the others have time to repair, for every seed', async () => {
    await eachSeedInTurn(2, (seed) =>
      withLab({ ...mesh, seed }, async (lab) => {
        await working(lab);
        const random = createRandom(seed);
        await pass(lab, 500);
        for (let deaths = 0; deaths < 6; deaths++) {
          const { nodes } = lab.source.current();
          const [victim] = random.shuffled(nodes.filter(({ state }) => state === 'ready'));
          if (victim !== undefined) lab.dispatch({ type: 'kill-node', node: victim.id });
          // A check every two seconds, one of a second for who is silent, and the time to store the replacement.
          await pass(lab, 4_000);
        }
        const { placement, nodes, log } = await pass(lab, 100);
        expect(nodes.filter(({ state }) => state === 'ready')).toHaveLength(6);
        expect(placement.items).toHaveLength(36);
        const kept = placement.items.map(({ holders }) => [...holders.values()].filter((how) => how !== 'copy').length);
        expect(Math.min(...kept)).toBeGreaterThanOrEqual(3);
        expect(log.some((entry) => entry.type === 'event' && entry.text.startsWith('repaired'))).toBe(true);
        expect(placement.items.some(({ repairedAt }) => repairedAt !== undefined)).toBe(true);
      }),
    );
  });

  test('goes on finding while peers join, leave and crash: 97 of 100 fetches succeed, and the others end by being unreachable or late, for every seed', async () => {
    await eachSeedInTurn(2, (seed) =>
      withLab({ ...mesh, seed }, async (lab) => {
        await working(lab);
        const random = createRandom(seed);
        const asked = new Map<string, Operation>();
        const watch = ({ log }: LabSnapshot): void => {
          for (const entry of log) {
            if (entry.type === 'operation') asked.set(`${entry.node} ${entry.at} ${entry.item}`, entry);
          }
        };
        await pass(lab, 1_000);
        for (let round = 0; round < 3; round++) {
          const ready = lab.source.current().nodes.filter(({ state }) => state === 'ready');
          const [victim] = random.shuffled(ready.slice(0, -1));
          if (victim !== undefined) lab.dispatch({ type: 'kill-node', node: victim.id });
          watch(await pass(lab, 1_500));
          lab.dispatch({ type: 'add-node' });
          watch(await pass(lab, 1_500));
          if (victim !== undefined) lab.dispatch({ type: 'restart-node', node: victim.id });
          watch(await pass(lab, 1_500));
          lab.dispatch({ type: 'remove-node' });
          watch(await pass(lab, 1_500));
        }
        const failed = [...asked.values()].filter(({ outcome }) => outcome !== 'done');
        expect(asked.size).toBeGreaterThan(600);
        expect(failed.length / asked.size).toBeLessThan(0.03);
        expect(failed.filter(({ outcome }) => outcome !== 'unreachable' && outcome !== 'timed-out')).toEqual([]);
      }),
    );
  });

  test('takes a peer that was restarted back into tables, work and placement, for every seed', async () => {
    await eachSeedInTurn(2, (seed) =>
      withLab({ ...mesh, seed, replicas: 1 }, async (lab) => {
        await working(lab);
        const before = await pass(lab, 1_000);
        const victim = before.nodes[seed]?.id;
        if (victim === undefined) throw new Error('there is no such node');
        lab.dispatch({ type: 'kill-node', node: victim });
        await pass(lab, 2_000);
        lab.dispatch({ type: 'restart-node', node: victim });
        const back = await pass(lab, 3_000);
        const after = await pass(lab, 3_000);
        expect(operations(after).filter(({ at, outcome }) => at > back.now && outcome !== 'done')).toEqual([]);
        const own = after.placement.items.filter(({ author }) => author === victim);
        expect(own.map(({ holders }) => holders.get(victim))).toEqual(['authored', 'authored', 'authored']);
        const served = (snapshot: LabSnapshot): number =>
          snapshot.nodes.find(({ id }) => id === victim)?.requestsServed ?? 0;
        expect(served(after)).toBeGreaterThan(served(back));
      }),
    );
  });
});

describe('a query by kademlia', () => {
  // What is asked at most: the k closest, those under way beyond them, and one round of alpha for each halving of the distance.
  test.each([
    [8, 4],
    [32, 4],
    [32, 2],
  ])('among %i peers with k = %i costs no more than its bound, for every seed', async (nodes, k) => {
    const alpha = 3;
    await eachSeedInTurn(1, async (seed) => {
      const { traffic, requests } = await runLab(
        { mode: 'peer-to-peer', overlay: 'kademlia', k, alpha, seed, nodes, rate: 80 },
        1_500,
      );
      const requestsMax = Math.min(nodes - 1, k + alpha * Math.ceil(Math.log2(nodes)));
      expect(traffic.queriesStarted).toBeGreaterThan(60);
      expect(traffic.queryMessages / traffic.queriesStarted).toBeLessThanOrEqual(2 * requestsMax);
      expect(requests.hops?.max ?? 0).toBeLessThanOrEqual(Math.ceil(Math.log2(nodes)));
    });
  });
});

describe('free riders', () => {
  test('take and serve nothing, and the others find what there is all the same, for every seed', async () => {
    await eachSeedInTurn(2, async (seed) => {
      const settings = { mode: 'peer-to-peer', overlay: 'kademlia', nodes: 12, freeRiders: 0.25, replicas: 2 } as const;
      const snapshot = await runLab({ ...settings, seed }, 2_500);
      expectBalance(snapshot);
      const riders = snapshot.nodes.filter(({ duty }) => duty === 'free rider');
      expect(riders.map(({ id }) => id)).toEqual(['n4', 'n8', 'n12']);
      for (const rider of riders)
        expect([rider.requestsServed, rider.items, rider.requestsMade > 0]).toEqual([0, 0, true]);
      expect(snapshot.requests.failed).toBe(0);
    });
  });
});
