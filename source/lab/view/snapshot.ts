import type { ModeName, OverlayName, WorkloadName } from '../../modes/mode.ts';
import type { ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { MessageKind } from '../../protocol/messages.ts';
import type { RouteStep } from '../../protocol/route.ts';
import type { Doubt } from '../../workloads/history-checker.ts';
import type { FaultRecord, MissedFault } from '../faults/fault.ts';
import type { InspectionView } from '../live/inspector.ts';
import type { NextStep } from '../live/stepping.ts';
import type { StandstillRecord } from './standstill-record.ts';

export type { ModeName, OverlayName, WorkloadName } from '../../modes/mode.ts';
export type { HeldMessage } from '../../protocol/control/control.ts';
/** What a node does in the current mode. */
export type Role = 'server' | 'client' | 'peer';
/** `starting`: launched, not yet connected to the lab; `configuring`: between generations; `ready`; `paused`: stopped by the lab; `silent`: says nothing, though nobody stopped it; `down`: died or was killed. */
export type NodeState = 'starting' | 'configuring' | 'ready' | 'paused' | 'silent' | 'down';
/** What the whole lab is doing. `publishing`: nodes author their items; `working`: the workload runs. */
export type Phase = 'starting' | 'switching' | 'publishing' | 'working' | 'draining' | 'stopped' | 'failed';
export type { MessageKind } from '../../protocol/messages.ts';
export type { RouteStep } from '../../protocol/route.ts';
/** How a copy of an item came to a node: authored there, stored there as a server, kept after a fetch, or given to it as a replica. */
export type Holding = 'authored' | 'stored' | 'copy' | 'replica';

/** Everything a screen or a summary shows, immutable, made at most once a frame. Times are milliseconds of session time. */
export interface LabSnapshot {
  readonly measuredOn: 'processes' | 'simulation';
  readonly now: Timestamp;
  readonly phase: Phase;
  /** Why the lab failed, when `phase` is `failed`. */
  readonly failure: string | undefined;
  readonly mode: ModeName;
  /** Running number of the launch within this session, from 1. */
  readonly generation: number;
  readonly seed: number;
  readonly settings: SettingsView;
  readonly nodes: readonly NodeView[];
  readonly connections: readonly ConnectionView[];
  /** Pairs of nodes that are connected as part of the network's shape. */
  readonly links: number;
  readonly requests: RequestsView;
  readonly traffic: TrafficView;
  readonly placement: PlacementView;
  readonly workload: WorkloadView;
  /** The newest entries, oldest first, bounded. */
  readonly log: readonly LogEntry[];
  readonly startup: StartupView;
  /** Figures before and after the latest switch of mode or overlay; undefined until the first switch. */
  readonly comparison: ComparisonView | undefined;
  /** Session time for each unit of real time while the work runs; 0: it stands still. */
  readonly pace: number;
  /** While it stands still: what would happen next, as far as it is known. */
  readonly next: NextStep | undefined;
  /** What went wrong so far, oldest first. */
  readonly faults: readonly FaultRecord[];
  /** What was to go wrong, and did not. */
  readonly faultsMissed: readonly MissedFault[];
  /** Stores whose end was cut off when they were opened: a write that was not finished. */
  readonly storesMended: readonly MendedStore[];
  /** When time stood still, oldest first. */
  readonly standstills: readonly StandstillRecord[];
  /** What no fault of the lab explains: a run with any of it proves nothing. */
  readonly doubts: readonly Doubt[];
  /** Pairs of nodes that cannot reach each other. */
  readonly cuts: readonly (readonly [NodeId, NodeId])[];
  /** Mean session of nodes that come and go; 0: they do not. */
  readonly churnMs: number;
  /** Telemetry events that a bound discarded since the session began. */
  readonly eventsDropped: number;
  readonly machine: MachineView | undefined;
  /** The newest look into the node that somebody looks into. */
  readonly inspection: InspectionView | undefined;
}

/** What was mended in a node's store, for people; nothing that was acknowledged was lost by it. */
export interface MendedStore {
  readonly node: NodeId;
  readonly text: string;
}

export interface SettingsView {
  readonly workload: WorkloadName;
  /** Operations a second asked for, whole lab; 0: each node as fast as it can. */
  readonly rate: number;
  readonly concurrency: number;
  readonly valueSize: number;
  /** As `--link` takes it. */
  readonly link: string;
  /** How peers find items; undefined in client-server mode. */
  readonly overlay: OverlayName | undefined;
  readonly degree: number;
  readonly ttl: number;
  readonly k: number;
  readonly alpha: number;
  /** Holders that each item is to have among peers. */
  readonly replicas: number;
  readonly servers: number;
  /** Share of the nodes that only take. */
  readonly freeRiders: number;
  /** Requests a second that one node can serve; 0: no limit. */
  readonly capacity: number;
  /** The file that is distributed: its bytes, and the caps of those who have it and get it, bytes a second; undefined: none. */
  readonly file: FileView;
  /** Moves a second of each player. */
  readonly ticksPerSecond: number;
  /** Share of a job that cannot be split. */
  readonly serialShare: number;
  /** Whether an acknowledged write outlives the process of its node. */
  readonly durability: 'durable' | 'memory';
  /** Most nodes that the lab can have. */
  readonly nodesMax: number;
}

export interface FileView {
  readonly bytes: number;
  readonly source: LineCaps;
  /** Of the living nodes but the source. */
  readonly receivers: readonly LineCaps[];
}

export interface LineCaps {
  readonly up: number | undefined;
  readonly down: number | undefined;
}

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

export interface LoggedStep extends RouteStep {
  readonly kind: MessageKind;
}

export type LogEntry =
  | {
      readonly type: 'operation';
      readonly at: Timestamp;
      readonly node: NodeId;
      readonly operation: 'publish' | 'fetch';
      readonly item: string;
      readonly outcome: 'done' | 'not-found' | 'refused' | 'unreachable' | 'timed-out';
      /** Who served it, when it was served. */
      readonly servedBy: NodeId | undefined;
      readonly latencyMs: number;
      readonly hops: number | undefined;
      /** The messages that it took, as far as its node knows them; empty: straight to who served it, and back. */
      readonly route: readonly LoggedStep[];
      /** There were more messages than are remembered. */
      readonly isRouteCut: boolean;
    }
  | {
      readonly type: 'event';
      readonly at: Timestamp;
      readonly node: NodeId | undefined;
      readonly level: 'info' | 'warning' | 'error';
      readonly text: string;
    };

export interface StartupView {
  /** From the command to the last node that reported ready. */
  readonly processesReadyMs: number | undefined;
  /** From the command (or the key that switched) to the first request served in this generation. */
  readonly firstRequestMs: number | undefined;
}

/** The same figures for the regime before the switch and the one since. */
export interface ComparisonView {
  readonly switchedAt: Timestamp;
  readonly before: ModeFigures;
  readonly after: ModeFigures;
}

/** How the machines were organised. */
export interface Regime {
  readonly mode: ModeName;
  /** Undefined in client-server mode. */
  readonly overlay: OverlayName | undefined;
}

export interface ModeFigures extends Regime {
  readonly latencyP50Ms: number | undefined;
  readonly messagesPerRequest: number | undefined;
  /** Share of all requests served by the busiest node, 0 … 1. */
  readonly busiestShare: number | undefined;
  readonly connections: number;
  /** Succeeded / attempted, 0 … 1. */
  readonly success: number | undefined;
}

export interface MachineView {
  readonly cores: number;
  readonly cpuModel: string;
  readonly loadPercent: number | undefined;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
}

/** Where a screen gets its snapshots. `current` is cheap and gives the same object until something changed. */
export interface SnapshotSource {
  current(): LabSnapshot;
  /** Calls back after a change, at most once a frame; gives the function that ends it. */
  onChange(listener: () => void): () => void;
}
