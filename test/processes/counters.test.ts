import { describe, expect, it } from 'vitest';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { itemsOf, openRealLab, total, workAndDrain } from './real-lab.ts';

const modes = ['client-server', 'peer-to-peer'] as const;

/** Deadlines follow it: on a machine that is busy with other tests none may pass, or a request is served twice. */
const slow = 0.2;

/** What must hold in a lab in which nobody failed, whatever its mode and wherever it runs. */
function expectConsistent(snapshot: LabSnapshot): void {
  const { nodes, requests, traffic } = snapshot;
  expect(total(nodes, 'bytesSent')).toBe(total(nodes, 'bytesReceived'));
  expect(total(nodes, 'bytesSent')).toBe(traffic.bytesSent);
  expect(traffic.bytesSent).toBe(
    traffic.bytes.query + traffic.bytes.hit + traffic.bytes.content + traffic.bytes.upkeep,
  );
  expect(requests.attempted).toBe(requests.succeeded + requests.failed);
  expect(total(nodes, 'requestsMade')).toBe(requests.attempted);
  expect(total(nodes, 'requestsMade')).toBe(total(nodes, 'requestsServed') + total(nodes, 'requestsFailed'));
  expect(snapshot.log.filter((entry) => entry.type === 'operation' && entry.outcome !== 'done')).toEqual([]);
  expect({ failed: requests.failed, errors: total(nodes, 'protocolErrors') }).toEqual({ failed: 0, errors: 0 });
}

/** What a plan decides, and neither time nor chance: equal wherever the lab runs. */
function logicalCounts(snapshot: LabSnapshot) {
  const { traffic } = snapshot;
  const overlay = snapshot.connections.filter(({ purpose }) => purpose === 'overlay');
  return {
    roles: snapshot.nodes.map(({ id, role }) => `${id} ${role}`),
    connections: overlay.map(({ from, to }) => `${from} -> ${to}`).sort(),
    items: itemsOf(snapshot),
    queryMessagesPerQuery: traffic.queriesStarted === 0 ? 0 : traffic.queryMessages / traffic.queriesStarted,
  };
}

describe.each(modes)('a lab in %s mode', (mode) => {
  it.each([2, 8])('counts alike on processes and in the simulator with %i nodes', async (nodes) => {
    const [real, simulated] = await Promise.all(
      (['processes', 'simulation'] as const).map(async (on) => {
        const lab = await openRealLab({ mode, nodes, degree: 3 }, { on });
        const snapshot = await workAndDrain(lab, 60);
        await lab.close(); // a simulation takes all the time it can get
        return snapshot;
      }),
    );
    if (real === undefined || simulated === undefined) throw new Error('one of the labs is missing');
    expectConsistent(real);
    expectConsistent(simulated);
    expect(itemsOf(real)).toHaveLength(3 * nodes);
    expect(logicalCounts(real)).toEqual(logicalCounts(simulated));
  });

  it('counts exactly with 32 nodes', async () => {
    const snapshot = await workAndDrain(await openRealLab({ mode, nodes: 32, rate: 50, pace: slow }), 60);
    expectConsistent(snapshot);
    expect(itemsOf(snapshot)).toHaveLength(96);
    if (mode === 'client-server') return;
    const { queryMessagesPerQuery, connections } = logicalCounts(snapshot);
    expect(connections).toHaveLength(64);
    expect(queryMessagesPerQuery).toBe(2 * 64 - 32 + 1);
  });
});

describe('the two modes', () => {
  it('have the same items for the same seed, and other contents for another', async () => {
    const labs = await Promise.all(
      [7, 8].flatMap((seed) => modes.map((mode) => openRealLab({ mode, seed, nodes: 5 }, { on: 'simulation' }))),
    );
    const [star, mesh, otherStar, otherMesh] = await Promise.all(
      labs.map(async (lab) => itemsOf(await workAndDrain(lab, 10))),
    );
    expect(star).toEqual(mesh);
    expect(otherStar).toEqual(otherMesh);
    expect(star).not.toEqual(otherStar);
  });

  it('share the work out differently: one serves everybody, or everybody serves', async () => {
    const [star, mesh] = await Promise.all(
      modes.map(async (mode) => workAndDrain(await openRealLab({ mode, nodes: 5 }), 100)),
    );
    const made = star?.nodes.map(({ requestsMade }) => requestsMade > 0);
    const served = star?.nodes.map(({ requestsServed }) => requestsServed > 0);
    expect(made).toEqual([false, true, true, true, true]);
    expect(served).toEqual([true, false, false, false, false]);
    expect(mesh?.nodes.every(({ requestsMade, requestsServed }) => requestsMade > 0 && requestsServed > 0)).toBe(true);
  });
});
