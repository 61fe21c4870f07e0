import type { TelemetryEvent } from '../../protocol/control/telemetry-batch.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { kindOfMessage } from '../../protocol/messages.ts';
import { routeStepsMax } from '../../protocol/route.ts';
import type { LogEntry } from '../view/log-entry.ts';

type Level = Extract<LogEntry, { type: 'event' }>['level'];

/** The newest entries of the event log, in bounded memory. */
export interface Journal {
  log(at: Timestamp, level: Level, node: NodeId | undefined, text: string): void;
  /** Takes what a node reports, if it is something to tell. */
  tell(node: NodeId, event: TelemetryEvent, now: Timestamp): void;
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
    log: (at, level, node, text) => add({ type: 'event', at, node, level, text }),
    tell(node, event, now) {
      const entry = entryOf(node, event, now);
      if (entry !== undefined) add(entry);
    },
    entries() {
      shown ??= entries.slice(-journalEntriesMax);
      return shown;
    },
  };
}

function entryOf(node: NodeId, event: TelemetryEvent, now: Timestamp): LogEntry | undefined {
  const entry = (at: Timestamp, level: Level, text: string): LogEntry => ({ type: 'event', at, node, level, text });
  switch (event.type) {
    case 'operation': {
      const route = event.route.map((step) => ({ ...step, kind: kindOfMessage[step.message] }));
      return { ...event, node, route, isRouteCut: route.length >= routeStepsMax };
    }
    case 'repaired': {
      const { name, lost, replacement } = event;
      return entry(event.at, 'info', `repaired ${name}: ${lost} was lost, ${replacement} keeps a replica now`);
    }
    case 'connection-closed':
      if (event.planned) return undefined;
      return entry(now, 'warning', `lost its connection to ${event.node}: ${event.reason}`);
    case 'protocol-error':
      return entry(event.at, 'warning', `${event.code}: ${event.text}`);
    case 'notice':
      return entry(event.at, 'warning', event.text);
    default:
      return undefined; // figures
  }
}
