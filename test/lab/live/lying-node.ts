import { expect } from 'vitest';
import type { ClusterEvents } from '../../../source/lab/clusters/cluster.ts';
import { createSimulationCluster } from '../../../source/lab/clusters/simulation.ts';
import { createLab } from '../../../source/lab/live/runtime.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import type { Report } from '../../../source/protocol/control/reports.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { usualSettings, working } from '../../simulation/simulated-lab.ts';

/** What a lab of three nodes, of which n2 reports what cannot be, looks like half a second later: n2 is down, the others are ready. */
export async function afterReport(
  reportAt: (now: number) => Report,
): Promise<{ readonly snapshot: LabSnapshot; readonly texts: readonly string[] }> {
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
    events?.onReport(nodeId(2), reportAt(lab.source.current().now));
    await lab.elapsed(500).done;
    const snapshot = lab.source.current();
    expect(snapshot.nodes.map(({ state }) => state)).toEqual(['ready', 'down', 'ready']);
    return { snapshot, texts: snapshot.log.flatMap((entry) => (entry.type === 'event' ? [entry.text] : [])) };
  } finally {
    await lab.close();
  }
}
