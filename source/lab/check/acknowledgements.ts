import type { OperationCounts } from '../../protocol/control/history.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { AcknowledgedItem, KeeperLives } from '../../workloads/history-checker.ts';

type News = Extract<Report, { type: 'history' }>;

/** What the users of one generation were told, and which nodes were there when. */
export interface Acknowledgements {
  heard(node: NodeId, news: News): void;
  /** A node became part of the network. */
  joined(node: NodeId, at: Timestamp): void;
  /** It is gone: what it had open is indefinite. */
  exited(node: NodeId, at: Timestamp): void;
  /** Every acknowledged item once, as it was acknowledged last. */
  items(): readonly AcknowledgedItem[];
  /** Acknowledgements beyond `acknowledgedMax`. */
  readonly overflow: number;
  /** All operations, as far as they were told. */
  counts(): OperationCounts;
  lives(): readonly KeeperLives[];
}

/** Different items of which the lab keeps the acknowledgement; a run with more is not checked: its verdict is `unknown`. */
export const acknowledgedMax = 100_000;

const nothing: OperationCounts = { begun: 0, done: 0, refused: 0, indefinite: 0 };

export function createAcknowledgements(): Acknowledgements {
  const items = new Map<string, AcknowledgedItem>();
  const lives = new Map<NodeId, { from: Timestamp; until: Timestamp | undefined }[]>();
  /** Counts of nodes that live; those of earlier lives are in `ended`. */
  const counts = new Map<NodeId, OperationCounts>();
  let ended = nothing;
  let overflow = 0;

  return {
    heard(node, news) {
      counts.set(node, news.counts);
      for (const one of news.acknowledged) {
        if (items.size < acknowledgedMax || items.has(one.name)) items.set(one.name, { ...one, author: node });
        else overflow++;
      }
    },
    joined(node, at) {
      const all = lives.get(node) ?? [];
      const last = all.at(-1);
      if (last === undefined || last.until !== undefined) all.push({ from: at, until: undefined });
      lives.set(node, all);
    },
    exited(node, at) {
      const last = lives.get(node)?.at(-1);
      if (last !== undefined) last.until ??= at;
      const { begun, done, refused } = counts.get(node) ?? nothing;
      counts.delete(node);
      ended = sum(ended, { begun, done, refused, indefinite: begun - done - refused });
    },
    items: () => [...items.values()],
    get overflow() {
      return overflow;
    },
    counts: () => [...counts.values()].reduce(sum, ended),
    lives: () => [...lives].map(([node, all]) => ({ node, lives: all })),
  };
}

function sum(a: OperationCounts, b: OperationCounts): OperationCounts {
  return {
    begun: a.begun + b.begun,
    done: a.done + b.done,
    refused: a.refused + b.refused,
    indefinite: a.indefinite + b.indefinite,
  };
}
