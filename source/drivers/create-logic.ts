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
import type { NodeId } from '../protocol/ids.ts';
import type { NodePlan, OverlayPlan } from '../protocol/plan.ts';
import { createNoteWriter } from '../workloads/notes.ts';
import { createRecordedNode, type RecordedNode } from '../workloads/recorded-node.ts';
import { createWorkedNode, type WorkedNode } from '../workloads/worked-node.ts';

/** Builds the node that a plan describes, with its user in front of it. */
export function createLogic(self: NodeId, plan: NodePlan): WorkedNode {
  const random = createRandom(plan.seed);
  return createWorkedNode(createNodeLogic(self, plan), self, plan.workload, random.fork('user'));
}

/** The same with a record of what the user was told, and the notes that he writes while the work runs. */
export function createRecordedLogic(self: NodeId, plan: NodePlan): RecordedNode {
  const random = createRandom(plan.seed);
  const notes =
    plan.writing === undefined ? undefined : createNoteWriter(self, plan.writing, plan.workload, random.fork('notes'));
  return createRecordedNode(createNodeLogic(self, plan), (logic) =>
    createWorkedNode(logic, self, plan.workload, random.fork('user'), notes),
  );
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
    case 'kademlia':
      return (host) => createKademlia({ ...plan, self, random }, host);
    default:
      return assertNever(plan);
  }
}
