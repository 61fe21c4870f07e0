import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../source/drivers/simulator.ts';
import type { Lab } from '../../source/lab/live/runtime.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { itemsOf, usualSettings, withLab, working } from './simulated-lab.ts';

type Operation = Extract<LabSnapshot['log'][number], { type: 'operation' }>;

/** Operations logged since a time. */
function operationsSince(lab: Lab, since: number): Operation[] {
  return lab.source.current().log.flatMap((entry) => (entry.type === 'operation' && entry.at > since ? [entry] : []));
}

async function pass(lab: Lab, ms: number): Promise<number> {
  await lab.elapsed(ms).done;
  return lab.source.current().now;
}

const stateOf = (lab: Lab, node: string): string | undefined =>
  lab.source.current().nodes.find(({ id }) => id === node)?.state;

describe('a client-server network', () => {
  test('cannot reach anything while its server is dead, and goes on after its restart, for every seed', async () => {
    await eachSeedInTurn(5, (seed) =>
      withLab({ seed }, async (lab) => {
        await working(lab);
        await pass(lab, 1_000);
        lab.dispatch({ type: 'kill-node', node: nodeId(1) });
        const killedAt = await pass(lab, 100);
        await pass(lab, 2_000);
        expect(stateOf(lab, 'n1')).toBe('down');
        const during = operationsSince(lab, killedAt);
        expect(during.length).toBeGreaterThan(20);
        expect(new Set(during.map(({ outcome }) => outcome))).toEqual(new Set(['unreachable']));
        expect(lab.source.current().placement.copies).toBe(0);

        lab.dispatch({ type: 'restart-node', node: nodeId(1) });
        await pass(lab, 3_000);
        const restoredAt = lab.source.current().now;
        await pass(lab, 2_000);
        const after = operationsSince(lab, restoredAt);
        expect(after.length).toBeGreaterThan(20);
        expect(new Set(after.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
        const { placement, nodes } = lab.source.current();
        expect(placement.items).toHaveLength(24);
        expect(placement.items.filter(({ holders }) => !holders.has(nodeId(1)))).toEqual([]);
        expect(nodes.map(({ state }) => state)).toEqual(nodes.map(() => 'ready'));
      }),
    );
  });

  test('says of every fetch that was under way or waiting in line when the server died that it is unreachable', async () => {
    await withLab({ rate: 100, capacity: 50 }, async (lab) => {
      await working(lab);
      await pass(lab, 500);
      lab.dispatch({ type: 'kill-node', node: nodeId(1) });
      await pass(lab, 500);
      const outcomes = new Set(
        lab.source.current().log.flatMap((entry) => (entry.type === 'operation' ? [entry.outcome] : [])),
      );
      expect(outcomes).toEqual(new Set(['done', 'unreachable']));
    });
  });
});

describe('a peer-to-peer network', () => {
  test('goes on when a peer is killed: others ask and answer, only what he alone held is gone, for every seed', async () => {
    await eachSeedInTurn(5, (seed) =>
      withLab({ mode: 'peer-to-peer', seed }, async (lab) => {
        await working(lab);
        await pass(lab, 1_500);
        lab.dispatch({ type: 'kill-node', node: nodeId(3) });
        const killedAt = await pass(lab, 50);
        await pass(lab, 3_000);
        const { placement } = lab.source.current();
        const gone = new Set(placement.items.filter(({ holders }) => holders.size === 0).map(({ name }) => name));
        const asked = operationsSince(lab, killedAt);
        expect(asked.length).toBeGreaterThan(30);
        expect(asked.filter(({ node }) => node === 'n3')).toEqual([]);
        const failed = asked.filter(({ outcome }) => outcome !== 'done');
        expect(failed.filter(({ item }) => !gone.has(item))).toEqual([]);
        expect(placement.items.filter(({ holders }) => holders.has(nodeId(3)))).toEqual([]);
      }),
    );
  });

  test('takes a killed peer back with his items, and connects him again', async () => {
    await withLab({ mode: 'peer-to-peer' }, async (lab) => {
      await working(lab);
      lab.dispatch({ type: 'kill-node', node: nodeId(3) });
      await pass(lab, 1_000);
      lab.dispatch({ type: 'restart-node', node: nodeId(3) });
      await pass(lab, 4_000);
      const { placement, connections, nodes } = lab.source.current();
      expect(
        placement.items.filter(({ author }) => author === 'n3').map(({ holders }) => holders.get(nodeId(3))),
      ).toEqual(['authored', 'authored', 'authored']);
      const overlay = connections.filter(({ purpose }) => purpose === 'overlay');
      expect(overlay).toHaveLength(16);
      expect(nodes.find(({ id }) => id === 'n3')).toMatchObject({ state: 'ready', cause: undefined });
    });
  });
});

test('a network that is switched to and fro keeps its machines and items, and starts its figures anew, for every seed', async () => {
  await eachSeedInTurn(3, (seed) =>
    withLab({ seed }, async (lab) => {
      await working(lab);
      await pass(lab, 1_000);
      const items = itemsOf(lab.source.current());
      expect(items).toHaveLength(24);
      for (const [generation, mode] of [
        [2, 'peer-to-peer'],
        [3, 'client-server'],
        [4, 'peer-to-peer'],
      ] as const) {
        lab.dispatch({ type: 'switch-mode' });
        expect(lab.source.current()).toMatchObject({ phase: 'switching', mode, generation });
        await working(lab);
        await pass(lab, 1_000);
        const snapshot = lab.source.current();
        expect(itemsOf(snapshot)).toEqual(items);
        expect(snapshot.nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']);
        expect(snapshot.requests.failed).toBe(0);
        expect(snapshot.requests.succeeded).toBeGreaterThan(10);
        expect(snapshot.comparison).toMatchObject({ after: { mode }, before: { success: 1 } });
      }
    }),
  );
});

test('a network that grows and shrinks serves newcomers and lets others leave in peace', async () => {
  for (const mode of ['client-server', 'peer-to-peer'] as const) {
    await withLab({ mode }, async (lab) => {
      await working(lab);
      await pass(lab, 500);
      for (let count = 0; count < 3; count++) lab.dispatch({ type: 'add-node' });
      await pass(lab, 2_000);
      const grown = lab.source.current();
      expect(grown.nodes).toHaveLength(11);
      expect(grown.nodes.filter(({ requestsMade }) => requestsMade === 0).map(({ role }) => role)).toEqual(
        mode === 'client-server' ? ['server'] : [],
      );
      expect(grown.placement.items).toHaveLength(33);
      expect(grown.requests.failed).toBe(0);
      for (let count = 0; count < 3; count++) lab.dispatch({ type: 'remove-node' });
      await pass(lab, 3_000);
      expect(lab.source.current().nodes.map(({ id }) => id)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']);
    });
  }
});

test('a simulated dial to a node that takes nobody more is answered, not forgotten', async () => {
  // More clients than a server lets shake hands at a time, all at the same moment.
  await withLab({ nodes: 400, nodesMax: 400, itemsPerNode: 1, rate: 400 }, async (lab) => {
    await working(lab);
    await pass(lab, 3_000);
    const { nodes, connections } = lab.source.current();
    expect(connections).toHaveLength(399);
    expect(nodes.every(({ state }) => state === 'ready')).toBe(true);
  });
});

test('a simulator does nothing more when nothing is due', () => {
  const simulator = createSimulator({
    seed: usualSettings.seed,
    latencyMs: 1,
    batchMs: 50,
    onReport: () => undefined,
    onExited: () => undefined,
  });
  expect(simulator.nextAt).toBeUndefined();
  simulator.runUntil(1_000);
  expect(simulator.now).toBe(1_000);
});
