import type { Random } from '../base/random.ts';
import type { RolePlan } from '../protocol/control/plan.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { ModeName, OverlayName, WorkloadName } from './facts.ts';

/** What a mode needs to know to plan. */
export interface ModeSettings {
  readonly workload: WorkloadName;
  /** Neighbours of each peer in the random graph. */
  readonly degree: number;
  /** Hops after which a flooded query is not passed on. */
  readonly ttl: number;
  readonly overlay: OverlayName;
  /** Kademlia's contacts a bucket, and peers that keep a record. */
  readonly k: number;
  /** Kademlia's requests of one lookup under way at a time. */
  readonly alpha: number;
  /** Holders that each item is to have among peers. */
  readonly replicas: number;
  /** Servers that hold the same items. */
  readonly servers: number;
  /** Share of the nodes that only take, 0 … 1. */
  readonly freeRiders: number;
  readonly itemsPerNode: number;
}

/** A mode is data and a planner: who is what, and who connects to whom. */
export interface Mode {
  readonly name: ModeName;
  /** Roles of a whole launch, in the order of the nodes. */
  plan(nodes: readonly NodeId[], settings: ModeSettings, random: Random): ReadonlyMap<NodeId, RolePlan>;
  /** The role of a node that joins a network that is running; `present` are the others, with their roles. */
  planJoin(newcomer: NodeId, present: ReadonlyMap<NodeId, RolePlan>, settings: ModeSettings, random: Random): RolePlan;
  /** Whether a node in this role asks for anything: the rate of the lab is shared among those that do. */
  asks(role: RolePlan): boolean;
}
