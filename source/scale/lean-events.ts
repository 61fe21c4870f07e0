import { createTimeQueue } from '../base/time-queue.ts';
import type { Timestamp } from '../protocol/ids.ts';

/** What can be due in a lean network. Numbers, because millions wait at a time. */
export const due = {
  /** A frame reaches the end of a line: `a` is the end, `b` where the frame starts in `extra`, its slab. */
  frame: 0,
  /** A node may want its tick: `a` is the node. */
  wake: 1,
  /** A dial reaches its target: `a` dials `b`. */
  dial: 2,
  /** A dial came to nothing: `a` had dialled `b`, `extra` says why. */
  dialFailed: 3,
  /** The handshake is over at the end `a` that dialled, or that listens. */
  opened: 4,
  accepted: 5,
  /** The end `a` hears that the other end is gone; `extra` says how. */
  ended: 6,
  /** The node of the end `a`, which is over already, is to be told; `b` is 1 when it had been open. */
  told: 7,
  /** Somebody outside wants to be called: `extra` is what to call. */
  call: 8,
  /** The node `a` begins. */
  start: 9,
  /** The user of the node `a` asks: `b` is the requestId, `extra` the command. */
  command: 10,
} as const;

export type DueKind = (typeof due)[keyof typeof due];

/** What waits for its time: a table of columns, so that an event costs no object. */
export interface LeanEvents {
  readonly size: number;
  readonly nextAt: Timestamp;
  /** `inOrder`: comes after a delay that is the same for most, and so usually in the order in which it is due. */
  put(at: Timestamp, inOrder: boolean, kind: DueKind, a: number, b: number, extra: unknown): void;
  /** Takes the next one; its fields are in `kind`, `a`, `b` and `extra` until the next call. */
  take(): void;
  readonly kind: DueKind;
  readonly a: number;
  readonly b: number;
  readonly extra: unknown;
}

const initialCapacity = 4096;

export function createLeanEvents(): LeanEvents {
  const queue = createTimeQueue();
  let capacity = initialCapacity;
  let kinds = new Uint8Array(capacity);
  let firsts = new Int32Array(capacity);
  let seconds = new Int32Array(capacity);
  const extras: unknown[] = [];
  let free = new Int32Array(capacity);
  let freeCount = 0;
  let used = 0;
  let taken = 0;
  let takenExtra: unknown;

  function slot(): number {
    if (freeCount > 0) return free[--freeCount] as number;
    if (used === capacity) grow();
    return used++;
  }

  function grow(): void {
    capacity *= 2;
    const [kindsNow, firstsNow, secondsNow, freeNow] = [
      new Uint8Array(capacity),
      new Int32Array(capacity),
      new Int32Array(capacity),
      new Int32Array(capacity),
    ];
    kindsNow.set(kinds);
    firstsNow.set(firsts);
    secondsNow.set(seconds);
    freeNow.set(free);
    kinds = kindsNow;
    firsts = firstsNow;
    seconds = secondsNow;
    free = freeNow;
  }

  return {
    get size() {
      return queue.size;
    },
    get nextAt() {
      return queue.nextAt;
    },
    put(at, inOrder, kind, a, b, extra) {
      const place = slot();
      kinds[place] = kind;
      firsts[place] = a;
      seconds[place] = b;
      extras[place] = extra;
      if (inOrder) queue.append(at, place);
      else queue.push(at, place);
    },
    take() {
      taken = queue.pop();
      takenExtra = extras[taken];
      extras[taken] = undefined;
      free[freeCount++] = taken;
    },
    // The slot is free, but nothing is put into it before its fields were read.
    get kind() {
      return kinds[taken] as DueKind;
    },
    get a() {
      return firsts[taken] as number;
    },
    get b() {
      return seconds[taken] as number;
    },
    get extra() {
      return takenExtra;
    },
  };
}
