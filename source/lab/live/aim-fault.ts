import type { NodeId } from '../../protocol/ids.ts';
import type { LabMetrics } from '../../telemetry/lab-metrics.ts';
import type { Fault } from '../faults/fault.ts';
import type { LabEvent, NodeRecord } from '../rules/state.ts';

/** The same event. A fault of the busiest node gets the name of that node: only the figures tell which one it is. */
export function aimed(event: LabEvent, nodes: Iterable<NodeRecord>, metrics: LabMetrics): LabEvent {
  if (event.type !== 'intent' || event.intent.type !== 'fault') return event;
  return { ...event, intent: { ...event.intent, fault: aimedFault(event.intent.fault, nodes, metrics) } };
}

function aimedFault(fault: Fault, nodes: Iterable<NodeRecord>, metrics: LabMetrics): Fault {
  if (!('target' in fault) || fault.target !== 'busiest') return fault;
  const living = [...nodes].filter(({ step, isPaused }) => step !== 'down' && !isPaused);
  const served = (id: NodeId): number => metrics.node(id).servedPerSecond;
  const [first, ...others] = living.map(({ id }) => id);
  if (first === undefined) return fault;
  return { ...fault, target: others.reduce((most, id) => (served(id) > served(most) ? id : most), first) };
}
