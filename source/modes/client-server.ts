import type { NodeId } from '../protocol/ids.ts';
import type { RolePlan } from '../protocol/plan.ts';
import type { Mode } from './mode.ts';

/** A star: the first node is the server, all others are its clients. */
export const clientServer: Mode = {
  name: 'client-server',
  plan(nodes) {
    const [server] = nodes;
    const roles = nodes.map((node): [NodeId, RolePlan] => [node, roleOf(node, server)]);
    return new Map(roles);
  },
  planJoin(present) {
    for (const [node, role] of present) {
      if (role.type === 'server') return { type: 'client', server: node };
      if (role.type === 'client') return role; // its server may be down just now
    }
    return { type: 'server' };
  },
  asks: (role) => role.type === 'client',
};

function roleOf(node: NodeId, server: NodeId | undefined): RolePlan {
  return server === undefined || node === server ? { type: 'server' } : { type: 'client', server };
}
