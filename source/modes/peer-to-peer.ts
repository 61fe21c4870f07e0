import type { NodeId } from '../protocol/ids.ts';
import type { RolePlan } from '../protocol/plan.ts';
import type { Mode, ModeSettings } from './mode.ts';
import { randomGraph } from './random-graph.ts';

/** A mesh: equal peers over a seeded random graph. Of the two ends of an edge the later one dials. */
export const peerToPeer: Mode = {
  name: 'peer-to-peer',
  plan(nodes, settings, random) {
    const dials = new Map<NodeId, NodeId[]>(nodes.map((node) => [node, []]));
    for (const [a, b] of randomGraph(nodes.length, settings.degree, random)) {
      const dialler = nodes[Math.max(a, b)];
      const dialled = nodes[Math.min(a, b)];
      if (dialler !== undefined && dialled !== undefined) dials.get(dialler)?.push(dialled);
    }
    const copiesMax = copiesMaxOf(nodes.length, settings);
    return new Map([...dials].map(([node, targets]): [NodeId, RolePlan] => [node, peer(targets, settings, copiesMax)]));
  },
  planJoin(present, settings, random) {
    const targets = random.shuffled([...present.keys()]).slice(0, settings.degree);
    return peer(targets, settings, copiesMaxOf(present.size + 1, settings));
  },
  asks: () => true,
};

function peer(dials: readonly NodeId[], { ttl }: ModeSettings, copiesMax: number): RolePlan {
  return { type: 'peer', dials, ttl, copiesMax };
}

/** A peer has room for copies of a third of what the others author, at most 64: enough to see copies spread, not to end all requests. */
function copiesMaxOf(nodes: number, { itemsPerNode }: ModeSettings): number {
  return Math.max(1, Math.min(64, Math.floor(((nodes - 1) * itemsPerNode) / 3)));
}
