import { findsItems } from '../../modes/facts.ts';
import type { TelemetryBatch, TelemetryEvent } from '../../protocol/control/telemetry-batch.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { keyText } from '../../protocol/key.ts';
import { createConnections } from '../../telemetry/connections.ts';
import { createLabMetrics } from '../../telemetry/lab-metrics.ts';
import { createLinkFigures } from '../../telemetry/link-figures.ts';
import { createPlacement } from '../../telemetry/placement.ts';
import type { LabSettings } from '../rules/state.ts';
import { modeFigures } from '../view/mode-figures.ts';
import type { ModeFigures, Regime } from '../view/snapshot.ts';
import type { GenerationFigures } from '../view/snapshot-parts.ts';

/** How the machines are organised, and what for. */
export type Organisation = Pick<LabSettings, 'mode' | 'overlay' | 'workload'>;

/** The figures of the generation that runs, and those of the one before that are compared with them. */
export interface Generations {
  readonly current: GenerationFigures;
  /** Undefined: there was none, or it had other work. Figures of another workload are no comparison. */
  readonly before: ModeFigures | undefined;
  /** Begins the next one, with figures that start from nothing; gives what the lab becomes, for people. */
  begin(to: Organisation, at: Timestamp, nodes: readonly NodeId[]): string;
  /** Takes what a node counted. While a lab drains, links have nothing to do: their figures stay those of the work. */
  fold(node: NodeId, batch: TelemetryBatch, isDraining: boolean): void;
  /** A node's process is gone. */
  retire(node: NodeId): void;
}

export function createGenerations(first: Organisation): Generations {
  let current = noFigures(first, 0);
  let before: ModeFigures | undefined;
  return {
    get current() {
      return current;
    },
    get before() {
      return before;
    },
    begin(to, at, nodes) {
      const isSameWork = to.workload === current.workload;
      before = isSameWork ? modeFigures(current, nodes) : undefined;
      current = noFigures(to, at);
      return isSameWork ? regimeText(current) : to.workload;
    },
    fold(node, batch, isDraining) {
      current.metrics.fold(node, batch);
      if (!isDraining) current.achieved.fold(node, batch);
      for (const flow of batch.flows) current.connections.flowed(node, flow, batch.at);
      for (const event of batch.events) foldEvent(current, node, event);
    },
    retire(node) {
      for (const figures of [current.metrics, current.placement, current.connections, current.achieved]) {
        figures.retire(node);
      }
    },
  };
}

function noFigures({ mode, overlay, workload }: Organisation, startedAt: Timestamp): GenerationFigures {
  return {
    mode,
    overlay: mode === 'peer-to-peer' && findsItems(workload) ? overlay : undefined,
    workload,
    startedAt,
    metrics: createLabMetrics(),
    placement: createPlacement(),
    connections: createConnections(),
    achieved: createLinkFigures(),
  };
}

function regimeText({ mode, overlay }: Regime): string {
  return overlay === undefined ? mode : `${mode} (${overlay})`;
}

function foldEvent({ placement, connections }: GenerationFigures, node: NodeId, event: TelemetryEvent): void {
  switch (event.type) {
    case 'item-held':
      return placement.held(node, event);
    case 'item-dropped':
      return placement.dropped(node, event.hash);
    case 'record-held':
    case 'record-dropped':
      return placement.recorded(node, keyText(event.key), event.type === 'record-held');
    case 'repaired':
      return placement.repaired(event.name, event.at);
    case 'connection-opened':
      return connections.opened(node, event);
    case 'connection-closed':
      return connections.closed(node, event.node);
    case 'operation':
    case 'protocol-error':
    case 'notice':
      return; // for the journal
  }
}
