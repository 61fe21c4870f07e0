import { assert } from '../../base/assert.ts';
import { persistsMax } from '../../nodes/parts/persists.ts';
import type { WorkedEffect } from '../../workloads/worked-node.ts';
import type { NodeStore, StoreTrouble } from '../store/node-store.ts';
import type { Turns } from './turns.ts';

/** An item that a node wants to be kept. */
export type Persist = Extract<WorkedEffect, { type: 'persist' }>;

export interface KeeperOptions {
  readonly store: NodeStore;
  turns(): Pick<Turns, 'run' | 'take' | 'handle'>;
  /** The store refuses writes from now on, or with undefined takes them again. */
  onStoreTrouble(trouble: StoreTrouble | undefined): void;
}

/** Keeps what a node wants to be kept, and tells it when that is done. */
export interface Keeper {
  add(persist: Persist): void;
  /** In memory: an item is kept right after the effects that asked for it. */
  keepAtOnce(): void;
  /** On a disk: all that came together meanwhile is written at once, with one fsync. */
  writeNext(): void;
}

/** Bytes of contents that are written at a time; one item always is. */
const persistBytesMax = 4 * 1024 * 1024;

export function createKeeper({ store, turns, onStoreTrouble }: KeeperOptions): Keeper {
  const waiting: Persist[] = [];
  let isWriting = false;
  let trouble: StoreTrouble['code'] | undefined;

  function keepAtOnce(): void {
    if (!store.isImmediate) return;
    // What the node does on hearing so may ask for more, but only so much.
    for (let count = 0; waiting.length > 0; count++) {
      assert(
        count <= persistsMax,
        `a node asks for more to be persisted whenever something was, ${count} times by now`,
      );
      const { token } = waiting.shift() as Persist;
      turns().handle({ type: 'persisted', token });
    }
  }

  function writeNext(): void {
    if (waiting.length === 0 || isWriting) return;
    const batch = waiting.splice(0, batchLength(waiting));
    isWriting = true;
    store.write(
      batch.map(({ item }) => item),
      (found) => turns().run(() => written(batch, found)),
    );
  }

  function written(batch: readonly Persist[], found: StoreTrouble | undefined): void {
    isWriting = false;
    if (found?.code !== trouble) onStoreTrouble(found);
    trouble = found?.code;
    for (const { token } of batch) {
      if (found === undefined) turns().take({ type: 'persisted', token });
      else turns().take({ type: 'persist-failed', token, code: found.code });
    }
  }

  return { add: (persist) => void waiting.push(persist), keepAtOnce, writeNext };
}

/** How many of the first items are written together. */
function batchLength(persists: readonly Persist[]): number {
  let bytes = 0;
  const end = persists.findIndex(({ item }) => {
    bytes += item.content.length;
    return bytes > persistBytesMax;
  });
  return end < 0 ? persists.length : Math.max(1, end);
}
