import type { StoredItem, StoreFailure } from '../../nodes/contract.ts';

/** Where a node's items survive its process, or not. */
export interface NodeStore {
  /** Done before `write` returns: kept in memory, as good as it gets. */
  readonly isImmediate: boolean;
  /** Keeps items for good, all or none, after what was asked for before. */
  write(items: readonly StoredItem[], done: (failure: StoreTrouble | undefined) => void): void;
  /** Writes no more; what is being written ends first. */
  close(): void;
}

/** What is wrong with a store: the code that writes are refused with, and a sentence for people. */
export interface StoreTrouble {
  readonly code: StoreFailure;
  readonly text: string;
}

/** A store that was opened. */
export interface OpenedStore {
  readonly store: NodeStore;
  /** What it kept of an earlier life, every content checked against its hash. */
  readonly restored: readonly StoredItem[];
  /** It can be read, as far as it could be, but not written. */
  readonly trouble: StoreTrouble | undefined;
  /** What was mended when it was opened, for people; nothing that was acknowledged was lost by it. */
  readonly mended: string | undefined;
}

/** Opens a store; with other data in it than those of the `regime`, these make room: gone, or put away where data are kept. */
export type OpenStore = (regime: string) => OpenedStore;

/** Nothing is kept: what is written is lost with the process. */
export const memoryStore: NodeStore = {
  isImmediate: true,
  write: (_items, done) => done(undefined),
  close: () => undefined,
};
