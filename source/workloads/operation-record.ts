import type { Command, Outcome } from '../nodes/contract.ts';
import {
  type Acknowledged,
  checkItemsMax,
  type OperationCounts,
  type WantedItem,
} from '../protocol/control/history.ts';
import type { Timestamp } from '../protocol/ids.ts';
import { hashOf } from '../protocol/sha256.ts';

/** How the operations of a node's user ended so far, and what was acknowledged since it was told last. */
export interface RecordNews {
  readonly type: 'history';
  readonly acknowledged: readonly Acknowledged[];
  readonly counts: OperationCounts;
}

/** What a node's user was told. */
export interface OperationRecord {
  begin(requestId: number, command: Command): void;
  end(requestId: number, outcome: Outcome, now: Timestamp): void;
  /** Whether something was acknowledged that is not told yet. */
  hasAcknowledged(): boolean;
  /** What is to be told now: acknowledgements at once; mere counts now and then, and when a phase of the work is over. */
  news(now: Timestamp, isPhaseOver: boolean): readonly RecordNews[];
}

/** Counts without acknowledgements are told this often. */
const countsMs = 1_000;

export function createOperationRecord(): OperationRecord {
  const counts = { begun: 0, done: 0, refused: 0, indefinite: 0 };
  /** Open operations; those that publish with what they are to store. */
  const open = new Map<number, WantedItem | undefined>();
  let acknowledged: Acknowledged[] = [];
  let told = 0;
  let toldAt: Timestamp = 0;
  return {
    begin(requestId, command) {
      counts.begun++;
      const written = command.type === 'publish' ? { name: command.name, hash: hashOf(command.content) } : undefined;
      open.set(requestId, written);
    },
    end(requestId, outcome, now) {
      if (!open.has(requestId)) return;
      const written = open.get(requestId);
      open.delete(requestId);
      if (outcome.type === 'timed-out') counts.indefinite++;
      else if (outcome.type !== 'done') counts.refused++;
      else {
        counts.done++;
        if (written !== undefined) acknowledged.push({ ...written, servedBy: outcome.servedBy, at: now });
      }
    },
    hasAcknowledged: () => acknowledged.length > 0,
    news(now, isPhaseOver) {
      const counted = counts.begun + counts.done + counts.refused + counts.indefinite;
      const isDue = now - toldAt >= countsMs || isPhaseOver;
      if (acknowledged.length === 0 && (!isDue || told === counted)) return [];
      told = counted;
      toldAt = now;
      const news: RecordNews[] = [];
      for (let from = 0; from === 0 || from < acknowledged.length; from += checkItemsMax) {
        const part = acknowledged.slice(from, from + checkItemsMax);
        news.push({ type: 'history', acknowledged: part, counts: { ...counts } });
      }
      acknowledged = [];
      return news;
    },
  };
}
