import type { ModeName, OverlayName, WorkloadName } from '../../modes/facts.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Doubt } from '../../workloads/history-checker.ts';
import type { FaultRecord, MissedFault } from '../faults/fault.ts';
import type { PlacementView, RequestsView, TrafficView, WorkloadView } from './figures-view.ts';
import type { InspectionView } from './inspection-view.ts';
import type { LogEntry } from './log-entry.ts';
import type { NextStep } from './next-step.ts';
import type { ConnectionView, NodeView } from './node-view.ts';
import type { StandstillRecord } from './standstill-record.ts';

export type { ModeName, OverlayName, WorkloadName } from '../../modes/facts.ts';
export type { HeldMessage } from '../../protocol/control/reports.ts';
/** What the whole lab is doing. `publishing`: nodes author their items; `working`: the workload runs. */
export type Phase = 'starting' | 'switching' | 'publishing' | 'working' | 'draining' | 'stopped' | 'failed';
export type { MessageKind } from '../../protocol/messages.ts';
export type { RouteStep } from '../../protocol/route.ts';

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
