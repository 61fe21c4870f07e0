import type { RolePlan } from '../protocol/control/plan.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { Mode, ModeSettings } from './mode.ts';

/** A star: the first nodes are servers that hold the same items, usually one; all others are their clients. */
export const clientServer: Mode = {
  name: 'client-server',
  plan(nodes, settings) {
    const servers = nodes.slice(0, serversOf(nodes.length, settings));
    return new Map(nodes.map((node): [NodeId, RolePlan] => [node, roleOf(node, servers)]));
  },
  planJoin(newcomer, present) {
    for (const role of present.values()) {
      if (role.type === 'client') return role; // its servers may be down just now
    }
    const servers = [...present].filter(([, role]) => role.type === 'server').map(([node]) => node);
    return servers.length === 0 ? roleOf(newcomer, [newcomer]) : { type: 'client', servers };
  },
  asks: (role) => role.type === 'client',
};

/** At least one node is a client, where there are two. */
function serversOf(nodes: number, { servers }: ModeSettings): number {
  return Math.max(1, Math.min(servers, nodes - 1));
}

function roleOf(node: NodeId, servers: readonly NodeId[]): RolePlan {
  if (!servers.includes(node)) return { type: 'client', servers };
  return { type: 'server', others: servers.filter((server) => server !== node) };
}
