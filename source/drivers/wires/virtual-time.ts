import { createEventQueue } from '../../base/event-queue.ts';
import type { Timestamp } from '../../protocol/ids.ts';

/** Time that goes from event to event. Events of the same time happen in the order in which they were asked for. */
export interface VirtualTime {
  readonly now: Timestamp;
  /** When the next event is due; undefined: nothing will happen any more. */
  readonly nextAt: Timestamp | undefined;
  /** Calls back at a time; what is past happens now. */
  at(time: Timestamp, call: () => unknown): void;
  /** Does everything that is due until a time, or until it is enough; whether it got there. */
  runUntil(time: Timestamp, isEnough?: () => boolean): boolean;
}

export function createVirtualTime(): VirtualTime {
  const queue = createEventQueue<() => unknown>();
  let now: Timestamp = 0;
  return {
    get now() {
      return now;
    },
    get nextAt() {
      return queue.nextAt;
    },
    at(time, call) {
      queue.push(Math.max(time, now), call);
    },
    runUntil(time, isEnough = () => false) {
      for (let next = queue.nextAt; next !== undefined && next <= time; next = queue.nextAt) {
        if (isEnough()) return false;
        const event = queue.pop();
        if (event === undefined) break;
        now = event.at;
        event.value();
      }
      now = Math.max(now, time);
      return true;
    },
  };
}
