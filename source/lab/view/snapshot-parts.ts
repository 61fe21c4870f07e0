import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Connections } from '../../telemetry/connections.ts';
import type { LabMetrics } from '../../telemetry/lab-metrics.ts';
import type { LinkFigures } from '../../telemetry/link-figures.ts';
import type { Placement } from '../../telemetry/placement.ts';
import type { LabState } from '../rules/state.ts';
import type { LogEntry } from './log-entry.ts';
import type { NextStep } from './next-step.ts';
import type { PingView } from './node-view.ts';
import type { LabSnapshot, MachineView, ModeFigures, Regime, WorkloadName } from './snapshot.ts';

/** All figures of one generation. */
export interface GenerationFigures extends Regime {
  readonly workload: WorkloadName;
  readonly startedAt: Timestamp;
  readonly metrics: LabMetrics;
  readonly placement: Placement;
  readonly connections: Connections;
  readonly achieved: LinkFigures;
}

/** What the process of a node uses. `cpuPercent`: of one core, since it was measured before. */
export interface ProcessUsage {
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly cpuPercent: number;
}

/** What is measured from outside of the nodes. */
export interface OutsideFigures {
  readonly pings: ReadonlyMap<NodeId, PingView>;
  readonly usage: ReadonlyMap<NodeId, ProcessUsage>;
  readonly machine: MachineView | undefined;
}

/** What happened to a lab that its run document tells. */
export type HappeningsView = Pick<LabSnapshot, 'faults' | 'faultsMissed' | 'storesMended' | 'standstills'>;

/** Everything a snapshot is made of. */
export interface SnapshotParts {
  readonly state: LabState;
  readonly now: Timestamp;
  readonly measuredOn: LabSnapshot['measuredOn'];
  readonly generation: GenerationFigures;
  readonly outside: OutsideFigures;
  readonly log: readonly LogEntry[];
  readonly startup: LabSnapshot['startup'];
  readonly before: ModeFigures | undefined;
  readonly happened: HappeningsView;
  readonly next: NextStep | undefined;
  readonly inspection: LabSnapshot['inspection'];
}
