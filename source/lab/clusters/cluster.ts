import type { PaceChange } from '../../drivers/wires/paced-clock.ts';
import type { Order } from '../../protocol/control/orders.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { StandstillKind } from '../view/standstill-record.ts';

/** Runs many nodes: as processes, or simulated. */
export interface Cluster {
  readonly measuredOn: 'processes' | 'simulation';
  /** Session time. */
  now(): Timestamp;
  /** Starts a node; `ready` or `onExited` follows. */
  launch(node: NodeId): void;
  order(node: NodeId, order: Order): void;
  /** Ends a node without warning it (SIGKILL). */
  kill(node: NodeId): void;
  /** Stops a node where it stands (SIGSTOP), or lets it go on (SIGCONT). */
  signal(node: NodeId, signal: 'pause' | 'resume'): void;
  /** What the operating system says of a node's process; undefined where there is none, or nobody to ask. */
  usage(node: NodeId): { readonly cpuMs: number; readonly rssBytes: number } | undefined;
  /** The host that it was given; undefined: it may have any. */
  hostOf?(node: NodeId): string;
  /** The end of what its process wrote to its standard error. */
  words?(node: NodeId): string;
  /** Calls back after so much session time; gives the function that cancels it. */
  after(ms: number, call: () => void): () => void;
  /** Session time runs at this pace from now on, or from a session time; gives what the nodes are to be told. */
  setPace(pace: number, sessionAt?: Timestamp): PaceChange;
  /** Ends every node and gives everything back. */
  close(): Promise<void>;
}

/** What a cluster tells the runtime. */
export interface ClusterEvents {
  onReport(node: NodeId, report: Report): void;
  /** A node's process is gone; the cause is a sentence for people. */
  onExited(node: NodeId, cause: string): void;
  /** Time stood still for so many milliseconds; `at`: the session time at which that began. */
  onStoodStill(ms: number, kind: StandstillKind, at: Timestamp): void;
}

/** The lab, or one of its nodes, cannot be started. The message says why and what to do. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}
