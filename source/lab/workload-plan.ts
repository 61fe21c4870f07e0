import type { ModeName } from '../modes/mode.ts';
import { modes } from '../modes/modes.ts';
import type { NodeId } from '../protocol/ids.ts';
import type { RolePlan, WorkloadPlan } from '../protocol/plan.ts';
import type { LabSettings } from './state.ts';

/** Pieces being sent at a time where the uplink has no cap. */
const uploadWindow = 8;
const downloadWindow = 64;

/** The work of one node. `source`: who has the file that is distributed. */
export function workloadPlan(settings: LabSettings, mode: ModeName, role: RolePlan, source: NodeId): WorkloadPlan {
  const { seed, valueSize, itemsPerNode, concurrency, fileBytes, pieceBytes } = settings;
  switch (settings.workload) {
    case 'files':
      return { type: 'files', seed, valueSize, itemsPerNode, concurrency: modes[mode].asks(role) ? concurrency : 0 };
    case 'distribute':
      return { type: 'distribute', seed, fileBytes, pieceBytes, source, uploadWindow, downloadWindow };
  }
}
