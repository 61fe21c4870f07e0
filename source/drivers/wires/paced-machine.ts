import type { Timestamp } from '../../protocol/ids.ts';
import type { Machine } from './machine.ts';
import { createPacedClock, type PaceChange } from './paced-clock.ts';

/** A machine whose time runs at the lab's pace. */
export interface PacedMachine extends Machine {
  setPace(change: PaceChange): void;
  readonly pace: number;
}

/** Firing so much session time early is on time: alarms of the machine count coarsely. */
const slackMs = 0.5;

/** Puts session time between a node and its machine: its alarm follows the pace, and stands still with it. */
export function createPacedMachine(machine: Machine): PacedMachine {
  const inner = machine.wires;
  const clock = createPacedClock(inner.now);
  let wanted: { readonly at: Timestamp; readonly wake: () => void } | undefined;

  function arm(): void {
    const baseAt = wanted === undefined ? undefined : clock.baseOf(wanted.at);
    inner.wakeAt(baseAt, fire);
  }

  function fire(): void {
    if (wanted === undefined) return;
    if (clock.now() < wanted.at - slackMs) return arm();
    const { at, wake } = wanted;
    clock.reach(at);
    wanted = undefined;
    wake();
  }

  return {
    ...machine,
    wires: {
      ...inner,
      now: clock.now,
      wakeAt(at, wake) {
        wanted = at === undefined ? undefined : { at, wake };
        arm();
      },
    },
    get pace() {
      return clock.pace;
    },
    setPace(change) {
      clock.set(change);
      arm();
    },
  };
}
