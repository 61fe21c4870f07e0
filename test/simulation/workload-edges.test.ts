import { describe, expect, test } from 'vitest';
import { predictions } from '../../source/experiments/documents/predictions.ts';
import { jobMetric, rightMetric } from '../../source/nodes/tasks/tasks.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { runLab, withLab, working } from './simulated-lab.ts';

const job = { workload: 'tasks', capacity: 1_000, jobOperations: 2_000 } as const;

describe.each(['client-server', 'peer-to-peer'] as const)('more nodes than a swarm has neighbours, %s', (mode) => {
  test('play with each other directly', async () => {
    const snapshot = await runLab({ workload: 'game', mode, nodes: 40, ticksPerSecond: 2 }, 1_000);
    expect(predictions(snapshot)).toEqual([expect.objectContaining({ name: 'links', ratio: 1 })]);
  });

  test('all work on the job', async () => {
    const snapshot = await runLab({ ...job, mode, nodes: 40 }, 5_000);
    expect(snapshot.nodes.filter(({ role, requestsServed }) => role !== 'server' && requestsServed === 0)).toHaveLength(
      mode === 'client-server' ? 0 : 1, // the owner works for itself
    );
  });
});

test('a server without workers waits for one, and then goes on with the job', async () => {
  await withLab({ ...job, nodes: 3 }, async (lab) => {
    await working(lab);
    await lab.elapsed(1_000).done;
    const jobs = () => lab.source.current().workload.figures.find(({ metric }) => metric === jobMetric)?.n ?? 0;
    for (const number of [2, 3]) lab.dispatch({ type: 'kill-node', node: nodeId(number) });
    await lab.elapsed(3_000).done;
    const before = jobs();
    lab.dispatch({ type: 'restart-node', node: nodeId(2) });
    await lab.elapsed(6_000).done;
    expect(jobs()).toBeGreaterThan(before);
    const { figures } = lab.source.current().workload;
    expect(figures.find(({ metric }) => metric === rightMetric)?.mean).toBe(100);
  });
});

test('reading ends with the only server, but not with one peer', async () => {
  const readAfterDeath = (mode: 'client-server' | 'peer-to-peer'): Promise<number> =>
    withLab({ workload: 'web', mode, rate: 80 }, async (lab) => {
      await working(lab);
      await lab.elapsed(2_000).done;
      lab.dispatch({ type: 'kill-node', node: nodeId(1) });
      await lab.elapsed(500).done;
      const before = lab.source.current().requests.fetched;
      await lab.elapsed(3_000).done;
      return lab.source.current().requests.fetched - before;
    });
  expect(await readAfterDeath('client-server')).toBe(0);
  expect(await readAfterDeath('peer-to-peer')).toBeGreaterThan(20);
});
