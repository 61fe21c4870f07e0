import type { ModeName } from '../modes/mode.ts';
import { modes } from '../modes/modes.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { RolePlan, WorkloadPlan } from '../protocol/plan.ts';
import type { LabSettings } from './state.ts';

/** Pieces being sent at a time where the uplink has no cap. */
const uploadWindow = 8;
const downloadWindow = 64;

/** Tasks of a job for each node that there is: enough that all end at about the same time. */
const tasksPerNode = 16;

/** The work of one node among so many. `source`: who has the file that is distributed, or the job. */
export function workloadPlan(
  settings: LabSettings,
  mode: ModeName,
  role: RolePlan,
  source: NodeId,
  nodes: number,
): WorkloadPlan {
  const job = { operationsPerJob: settings.jobOperations, serialShare: settings.serialShare };
  const { seed, valueSize, itemsPerNode, concurrency, fileBytes, pieceBytes } = settings;
  switch (settings.workload) {
    case 'files':
      return { type: 'files', seed, valueSize, itemsPerNode, concurrency: modes[mode].asks(role) ? concurrency : 0 };
    case 'web':
      return { type: 'web', seed, valueSize, itemsPerNode, concurrency: modes[mode].asks(role) ? concurrency : 0 };
    case 'game':
      return { type: 'game', ticksPerSecond: settings.ticksPerSecond };
    case 'tasks':
      return { type: 'tasks', owner: source, tasksPerJob: tasksPerNode * nodes, ...job };
    case 'distribute':
      return { type: 'distribute', seed, fileBytes, pieceBytes, source, uploadWindow, downloadWindow };
  }
}
