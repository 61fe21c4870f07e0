import type { NodeId } from '../ids.ts';
import { nodeIdCodec } from '../messages.ts';
import { bool, f64, list, member, optional, struct, u8, u32, union } from '../wire/codec.ts';

/** What one node is to be in one generation: everything its logic needs besides its random seed and the clock. */
export interface NodePlan {
  readonly role: RolePlan;
  /** Requests a second that the node can serve; 0: no limit. */
  readonly capacity: number;
  readonly workload: WorkloadPlan;
  /** Seed of everything random in this node. */
  readonly seed: number;
  /** Absent: its user writes nothing but what he authors at the start. */
  readonly writing?: WritingPlan | undefined;
}

/** Writes of a node's user while the work runs. */
export interface WritingPlan {
  /** Share of his operations that publish a fresh note, 0 … 1. */
  readonly share: number;
  /** Number of the first note: a node that was started again must not repeat the names of its earlier life. */
  readonly firstNote: number;
}

export type RolePlan =
  /** `others`: the servers that hold the same items, if there are any. */
  | { readonly type: 'server'; readonly others: readonly NodeId[] }
  /** `servers`: whom it asks, the first that is there. */
  | { readonly type: 'client'; readonly servers: readonly NodeId[] }
  | PeerPlan;

export interface PeerPlan {
  readonly type: 'peer';
  /** Whose connections this peer opens and keeps open; the others dial it. */
  readonly dials: readonly NodeId[];
  readonly overlay: OverlayPlan;
  /** Copies of what it fetched that it keeps. */
  readonly copiesMax: number;
  /** Holders that each item is to have, its author among them. */
  readonly replicas: number;
  /** It takes, and serves nobody. */
  readonly isFreeRider: boolean;
}

/** How peers find who holds what. */
export type OverlayPlan =
  /** Queries go to all neighbours, `ttl` hops far. */
  | { readonly type: 'flooding'; readonly ttl: number }
  /** One peer, `index`, knows who holds what. */
  | { readonly type: 'index'; readonly index: NodeId }
  /** They need not find anything: the workload says who talks to whom. */
  | { readonly type: 'none' }
  /** Provider records at the k closest peers; lookups with alpha requests in flight; `bootstrap`: peers to join through. */
  | { readonly type: 'kademlia'; readonly k: number; readonly alpha: number; readonly bootstrap: readonly NodeId[] };

/** The work of one node. */
export type WorkloadPlan = FilesPlan | WebPlan | GamePlan | TasksPlan | DistributePlan;

/** Sharing files: what a node authors and how it asks. */
export interface FilesPlan {
  readonly type: 'files';
  /** Seed of the names, contents and popularity: the same on every node and in both modes. */
  readonly seed: number;
  readonly valueSize: number;
  readonly itemsPerNode: number;
  /** Operations under way at a time in the closed loop. 0: this node asks nothing. */
  readonly concurrency: number;
}

/** Reading pages: as files, but of many sizes, and asked for again and again. */
export type WebPlan = Omit<FilesPlan, 'type'> & { readonly type: 'web' };

/** A game of shared state: the server, where there is one, is the referee, all others play. */
export interface GamePlan {
  readonly type: 'game';
  readonly ticksPerSecond: number;
}

/** One job, split. */
export interface TasksPlan {
  readonly type: 'tasks';
  /** Who has the job. */
  readonly owner: NodeId;
  readonly tasksPerJob: number;
  /** Operations that the whole job takes, and the share that only its owner can do. */
  readonly operationsPerJob: number;
  readonly serialShare: number;
}

/** One file for everybody. */
export interface DistributePlan {
  readonly type: 'distribute';
  /** Seed of the file's content. */
  readonly seed: number;
  readonly fileBytes: number;
  readonly pieceBytes: number;
  /** Who has the file at first. */
  readonly source: NodeId;
  /** Pieces being sent, and being received, at a time. */
  readonly uploadWindow: number;
  readonly downloadWindow: number;
}

/** Where a node can be dialled. */
export interface Contact {
  readonly node: NodeId;
  readonly host: string;
  readonly port: number;
}

const nodeList = list(nodeIdCodec, 10_000);

const overlayPlan = union<OverlayPlan>({
  flooding: member('flooding', { ttl: u8 }),
  index: member('index', { index: nodeIdCodec }),
  kademlia: member('kademlia', { k: u8, alpha: u8, bootstrap: nodeList }),
  none: member('none', {}),
});

export const rolePlan = union<RolePlan>({
  server: member('server', { others: nodeList }),
  client: member('client', { servers: nodeList }),
  peer: member('peer', { dials: nodeList, overlay: overlayPlan, copiesMax: u32, replicas: u8, isFreeRider: bool }),
});

const itemWork = { seed: u32, valueSize: u32, itemsPerNode: u32, concurrency: u32 };

const workloadPlan = union<WorkloadPlan>({
  files: member('files', itemWork),
  distribute: member('distribute', {
    seed: u32,
    fileBytes: u32,
    pieceBytes: u32,
    source: nodeIdCodec,
    uploadWindow: u32,
    downloadWindow: u32,
  }),
  web: member('web', itemWork),
  game: member('game', { ticksPerSecond: f64 }),
  tasks: member('tasks', { owner: nodeIdCodec, tasksPerJob: u32, operationsPerJob: f64, serialShare: f64 }),
});

export const nodePlan = struct<NodePlan>({
  role: rolePlan,
  capacity: f64,
  workload: workloadPlan,
  seed: u32,
  writing: optional(struct<WritingPlan>({ share: f64, firstNote: u32 })),
});
