import { expect, it } from 'vitest';
import type { ClusterEvents } from '../../../source/lab/clusters/cluster.ts';
import { createSimulationCluster } from '../../../source/lab/clusters/simulation.ts';
import { createLab } from '../../../source/lab/runtime.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { usualSettings, working } from '../../simulation/simulated-lab.ts';

const n2 = nodeId(2);

it.each([
  [n2, 70_000],
  ['0.0.0.0', 1],
  ['example.org', 80],
  ['127.0.0.1', 22],
  [nodeId(3), 1],
])('a node that says it listens at %s:%i is ended, and nobody is told to dial that', async (host, port) => {
  let events: ClusterEvents | undefined;
  const lab = await createLab({
    settings: { ...usualSettings, nodes: 3 },
    measureOutside: false,
    createCluster(given) {
      events = given;
      return createSimulationCluster({ seed: 1, events: given, speed: 'fast', batchMs: 50 });
    },
  });
  try {
    await working(lab);
    events?.onReport(n2, { type: 'configured', generation: 1, host, port, restored: 0 });
    await lab.elapsed(500).done;
    const { nodes, log } = lab.source.current();
    expect(nodes.map(({ state }) => state)).toEqual(['ready', 'down', 'ready']);
    const texts = log.flatMap((entry) => (entry.type === 'event' ? [entry.text] : []));
    expect(texts).toContain(`reports that it listens at ${host}:${port}, which cannot be: the lab kills it`);
  } finally {
    await lab.close();
  }
});
