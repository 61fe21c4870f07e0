import { built } from '../shared/build.mjs';
import { reportLine } from '../shared/report.mjs';

export const about =
  'event queues of the simulator under four loads, 10,000 pending: heap of objects, typed heap, with a lane, timing wheel';

const rounds = 9;
const pending = 10_000;
const events = 1_000_000;

/**
 * Hold model (Jones 1986): each event that leaves puts in one more. `next` gives its delay in ms; `isInOrder` says that it may go to a lane.
 * The wheel has slots of 0.1 ms, the latency of the simulator's loopback link.
 */
const loads = {
  'dense, every delay 0.1 ms': { next: () => 0.1, isInOrder: () => true },
  'dense, 0 to 1 ms at random': { next: (unit) => unit, isInOrder: () => false },
  'sparse, 0 to 20 s at random': { next: (unit) => 20_000 * unit, isInOrder: () => false },
  'as the lab: 0.1 ms, one in 20 after 2 s': {
    next: (unit) => (unit < 0.05 ? 2_000 : 0.1),
    isInOrder: (unit) => unit >= 0.05,
  },
};

/** Random numbers are drawn beforehand: the queue is to be measured, not they. */
const units = new Float64Array(1 << 16);
let state = 7;
for (let at = 0; at < units.length; at++) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  units[at] = state / 2 ** 32;
}

export async function run() {
  const { createEventQueue, createTimeQueue, createTimingWheel } = await import(built.eventQueues);
  const queues = {
    'heap of objects': () => objects(createEventQueue()),
    'typed heap': () => createTimeQueue(false),
    'typed heap and lane': () => createTimeQueue(true),
    'timing wheel, 4,096 x 0.1 ms': () => createTimingWheel(0.1, 4096),
  };
  check(queues);
  for (const [name, load] of Object.entries(loads)) {
    const rates = new Map(Object.keys(queues).map((queue) => [queue, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [queue, create] of Object.entries(queues)) rates.get(queue).push(rateOf(create(), load));
    }
    for (const [queue, ours] of rates) {
      const others =
        queue === 'heap of objects' ? {} : { baselineName: 'heap of objects', baseline: rates.get('heap of objects') };
      reportLine({ bench: 'event-queue', what: `${name}: ${queue}`, unit: 'events/s', ours, ...others });
    }
  }
  process.stdout.write('PeerSim publishes 4.4 M events/s with 10,000 pending; it was not run here.\n');
}

function objects(queue) {
  return {
    get nextAt() {
      return queue.nextAt ?? Number.POSITIVE_INFINITY;
    },
    push: (at, value) => queue.push(at, value),
    append: (at, value) => queue.push(at, value),
    pop: () => queue.pop().value,
  };
}

function fill(queue, { next, isInOrder }) {
  for (let value = 0; value < pending; value++) {
    const unit = units[(value * 7) & 0xffff];
    if (isInOrder(unit)) queue.append(value * 1e-5 + next(unit), value);
    else queue.push(value * 1e-5 + next(unit), value);
  }
}

function turnOver(queue, { next, isInOrder }, count, each) {
  for (let done = 0; done < count; done++) {
    const now = queue.nextAt;
    const value = queue.pop();
    const unit = units[done & 0xffff];
    if (isInOrder(unit)) queue.append(now + next(unit), value);
    else queue.push(now + next(unit), value);
    if (each !== undefined) each(now, value);
  }
}

function rateOf(queue, load) {
  fill(queue, load);
  turnOver(queue, load, pending);
  const from = performance.now();
  turnOver(queue, load, events);
  return (events / (performance.now() - from)) * 1000;
}

/** All give the same values at the same times in the same order, or the comparison means nothing. */
function check(queues) {
  for (const [name, load] of Object.entries(loads)) {
    const seen = Object.values(queues).map((create) => {
      const queue = create();
      const order = [];
      fill(queue, load);
      turnOver(queue, load, 30_000, (now, value) => order.push(`${now}/${value}`));
      return order.join();
    });
    if (seen.some((order) => order !== seen[0])) throw new Error(`${name}: the queues disagree on the order`);
  }
}
