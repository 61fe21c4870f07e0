import type { TelemetryEvent } from '../../protocol/control/control.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { kindOfMessage } from '../../protocol/messages.ts';
import { routeStepsMax } from '../../protocol/route.ts';
import type { LogEntry } from '../view/log-entry.ts';

/** The newest entries of the event log, in bounded memory. */
export interface Journal {
  add(entry: LogEntry): void;
  /** An operation as its node reports it. */
  operation(node: NodeId, event: Extract<TelemetryEvent, { type: 'operation' }>): void;
  /** Oldest first; the same array until something is added. */
  entries(): readonly LogEntry[];
}

/** Entries kept. */
export const journalEntriesMax = 500;

export function createJournal(): Journal {
  let entries: LogEntry[] = [];
  let shown: readonly LogEntry[] | undefined;

  function add(entry: LogEntry): void {
    entries.push(entry);
    if (entries.length >= 2 * journalEntriesMax) entries = entries.slice(-journalEntriesMax);
    shown = undefined;
  }

  return {
    add,
    operation(node, event) {
      const route = event.route.map((step) => ({ ...step, kind: kindOfMessage[step.message] }));
      add({ ...event, node, route, isRouteCut: route.length >= routeStepsMax });
    },
    entries() {
      shown ??= entries.slice(-journalEntriesMax);
      return shown;
    },
  };
}
