import type { ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { MessageKind } from '../../protocol/messages.ts';

/** Latency of fetches that succeeded, from the moment each was due. Undefined percentiles: no sample yet. */
export interface LatencyView {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
}

export interface RequestsView {
  readonly attempted: number;
  readonly succeeded: number;
  /** Fetches among those that succeeded: the work itself, without the publishing before it. */
  readonly fetched: number;
  /** Definite failures (refused, not found, unreachable) and time-outs. */
  readonly failed: number;
  readonly timedOut: number;
  readonly perSecond: number;
  /** Whole generation, in milliseconds. */
  readonly latency: LatencyView;
  /** The last ten seconds, in milliseconds. */
  readonly recentLatency: LatencyView;
  /** Succeeded / attempted over the last ten seconds, 0 … 1; undefined when nothing was attempted. */
  readonly recentSuccess: number | undefined;
  readonly messagesPerRequest: number | undefined;
  /** The counters behind it; undefined: an older recording does not have them. */
  readonly effort: RequestEffort | undefined;
  readonly hops: { readonly mean: number; readonly max: number } | undefined;
  /** One bucket a second, oldest first, at most 300; the last one is still filling. */
  readonly series: readonly SecondView[];
  /** Only every so many-th operation is logged above this lab's event rate; 1: all of them. */
  readonly sampledOneIn: number;
}

/** Messages that find and carry, and the fetches that they are for. Publishing and upkeep are not among them. */
export interface RequestEffort {
  readonly messages: number;
  readonly fetches: number;
}

export interface SecondView {
  /** Start of the second. */
  readonly at: Timestamp;
  readonly succeeded: number;
  readonly failed: number;
  readonly latency: LatencyView;
}

export interface TrafficView {
  /** Query and upkeep together are connectivity: what it costs to keep the network together and to find things in it. */
  readonly bytes: Readonly<Record<MessageKind, number>>;
  readonly messages: Readonly<Record<MessageKind, number>>;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Messages that carry queries for the holders of an item and their answers (of a flooded query only the queries), and how many were started. */
  readonly queryMessages: number;
  readonly queriesStarted: number;
}

/** How a copy of an item came to a node: authored there, stored there as a server, kept after a fetch, or given to it as a replica. */
export type Holding = 'authored' | 'stored' | 'copy' | 'replica';

export interface PlacementView {
  /** Sorted by name. */
  readonly items: readonly ItemView[];
  /** Copies of all items on nodes that are alive. */
  readonly copies: number;
  /** Share of all stored bytes that lies on the fullest node, 0 … 1, and that node. */
  readonly fullest: { readonly node: NodeId; readonly share: number } | undefined;
}

export interface ItemView {
  readonly name: string;
  readonly hash: ItemHash;
  readonly bytes: number;
  readonly author: NodeId;
  readonly holders: ReadonlyMap<NodeId, Holding>;
  /** Peers that keep records of who holds it. */
  readonly records: ReadonlySet<NodeId>;
  /** When a copy that was lost was last replaced; undefined: none was, or an older recording does not say so. */
  readonly repairedAt: Timestamp | undefined;
}

/** What the workload is about, as its nodes measured it in this generation. */
export interface WorkloadView {
  readonly figures: readonly WorkloadFigure[];
  /** How far nodes have come, of those that say so. */
  readonly progress: ReadonlyMap<NodeId, Progress>;
}

/** All values of one metric, whose name ends with its unit. */
export interface WorkloadFigure {
  readonly metric: string;
  readonly n: number;
  readonly mean: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}
