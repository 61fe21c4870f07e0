import type { LabState } from '../../../source/lab/rules/state.ts';
import type { GenerationFigures, SnapshotParts } from '../../../source/lab/view/snapshot-parts.ts';
import { createConnections } from '../../../source/telemetry/connections.ts';
import { createLabMetrics } from '../../../source/telemetry/lab-metrics.ts';
import { createLinkFigures } from '../../../source/telemetry/link-figures.ts';
import { createPlacement } from '../../../source/telemetry/placement.ts';

/** A generation of which nothing is known yet. */
export function noFigures(): GenerationFigures {
  return {
    mode: 'client-server',
    overlay: undefined,
    workload: 'files',
    startedAt: 0,
    metrics: createLabMetrics(),
    placement: createPlacement(),
    connections: createConnections(),
    achieved: createLinkFigures(),
  };
}

/** A state and nothing else that happened. */
export function partsOf(state: LabState, changes: Partial<SnapshotParts> = {}): SnapshotParts {
  return {
    state,
    now: 1_000,
    measuredOn: 'simulation',
    generation: noFigures(),
    outside: { pings: new Map(), usage: new Map(), machine: undefined },
    log: [],
    startup: { processesReadyMs: undefined, firstRequestMs: undefined },
    before: undefined,
    happened: { faults: [], faultsMissed: [], storesMended: [], standstills: [] },
    next: undefined,
    inspection: undefined,
    ...changes,
  };
}
