import { f64, list, member, struct, u8, u32, union } from './codec.ts';
import type { NodeId } from './ids.ts';
import { nodeIdCodec } from './messages.ts';

/** What one node is to be in one generation: everything its logic needs besides its random seed and the clock. */
export interface NodePlan {
  readonly role: RolePlan;
  /** Requests a second that the node can serve; 0: no limit. */
  readonly capacity: number;
  readonly workload: WorkloadPlan;
  /** Seed of everything random in this node. */
  readonly seed: number;
}

export type RolePlan =
  | { readonly type: 'server' }
  | { readonly type: 'client'; readonly server: NodeId }
  /** `dials`: the neighbours whose connection this peer opens and keeps open; the others dial it. */
  | { readonly type: 'peer'; readonly dials: readonly NodeId[]; readonly ttl: number; readonly copiesMax: number };

/** The work of one node: what it authors and how it asks. */
export interface WorkloadPlan {
  /** Seed of the names, contents and popularity: the same on every node and in both modes. */
  readonly seed: number;
  readonly valueSize: number;
  readonly itemsPerNode: number;
  /** Operations under way at a time in the closed loop. 0: this node asks nothing. */
  readonly concurrency: number;
}

/** Where a node can be dialled. */
export interface Contact {
  readonly node: NodeId;
  readonly host: string;
  readonly port: number;
}

const nodeList = list(nodeIdCodec, 10_000);

export const rolePlan = union<RolePlan>({
  server: member('server', {}),
  client: member('client', { server: nodeIdCodec }),
  peer: member('peer', { dials: nodeList, ttl: u8, copiesMax: u32 }),
});

export const nodePlan = struct<NodePlan>({
  role: rolePlan,
  capacity: f64,
  workload: struct<WorkloadPlan>({ seed: u32, valueSize: u32, itemsPerNode: u32, concurrency: u32 }),
  seed: u32,
});
