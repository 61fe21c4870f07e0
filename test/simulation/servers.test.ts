import { describe, expect, test } from 'vitest';
import type { Lab } from '../../source/lab/live/runtime.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { itemsOf, runLab, withLab, working } from './simulated-lab.ts';

type Operation = Extract<LabSnapshot['log'][number], { type: 'operation' }>;

const [n1, n2] = [nodeId(1), nodeId(2)];
const stateOf = (lab: Lab, node: string): string | undefined =>
  lab.source.current().nodes.find(({ id }) => id === node)?.state;

async function pass(lab: Lab, ms: number): Promise<number> {
  await lab.elapsed(ms).done;
  return lab.source.current().now;
}

function operationsSince(lab: Lab, since: number): Operation[] {
  return lab.source.current().log.flatMap((entry) => (entry.type === 'operation' && entry.at > since ? [entry] : []));
}

/** Servers that answered, and how, since a time. */
function answersSince(lab: Lab, since: number): Set<string> {
  const operations = operationsSince(lab, since);
  expect(operations.length).toBeGreaterThan(20);
  return new Set(operations.map(({ operation, outcome, servedBy }) => `${operation} ${outcome} ${servedBy ?? ''}`));
}

/** Names that not each of these nodes holds. */
function missingAt(lab: Lab, ...nodes: string[]): string[] {
  const { items } = lab.source.current().placement;
  expect(items).toHaveLength(24);
  return items
    .filter(({ holders }) => !nodes.every((node) => holders.has(nodeId(Number(node.slice(1))))))
    .map(({ name }) => name);
}

async function kill(lab: Lab, node: string): Promise<number> {
  lab.dispatch({ type: 'kill-node', node: nodeId(Number(node.slice(1))) });
  return pass(lab, 20);
}

async function restart(lab: Lab, node: string): Promise<number> {
  lab.dispatch({ type: 'restart-node', node: nodeId(Number(node.slice(1))) });
  return pass(lab, 1_000);
}

describe('a star with two servers', () => {
  test('is one in which both hold everything, and each client is connected with both', async () => {
    await withLab({ servers: 2 }, async (lab) => {
      await working(lab);
      await pass(lab, 1_000);
      expect(missingAt(lab, 'n1', 'n2')).toEqual([]);
      const { nodes, connections, requests } = lab.source.current();
      expect(nodes.map(({ role }) => role)).toEqual(['server', 'server', ...Array(6).fill('client')]);
      expect(connections.map(({ from, to, purpose }) => `${from}-${to} ${purpose}`).sort()).toEqual(
        ['n2-n1', ...[3, 4, 5, 6, 7, 8].flatMap((node) => [`n${node}-n1`, `n${node}-n2`])]
          .map((pair) => `${pair} overlay`)
          .sort(),
      );
      expect(requests.failed).toBe(0);
      expect(answersSince(lab, 0)).toEqual(new Set(['publish done n1', 'fetch done n1']));
    });
  });

  test('loses nothing and fails nobody when the first one is killed under load, for every seed', async () => {
    await eachSeedInTurn(5, (seed) =>
      withLab({ servers: 2, seed, rate: 400, capacity: 1_000 }, async (lab) => {
        await working(lab);
        await pass(lab, 1_000);
        const killedAt = lab.source.current().now;
        await kill(lab, 'n1');
        await pass(lab, 2_000);
        expect(stateOf(lab, 'n1')).toBe('down');
        expect(missingAt(lab, 'n2')).toEqual([]);
        expect(lab.source.current().requests.failed).toBe(0);
        const later = operationsSince(lab, killedAt + 100);
        expect(new Set(later.map(({ outcome, servedBy }) => `${outcome} ${servedBy}`))).toEqual(new Set(['done n2']));
        expect(new Set(later.map(({ item }) => item)).size).toBe(24);
      }),
    );
  });

  test('loses nothing when the first one is killed while items are published', async () => {
    await eachSeedInTurn(5, (seed) =>
      withLab({ servers: 2, seed, capacity: 50 }, async (lab) => {
        await lab.reached('publishing');
        await pass(lab, 100 + 20 * seed);
        await kill(lab, 'n1');
        await working(lab);
        await pass(lab, 1_000);
        // All but what n1 authored itself and had not told anybody yet.
        expect(
          missingAt(lab, 'n2').filter((name) =>
            lab.source.current().placement.items.some((item) => item.name === name && item.author !== 'n1'),
          ),
        ).toEqual([]);
        const failed = operationsSince(lab, 0).filter(
          ({ operation, outcome }) => operation === 'publish' && outcome !== 'done',
        );
        expect(failed).toEqual([]);
      }),
    );
  });

  test('lets a server that comes back catch up from the other one, and lean on it when that one dies', async () => {
    await eachSeedInTurn(3, (seed) =>
      withLab({ servers: 2, seed }, async (lab) => {
        await working(lab);
        await kill(lab, 'n1');
        await pass(lab, 500);
        const restartedAt = await restart(lab, 'n1');
        expect(stateOf(lab, 'n1')).toBe('ready');
        expect(missingAt(lab, 'n1', 'n2')).toEqual([]);
        await pass(lab, 1_000);
        expect(answersSince(lab, restartedAt)).toEqual(new Set(['fetch done n1'])); // nobody published anew
        const connections = lab.source.current().connections.filter(({ from, to }) => from === n1 || to === n1);
        expect(connections).toHaveLength(7); // one with n2, whoever dialled
        const killedAt = await kill(lab, 'n2');
        await pass(lab, 1_000);
        expect(answersSince(lab, killedAt)).toEqual(new Set(['fetch done n1']));
        expect(lab.source.current().requests.failed).toBe(0);
        await restart(lab, 'n2');
        expect(missingAt(lab, 'n1', 'n2')).toEqual([]);
      }),
    );
  });

  test('reaches nothing when both are dead, and everybody publishes anew when one comes back with nothing', async () => {
    await withLab({ servers: 2 }, async (lab) => {
      await working(lab);
      await pass(lab, 200);
      await kill(lab, 'n1');
      const deadAt = await kill(lab, 'n2');
      await pass(lab, 1_500);
      expect(answersSince(lab, deadAt)).toEqual(new Set(['fetch unreachable ']));
      await restart(lab, 'n2');
      await pass(lab, 3_000);
      const restoredAt = lab.source.current().now;
      await pass(lab, 1_000);
      const { items } = lab.source.current().placement;
      const ofN1 = items.flatMap(({ name, author }) => (author === n1 ? [name] : [])); // he is still dead
      expect(missingAt(lab, 'n2')).toEqual(ofN1);
      const failed = operationsSince(lab, restoredAt).filter(({ outcome }) => outcome !== 'done');
      expect(failed.filter(({ item }) => !ofN1.includes(item))).toEqual([]);
      await restart(lab, 'n1');
      expect(missingAt(lab, 'n1', 'n2')).toEqual([]);
    });
  });

  test('becomes a mesh and a star with two servers again', async () => {
    await withLab({ servers: 2 }, async (lab) => {
      await working(lab);
      await pass(lab, 500);
      const items = itemsOf(lab.source.current());
      for (const roles of [
        ['peer', 'peer', 'peer'],
        ['server', 'server', 'client'],
      ]) {
        lab.dispatch({ type: 'switch-mode' });
        await working(lab);
        await pass(lab, 1_000);
        const { nodes, requests } = lab.source.current();
        expect(nodes.slice(0, 3).map(({ role }) => role)).toEqual(roles);
        expect(requests.failed).toBe(0);
        expect(itemsOf(lab.source.current())).toEqual(items);
      }
      expect(missingAt(lab, 'n1', 'n2')).toEqual([]);
    });
  });

  test('never takes a server away when it shrinks', async () => {
    await withLab({ servers: 2, nodes: 4 }, async (lab) => {
      await working(lab);
      for (let count = 0; count < 4; count++) {
        lab.dispatch({ type: 'remove-node' });
        await pass(lab, 500);
      }
      expect(lab.source.current().nodes.map(({ id }) => id)).toEqual([n1, n2]);
    });
  });
});

describe('a healthy star with several servers', () => {
  test.each([2, 3, 5])('of which there are %i serves each operation once, for every seed', async (servers) => {
    await eachSeedInTurn(3, async (seed) => {
      const { requests, nodes, traffic, placement } = await runLab({ servers, seed, nodes: 10, capacity: 200 }, 2_000);
      const sum = (of: (node: LabSnapshot['nodes'][number]) => number): number =>
        nodes.reduce((total, node) => total + of(node), 0);
      expect(requests.failed).toBe(0);
      expect(requests.attempted).toBe(requests.succeeded);
      expect(sum(({ requestsMade }) => requestsMade)).toBe(requests.attempted);
      expect(sum(({ requestsServed }) => requestsServed)).toBe(requests.succeeded);
      expect(traffic.bytesSent).toBe(traffic.bytesReceived);
      expect(placement.items.map(({ holders }) => holders.size)).toEqual(placement.items.map(() => servers));
      expect(placement.items).toHaveLength(30);
      expect(nodes.map(({ protocolErrors }) => protocolErrors)).toEqual(nodes.map(() => 0));
    });
  });
});
