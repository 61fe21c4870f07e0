import type { TelemetryEvent } from '../../protocol/control/control.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { kindOfMessage } from '../../protocol/messages.ts';
import { routeStepsMax } from '../../protocol/route.ts';
import type { LogEntry } from '../view/snapshot.ts';

/** An operation as its node reports it, as an entry of the log. */
export function loggedOperation(node: NodeId, event: Extract<TelemetryEvent, { type: 'operation' }>): LogEntry {
  const route = event.route.map((step) => ({ ...step, kind: kindOfMessage[step.message] }));
  return { ...event, node, route, isRouteCut: route.length >= routeStepsMax };
}
