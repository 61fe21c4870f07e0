import type { TelemetryEvent } from '../../protocol/control/telemetry-batch.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { kindOfMessage } from '../../protocol/messages.ts';
import { routeStepsMax } from '../../protocol/route.ts';
import type { LogEntry } from '../view/log-entry.ts';

type Level = Extract<LogEntry, { type: 'event' }>['level'];

/** The newest entries of the event log, in bounded memory. */
export interface Journal {
  log(at: Timestamp, level: Level, node: NodeId | undefined, text: string): void;
  /** What a single step of a node did, in words. */
  logStep(at: Timestamp, node: NodeId, step: string): void;
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
    log: (at, level, node, text) => add(eventOf(at, level, node, text)),
    logStep: (at, node, step) => add({ ...eventOf(at, 'info', node, `step: ${step}`), step }),
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

function eventOf(at: Timestamp, level: Level, node: NodeId | undefined, text: string): LogEntry & { type: 'event' } {
  return { type: 'event', at, node, level, text, item: undefined, step: undefined };
}

function entryOf(node: NodeId, event: TelemetryEvent, now: Timestamp): LogEntry | undefined {
  switch (event.type) {
    case 'operation': {
      const route = event.route.map((step) => ({ ...step, kind: kindOfMessage[step.message] }));
      return { ...event, node, route, isRouteCut: route.length >= routeStepsMax };
    }
    case 'repaired': {
      const { name, lost, replacement } = event;
      const text = `repaired ${name}: ${lost} was lost, ${replacement} keeps a replica now`;
      return { ...eventOf(event.at, 'info', node, text), item: name };
    }
    case 'connection-closed':
      if (event.planned) return undefined;
      return eventOf(now, 'warning', node, `lost its connection to ${event.node}: ${event.reason}`);
    case 'protocol-error':
      return eventOf(event.at, 'warning', node, `${event.code}: ${event.text}`);
    case 'notice':
      return eventOf(event.at, 'warning', node, event.text);
    default:
      return undefined; // figures
  }
}
