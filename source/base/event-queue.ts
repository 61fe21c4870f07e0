/** Values ordered by the time they are due; values due at the same time leave in the order they came. */
export interface EventQueue<T> {
  readonly size: number;
  /** When the first value is due; undefined when the queue is empty. */
  readonly nextAt: number | undefined;
  push(at: number, value: T): void;
  pop(): { readonly at: number; readonly value: T } | undefined;
  /** All that waits, in no order: for a look. */
  values(): readonly T[];
}

interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly value: T;
}

/** A binary heap: O(log n) a push or pop. */
export function createEventQueue<T>(): EventQueue<T> {
  const heap: Entry<T>[] = [];
  let order = 0;

  function siftUp(entry: Entry<T>): void {
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as Entry<T>;
      if (before(parent, entry)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  function siftDown(entry: Entry<T>): void {
    const size = heap.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1] as Entry<T>, heap[child] as Entry<T>)) child++;
      if (before(entry, heap[child] as Entry<T>)) break;
      heap[at] = heap[child] as Entry<T>;
      at = child;
    }
    heap[at] = entry;
  }

  return {
    get size() {
      return heap.length;
    },
    get nextAt() {
      return heap[0]?.at;
    },
    push(at, value) {
      siftUp({ at, order: order++, value });
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (first !== undefined && last !== undefined && heap.length > 0) siftDown(last);
      return first;
    },
    values: () => heap.map(({ value }) => value),
  };
}

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
