import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { MessageKind } from '../../protocol/messages.ts';

/** What a node does in the current mode. */
export type Role = 'server' | 'client' | 'peer';

/** `starting`: launched, not yet connected to the lab; `configuring`: between generations; `ready`; `paused`: stopped by the lab; `silent`: says nothing, though nobody stopped it; `down`: died or was killed. */
export type NodeState = 'starting' | 'configuring' | 'ready' | 'paused' | 'silent' | 'down';

export interface NodeView {
  readonly id: NodeId;
  readonly role: Role;
  readonly state: NodeState;
  /** Why it is down, for example `killed · SIGKILL` or `exit code 1: out of memory`. */
  readonly cause: string | undefined;
  /** Why its store refuses writes, while it does: `store-full` or `store-broken`. */
  readonly storeTrouble: string | undefined;
  /** When it went down. */
  readonly downAt: Timestamp | undefined;
  readonly pid: number | undefined;
  /** `host:port` it listens on, or its host when it only dials. */
  readonly address: string | undefined;
  readonly listening: boolean;
  readonly connections: number;
  readonly requestsMade: number;
  readonly requestsServed: number;
  readonly requestsFailed: number;
  /** Requests made and served a second, over the last few seconds. */
  readonly madePerSecond: number;
  readonly servedPerSecond: number;
  readonly queueLength: number;
  readonly queueLengthMax: number;
  /** Share of its service capacity in use, 0 … 1; undefined when the capacity has no limit. */
  readonly load: number | undefined;
  /** What sets a peer apart from the others: it keeps the index, or only takes. */
  readonly duty: 'index' | 'free rider' | undefined;
  readonly items: number;
  readonly itemBytes: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly cpuMs: number | undefined;
  /** Share of one core, in percent. */
  readonly cpuPercent: number | undefined;
  readonly rssBytes: number | undefined;
  readonly ping: PingView | undefined;
  /** How many times as long its service takes as it should; 1: as long. */
  readonly slowness: number;
  /** Broken, foreign or refused connections seen by this node. */
  readonly protocolErrors: number;
  readonly link: LinkView;
}

/** A node's modelled link, as asked for and as measured. Undefined: not measured yet. */
export interface LinkView {
  /** As `--link` takes it. */
  readonly asked: string;
  /** With its figures, for people. */
  readonly description: string;
  /** Median over its connections, the queues of both ends included. */
  readonly rttMs: number | undefined;
  readonly upBytesPerSecond: number | undefined;
  readonly downBytesPerSecond: number | undefined;
}

/** A round trip between the lab and a node: by ICMP echo, or over its control connection where there is no ICMP. */
export interface PingView {
  readonly ms: number;
  readonly how: 'icmp' | 'control';
}

export interface ConnectionView {
  /** The node that dialled. */
  readonly from: NodeId;
  readonly to: NodeId;
  /** `overlay`: part of the network's shape; `transfer`: opened to fetch one item directly. */
  readonly purpose: 'overlay' | 'transfer';
  /** Messages a second over the last second or so, by kind: `out` flows from -> to, `back` to -> from. */
  readonly out: Readonly<Record<MessageKind, number>>;
  readonly back: Readonly<Record<MessageKind, number>>;
}
