/**
 * Small whole numbers ordered by the time they are due, for millions of events a second: a binary heap in typed arrays, and a lane beside it for
 * what is due no earlier than all that the lane holds, which costs no search at all. What is due at the same time leaves in the order it came.
 */
export interface TimeQueue {
  readonly size: number;
  /** When the first value is due; Infinity when the queue is empty. */
  readonly nextAt: number;
  /** Any time, in any order: O(log n). */
  push(at: number, value: number): void;
  /** For values that usually come in the order in which they are due, as after a delay that is always the same: O(1) when they do. */
  append(at: number, value: number): void;
  /** Removes and gives the first value. Only when the queue is not empty; its time was `nextAt`. */
  pop(): number;
}

const initialCapacity = 1024;

/** `hasLane` false: the heap alone, for the benchmark `event-queue` that decided for the lane. */
export function createTimeQueue(hasLane = true): TimeQueue {
  let capacity = initialCapacity;
  let times = new Float64Array(capacity);
  let orders = new Float64Array(capacity);
  let values = new Int32Array(capacity);
  let count = 0;
  let order = 0;

  let laneMask = initialCapacity - 1;
  let laneTimes = new Float64Array(initialCapacity);
  let laneOrders = new Float64Array(initialCapacity);
  let laneValues = new Int32Array(initialCapacity);
  /** Running numbers of the lane's first value and of the place behind its last; masked, places in the ring. */
  let head = 0;
  let tail = 0;
  let laneLastAt = Number.NEGATIVE_INFINITY;

  function push(at: number, value: number): void {
    if (count === capacity) growHeap();
    const mine = order++;
    let place = count++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      // Of equal times the newcomer is always the later one: no need to compare orders on the way up.
      if ((times[parent] as number) <= at) break;
      times[place] = times[parent] as number;
      orders[place] = orders[parent] as number;
      values[place] = values[parent] as number;
      place = parent;
    }
    times[place] = at;
    orders[place] = mine;
    values[place] = value;
  }

  function popHeap(): number {
    const first = values[0] as number;
    const last = --count;
    const at = times[last] as number;
    const mine = orders[last] as number;
    const value = values[last] as number;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= last) break;
      if (child + 1 < last && isBefore(child + 1, times[child] as number, orders[child] as number)) child++;
      if (!isBefore(child, at, mine)) break;
      times[place] = times[child] as number;
      orders[place] = orders[child] as number;
      values[place] = values[child] as number;
      place = child;
    }
    times[place] = at;
    orders[place] = mine;
    values[place] = value;
    return first;
  }

  function isBefore(place: number, at: number, mine: number): boolean {
    const time = times[place] as number;
    return time < at || (time === at && (orders[place] as number) < mine);
  }

  function append(at: number, value: number): void {
    if (!hasLane || at < laneLastAt) return push(at, value);
    if (tail - head > laneMask) growLane();
    const place = tail++ & laneMask;
    laneTimes[place] = at;
    laneOrders[place] = order++;
    laneValues[place] = value;
    laneLastAt = at;
  }

  function isLaneFirst(): boolean {
    if (head === tail) return false;
    if (count === 0) return true;
    const place = head & laneMask;
    const at = laneTimes[place] as number;
    const heapAt = times[0] as number;
    return at < heapAt || (at === heapAt && (laneOrders[place] as number) < (orders[0] as number));
  }

  function growHeap(): void {
    capacity *= 2;
    times = copied(times, new Float64Array(capacity));
    orders = copied(orders, new Float64Array(capacity));
    values = copied(values, new Int32Array(capacity));
  }

  function growLane(): void {
    const size = 2 * (laneMask + 1);
    const at = new Float64Array(size);
    const ordersNow = new Float64Array(size);
    const valuesNow = new Int32Array(size);
    for (let from = head; from < tail; from++) {
      at[from & (size - 1)] = laneTimes[from & laneMask] as number;
      ordersNow[from & (size - 1)] = laneOrders[from & laneMask] as number;
      valuesNow[from & (size - 1)] = laneValues[from & laneMask] as number;
    }
    laneTimes = at;
    laneOrders = ordersNow;
    laneValues = valuesNow;
    laneMask = size - 1;
  }

  return {
    get size() {
      return count + tail - head;
    },
    get nextAt() {
      const lane = head === tail ? Number.POSITIVE_INFINITY : (laneTimes[head & laneMask] as number);
      const heap = count === 0 ? Number.POSITIVE_INFINITY : (times[0] as number);
      return lane < heap ? lane : heap;
    },
    push,
    append,
    pop: () => (isLaneFirst() ? (laneValues[head++ & laneMask] as number) : popHeap()),
  };
}

function copied<Column extends Float64Array | Int32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
