import type { Random } from '../base/random.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { RolePlan } from '../protocol/plan.ts';

/** The two ways to organise the same machines. */
export type ModeName = 'client-server' | 'peer-to-peer';

/** What a mode needs to know to plan. */
export interface ModeSettings {
  /** Neighbours of each peer in the random graph. */
  readonly degree: number;
  /** Hops after which a flooded query is not passed on. */
  readonly ttl: number;
  readonly itemsPerNode: number;
}

/** A mode is data and a planner: who is what, and who connects to whom. */
export interface Mode {
  readonly name: ModeName;
  /** Roles of a whole launch, in the order of the nodes. */
  plan(nodes: readonly NodeId[], settings: ModeSettings, random: Random): ReadonlyMap<NodeId, RolePlan>;
  /** The role of a node that joins a network that is running; `present` are the others, with their roles. */
  planJoin(present: ReadonlyMap<NodeId, RolePlan>, settings: ModeSettings, random: Random): RolePlan;
  /** Whether a node in this role asks for anything: the rate of the lab is shared among those that do. */
  asks(role: RolePlan): boolean;
}
