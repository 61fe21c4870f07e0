import type { VirtualTime } from './virtual-time.ts';
import type { Pipe, PipeEvents } from './wires.ts';

/** What the simulator knows of the machine under one node. */
export interface SimulatedMachine {
  isAlive: boolean;
  /** Undefined: it does not listen. */
  accept: ((pipe: Pipe) => PipeEvents) | undefined;
  /** Its ends of the connections that are open. */
  readonly ends: Set<Pipe>;
  /** What waits for it while it is paused, in order; undefined: it is not paused. */
  waiting: (() => void)[] | undefined;
}

export function createSimulatedMachine(): SimulatedMachine {
  return { isAlive: true, accept: undefined, ends: new Set(), waiting: undefined };
}

/** Lets something happen to a machine: now, or when it goes on. */
export function reach(machine: SimulatedMachine, happen: () => void): void {
  if (machine.waiting === undefined) happen();
  else machine.waiting.push(happen);
}

/** It stands still, or goes on with what waited for it. */
export function setPaused(machine: SimulatedMachine, isPaused: boolean, time: VirtualTime): void {
  const { waiting } = machine;
  if (isPaused === (waiting !== undefined)) return;
  machine.waiting = isPaused ? [] : undefined;
  for (const happen of waiting ?? []) time.at(time.now, () => reach(machine, happen));
}
