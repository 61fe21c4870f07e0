import type { LinkPlan } from '../../links/link-text.ts';
import type { ModeName, OverlayName, WorkloadName } from '../../modes/facts.ts';
import type { ModeSettings } from '../../modes/mode.ts';
import type { Order } from '../../protocol/control/orders.ts';
import type { RolePlan } from '../../protocol/control/plan.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { CutPair } from '../faults/cut-pair.ts';
import type { ScheduledFault } from '../faults/fault.ts';
import type { HeldFaults } from '../faults/held-faults.ts';
import type { Intent } from './intent.ts';

/** What a lab is started with. */
export interface LabSettings extends ModeSettings {
  readonly mode: ModeName;
  readonly nodes: number;
  /** Of everything random: 32 bits, unsigned. */
  readonly seed: number;
  /** Operations a second, whole lab; 0: closed loop. */
  readonly rate: number;
  /** Operations under way at a time, each node, in the closed loop. */
  readonly concurrency: number;
  /** Bytes of one item. */
  readonly valueSize: number;
  /** Moves a second of each player of `game`. */
  readonly ticksPerSecond: number;
  /** Operations that one job of `tasks` takes, and the share of them that cannot be split, 0 … 1. */
  readonly jobOperations: number;
  readonly serialShare: number;
  /** Bytes of the file that `distribute` gives to everybody, and of one of its pieces. */
  readonly fileBytes: number;
  readonly pieceBytes: number;
  /** Requests a second that one node can serve; 0: no limit. */
  readonly capacity: number;
  /** The modelled access link of every node. */
  readonly link: LinkPlan;
  /** Share of the operations that publish a fresh note, 0 … 1; absent: 0. */
  readonly writeShare?: number;
  /** Whether nodes keep what they acknowledged on disk. */
  readonly durability: Durability;
  /** Session time for each unit of real time while the work runs; absent: 1. */
  readonly pace?: number;
  /** What goes wrong while the work runs; absent: nothing. */
  readonly faults?: readonly ScheduledFault[];
  /** Most nodes the cluster can hold. */
  readonly nodesMax: number;
}

/** `durable`: an acknowledged write outlives the process; `memory`: it does not. */
export type Durability = 'durable' | 'memory';

export type LabPhase = 'starting' | 'switching' | 'publishing' | 'working' | 'draining' | 'drained' | 'failed';

/** How far a node has come in the current generation. */
export type NodeStep =
  | 'launching'
  | 'configuring'
  | 'configured'
  | 'joining'
  | 'joined'
  | 'publishing'
  | 'published'
  | 'working'
  | 'draining'
  | 'drained'
  | 'leaving'
  | 'down';

/** What the lab knows of one node. */
export interface NodeRecord {
  readonly id: NodeId;
  readonly step: NodeStep;
  /** How often its process was started again. */
  readonly incarnation: number;
  readonly role: RolePlan | undefined;
  readonly pid: number | undefined;
  readonly host: string | undefined;
  /** 0: it does not listen. */
  readonly port: number;
  readonly cause: string | undefined;
  /** Items that came back from its store when it was configured. */
  readonly restored: number;
  /** Why its store refuses writes; undefined: it does not. */
  readonly storeTrouble: string | undefined;
  /** What was wrong with its store at any time; undefined: nothing. */
  readonly pastStoreTrouble: string | undefined;
  readonly downAt: Timestamp | undefined;
  /** Its process was stopped by the lab (SIGSTOP). */
  readonly isPaused: boolean;
  /** A fault of the lab ended its process, or is about to: it comes back when no fault holds it away any more. */
  readonly endedByLab: boolean;
  /** Everything takes it so many times as long; 1: as it is. */
  readonly slowness: number;
}

/** The whole lab, immutable. */
export interface LabState {
  readonly settings: LabSettings;
  readonly phase: LabPhase;
  readonly mode: ModeName;
  readonly generation: number;
  /** Number of the next node: names are never reused. */
  readonly nextNumber: number;
  readonly nodes: ReadonlyMap<NodeId, NodeRecord>;
  readonly failure: string | undefined;
  /** Pairs of nodes that cannot reach each other. */
  readonly cuts: ReadonlySet<CutPair>;
  /** Faults that hold, and the id of the next one. */
  readonly held: HeldFaults;
  readonly nextFault: number;
  /** Session time for each unit of real time while the work runs; 0: it stands still. And the latest pace that was not 0. */
  readonly pace: number;
  readonly paceBefore: number;
}

/** What happens to the lab. */
export type LabEvent =
  | { readonly type: 'start' }
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'report'; readonly node: NodeId; readonly report: Report }
  | { readonly type: 'node-exited'; readonly node: NodeId; readonly cause: string }
  | { readonly type: 'phase-overdue'; readonly generation: number; readonly phase: LabPhase }
  /** A node's session, or absence, of this churn is over. */
  | { readonly type: 'churn'; readonly node: NodeId; readonly churn: number }
  /** The time of a fault is over. */
  | { readonly type: 'fault-over'; readonly id: number }
  /** No new operations; the phase becomes `drained` when none is open. */
  | { readonly type: 'drain' }
  /** The work is over and its figures are taken: all nodes that can be are started again, because what was acknowledged is looked for everywhere. */
  | { readonly type: 'revive' };

/** What the lab wants done. */
export type LabEffect =
  | { readonly type: 'launch'; readonly node: NodeId }
  | { readonly type: 'order'; readonly node: NodeId; readonly order: Order }
  | { readonly type: 'kill'; readonly node: NodeId }
  /** Stops the node's process, or lets it go on. */
  | { readonly type: 'signal'; readonly node: NodeId; readonly signal: 'pause' | 'resume' }
  /** A fault happened: for the run document. */
  | { readonly type: 'note-fault'; readonly fault: string; readonly target: string }
  /** One that was wanted did not happen. */
  | { readonly type: 'note-missed'; readonly fault: string; readonly target: string; readonly why: string }
  /** A store was mended when it was opened. */
  | { readonly type: 'note-mended'; readonly node: NodeId; readonly text: string }
  /** Session time is to run at this pace. */
  | { readonly type: 'pace'; readonly pace: number }
  /** Session time stands still: let one thing happen. */
  | { readonly type: 'step' }
  /** Something is to happen after so much session time. */
  | { readonly type: 'later'; readonly ms: number; readonly event: LabEvent }
  /** A new generation begins: figures of the old one are kept for comparison, new ones start from nothing. */
  | {
      readonly type: 'begin-generation';
      readonly mode: ModeName;
      readonly overlay: OverlayName;
      readonly workload: WorkloadName;
    }
  | { readonly type: 'watch-phase'; readonly phase: LabPhase; readonly generation: number }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warning' | 'error';
      readonly node: NodeId | undefined;
      readonly text: string;
    };
