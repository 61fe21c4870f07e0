import type { LogEntry } from '../view/snapshot.ts';

/** The newest entries of the event log, in bounded memory. */
export interface Journal {
  add(entry: LogEntry): void;
  /** Oldest first; the same array until something is added. */
  entries(): readonly LogEntry[];
}

/** Entries kept. */
export const journalEntriesMax = 500;

export function createJournal(): Journal {
  let entries: LogEntry[] = [];
  let shown: readonly LogEntry[] | undefined;
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length >= 2 * journalEntriesMax) entries = entries.slice(-journalEntriesMax);
      shown = undefined;
    },
    entries() {
      shown ??= entries.slice(-journalEntriesMax);
      return shown;
    },
  };
}
