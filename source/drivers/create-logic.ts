import { assertNever } from '../base/assert.ts';
import { createRandom, type Random } from '../base/random.ts';
import { createClient } from '../nodes/client.ts';
import type { NodeLogic } from '../nodes/contract.ts';
import { createFlooding } from '../nodes/overlay/flooding.ts';
import { createIndexOverlay } from '../nodes/overlay/index-overlay.ts';
import { createKademlia } from '../nodes/overlay/kademlia.ts';
import type { Overlay, OverlayHost } from '../nodes/overlay/overlay.ts';
import { createPeer } from '../nodes/peer.ts';
import { createServer } from '../nodes/server.ts';
import { createSwarm } from '../nodes/swarm/swarm.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { DistributePlan, NodePlan, OverlayPlan, RolePlan } from '../protocol/plan.ts';
import { createDistributeNode } from '../workloads/distribute.ts';
import { createWorkedNode, type WorkedNode } from '../workloads/worked-node.ts';

/** Builds the node that a plan describes, with its user in front of it. */
export function createLogic(self: NodeId, plan: NodePlan): WorkedNode {
  const random = createRandom(plan.seed);
  const { workload } = plan;
  switch (workload.type) {
    case 'files':
      return createWorkedNode(createNodeLogic(self, plan), self, workload, random.fork('user'));
    case 'distribute':
      return createDistributeNode(
        createDistributeLogic(self, plan.role, workload, random.fork('node')),
        self,
        workload,
      );
    default:
      return assertNever(workload);
  }
}

function createDistributeLogic(self: NodeId, role: RolePlan, plan: DistributePlan, random: Random): NodeLogic {
  const { source } = plan;
  const dials = role.type === 'peer' ? role.dials : self === source ? [] : [source];
  const isFreeRider = role.type === 'peer' && role.isFreeRider;
  return createSwarm({ ...plan, self, dials, shape: plan, isFreeRider, random });
}

/** The node alone, without a user. */
export function createNodeLogic(
  self: NodeId,
  { role, capacity, seed }: Pick<NodePlan, 'role' | 'capacity' | 'seed'>,
): NodeLogic {
  const random = createRandom(seed).fork('node');
  switch (role.type) {
    case 'server':
      return createServer({ self, others: role.others, capacity, phase: random.unit() });
    case 'client':
      return createClient({ servers: role.servers, phase: random.unit() });
    case 'peer': {
      const createOverlay = overlayOf(self, role.overlay, random.fork('overlay'));
      return createPeer({ ...role, self, capacity, random, createOverlay });
    }
    default:
      return assertNever(role);
  }
}

function overlayOf(self: NodeId, plan: OverlayPlan, random: Random): (host: OverlayHost) => Overlay {
  switch (plan.type) {
    case 'flooding':
      return (host) => createFlooding({ ...plan, self, random }, host);
    case 'index':
      return (host) => createIndexOverlay({ ...plan, self, random }, host);
    case 'none':
      throw new Error(`invariant broken: ${self} is to find items, but its plan has no overlay`);
    case 'kademlia':
      return (host) => createKademlia({ ...plan, self, random }, host);
    default:
      return assertNever(plan);
  }
}
