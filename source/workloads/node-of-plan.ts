import { assertNever } from '../base/assert.ts';
import { createRandom, type Random } from '../base/random.ts';
import { createClient } from '../nodes/client/client.ts';
import type { NodeLogic } from '../nodes/contract.ts';
import { createGame } from '../nodes/game/game.ts';
import { createFlooding } from '../nodes/overlay/flooding.ts';
import { createIndexOverlay } from '../nodes/overlay/index-overlay.ts';
import { createKademlia } from '../nodes/overlay/kademlia.ts';
import type { Overlay, OverlayHost } from '../nodes/overlay/overlay.ts';
import { createPeer } from '../nodes/peer/peer.ts';
import { createServer } from '../nodes/server/server.ts';
import { createSwarm } from '../nodes/swarm/swarm.ts';
import { createTasks } from '../nodes/tasks/tasks.ts';
import type { DistributePlan, GamePlan, NodePlan, OverlayPlan, RolePlan, TasksPlan } from '../protocol/control/plan.ts';
import type { NodeId } from '../protocol/ids.ts';
import { createDistributeNode } from './distribute.ts';
import { createNoteWriter } from './notes.ts';
import { createRecordedNode, type RecordedNode } from './recorded-node.ts';
import { createSelfDrivenNode } from './self-driven.ts';
import { createWorkedNode, type WorkedNode } from './worked-node.ts';

/** Builds the node that a plan describes, with its user in front of it. */
export function createLogic(self: NodeId, plan: NodePlan): WorkedNode {
  const random = createRandom(plan.seed);
  const { workload } = plan;
  switch (workload.type) {
    case 'files':
    case 'web':
      return createWorkedNode(createNodeLogic(self, plan), self, workload, random.fork('user'));
    case 'game':
      return createSelfDrivenNode(createGameLogic(self, plan.role, workload, random.fork('node')));
    case 'tasks':
      return createSelfDrivenNode(createTasksLogic(self, plan, workload, random.fork('node').unit()));
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

/** Where there is no overlay: whom a node dials. */
function dialsOf(self: NodeId, role: RolePlan, centre: NodeId): readonly NodeId[] {
  if (role.type === 'peer') return role.dials;
  return self === centre ? [] : [centre];
}

function isFreeRider(role: RolePlan): boolean {
  return role.type === 'peer' && role.isFreeRider;
}

function createGameLogic(self: NodeId, role: RolePlan, plan: GamePlan, random: Random): NodeLogic {
  const centre = role.type === 'client' ? (role.servers[0] ?? self) : self;
  return createGame({
    ...plan,
    self,
    role: role.type === 'server' ? 'referee' : 'player',
    dials: dialsOf(self, role, centre),
    random,
  });
}

function createTasksLogic(self: NodeId, { role, capacity }: NodePlan, plan: TasksPlan, phase: number): NodeLogic {
  const ownerWorks = role.type === 'peer';
  const dials = dialsOf(self, role, plan.owner);
  return createTasks({ ...plan, self, dials, ownerWorks, capacity, isFreeRider: isFreeRider(role), phase });
}

function createDistributeLogic(self: NodeId, role: RolePlan, plan: DistributePlan, random: Random): NodeLogic {
  const dials = dialsOf(self, role, plan.source);
  return createSwarm({ ...plan, self, dials, shape: plan, isFreeRider: isFreeRider(role), random });
}

/** The same; where items are published with a record of what the user was told, and with the notes that he writes while the work runs. */
export function createRecordedLogic(self: NodeId, plan: NodePlan): RecordedNode {
  const { workload, writing } = plan;
  if (workload.type !== 'files') return createLogic(self, plan);
  const random = createRandom(plan.seed);
  const notes = writing === undefined ? undefined : createNoteWriter(self, writing, workload, random.fork('notes'));
  return createRecordedNode(createNodeLogic(self, plan), (logic) =>
    createWorkedNode(logic, self, workload, random.fork('user'), notes),
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
    case 'none':
      throw new Error(`invariant broken: ${self} is to find items, but its plan has no overlay`);
    case 'kademlia':
      return (host) => createKademlia({ ...plan, self, random }, host);
    default:
      return assertNever(plan);
  }
}
