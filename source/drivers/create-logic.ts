import { assertNever } from '../base/assert.ts';
import { createRandom } from '../base/random.ts';
import { createClient } from '../nodes/client.ts';
import type { NodeLogic } from '../nodes/contract.ts';
import { createFlooding } from '../nodes/overlay/flooding.ts';
import { createPeer } from '../nodes/peer.ts';
import { createServer } from '../nodes/server.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { NodePlan } from '../protocol/plan.ts';
import { createWorkedNode, type WorkedNode } from '../workloads/worked-node.ts';

/** Builds the node that a plan describes, with its user in front of it. */
export function createLogic(self: NodeId, plan: NodePlan): WorkedNode {
  const random = createRandom(plan.seed);
  return createWorkedNode(createNodeLogic(self, plan), self, plan.workload, random.fork('user'));
}

/** The node alone, without a user. */
export function createNodeLogic(
  self: NodeId,
  { role, capacity, seed }: Pick<NodePlan, 'role' | 'capacity' | 'seed'>,
): NodeLogic {
  const random = createRandom(seed).fork('node');
  const phase = random.unit();
  switch (role.type) {
    case 'server':
      return createServer({ self, capacity, phase });
    case 'client':
      return createClient({ server: role.server, phase });
    case 'peer': {
      const { dials, ttl, copiesMax } = role;
      const firstSequence = random.uint32();
      const createOverlay = createFlooding.bind(undefined, { self, ttl, firstSequence });
      return createPeer({ self, dials, capacity, copiesMax, phase, createOverlay });
    }
    default:
      return assertNever(role);
  }
}
