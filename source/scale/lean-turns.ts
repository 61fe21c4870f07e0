import type { Effect, Input, NodeLogic } from '../nodes/contract.ts';
import type { Timestamp } from '../protocol/ids.ts';
import { due, type LeanEvents } from './lean-events.ts';
import type { LeanFrames } from './lean-frames.ts';

/** Virtual time, which the events move. */
export interface LeanClock {
  now: Timestamp;
}

export interface LeanTurnsOptions {
  readonly nodesMax: number;
  readonly clock: LeanClock;
  readonly events: LeanEvents;
  readonly frames: Pick<LeanFrames, 'forget'>;
  execute(node: number, effect: Effect): void;
}

/** The nodes, and their turns: one input, then all its effects. */
export interface LeanTurns {
  isAlive(node: number): boolean;
  add(node: number, logic: NodeLogic): void;
  /** False: it was not there. */
  remove(node: number): boolean;
  turn(node: number, input: Input): void;
  /** The wake-up of a node is due. */
  wake(node: number): void;
  /** Within a turn: an input that the node owes itself, after all effects of the one before. */
  owe(input: Input): void;
  /** Within a turn: what it wants persisted is, right after its effects. */
  persist(token: number): void;
}

const neverWoken = Number.POSITIVE_INFINITY;

export function createLeanTurns({ nodesMax, clock, events, frames, execute }: LeanTurnsOptions): LeanTurns {
  const logics: (NodeLogic | undefined)[] = new Array(nodesMax + 1).fill(undefined);
  const wakeAt = new Float64Array(nodesMax + 1).fill(neverWoken);
  let owed: Input[] = [];
  const toPersist: number[] = [];

  /** One input, then all its effects; then the node's next wake-up. */
  function turn(node: number, input: Input): void {
    const logic = logics[node];
    if (logic === undefined) return;
    take(node, logic, input);
    while (owed.length > 0) {
      const inputs = owed;
      owed = [];
      for (const next of inputs) take(node, logic, next);
    }
    arm(node, logic);
  }

  function take(node: number, logic: NodeLogic, input: Input): void {
    for (const effect of logic.handle(input, clock.now)) execute(node, effect);
    frames.forget();
    for (let token = toPersist.shift(); token !== undefined; token = toPersist.shift()) {
      take(node, logic, { type: 'persisted', token });
    }
  }

  /** One wake-up waits for a node at most, unless an earlier one is needed: a later deadline is looked up when it fires. */
  function arm(node: number, logic: NodeLogic): void {
    const deadline = logic.deadline();
    if (deadline === undefined || deadline >= (wakeAt[node] as number)) return;
    const at = deadline < clock.now ? clock.now : deadline;
    wakeAt[node] = at;
    events.put(at, false, due.wake, node, 0, undefined);
  }

  function wake(node: number): void {
    const logic = logics[node];
    if (logic === undefined || wakeAt[node] !== clock.now) return; // an earlier one took its place
    wakeAt[node] = neverWoken;
    const deadline = logic.deadline();
    if (deadline !== undefined && deadline <= clock.now) turn(node, { type: 'tick' });
    else arm(node, logic);
  }

  return {
    isAlive: (node) => logics[node] !== undefined,
    add(node, logic) {
      logics[node] = logic;
      wakeAt[node] = neverWoken;
    },
    remove(node) {
      if (logics[node] === undefined) return false;
      logics[node] = undefined;
      wakeAt[node] = neverWoken;
      return true;
    },
    turn,
    wake,
    owe: (input) => void owed.push(input),
    persist: (token) => void toPersist.push(token),
  };
}
