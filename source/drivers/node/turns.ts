import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { CheckInput, HistoryEffect, RecordedNode } from '../../workloads/recorded-node.ts';
import type { WorkedEffect, WorkedInput } from '../../workloads/worked-node.ts';
import type { Wires } from '../wires/wires.ts';

/** What a node does on hearing an input. */
export type NodeEffect = WorkedEffect | HistoryEffect;

export interface TurnOptions {
  readonly logic: Pick<RecordedNode, 'handle' | 'deadline'>;
  readonly wires: Pick<Wires, 'now' | 'wakeAt'>;
  execute(effect: NodeEffect): void;
  /** After each input with its effects. */
  afterInput(): void;
  /** At the end of a turn: what its inputs left to do. */
  settle(): void;
}

/** Turns of a node, one after the other: inputs and their effects, then what they left to do, then the next wake-up. */
export interface Turns {
  /** Session time of the turn that runs, or of the last one. */
  readonly now: Timestamp;
  readonly isOver: boolean;
  run(work: () => void): void;
  /** Within a turn: an input, and its effects. */
  take(input: WorkedInput | CheckInput): void;
  /** The same, without what comes after each input. */
  handle(input: WorkedInput | CheckInput): void;
  /** A dial failed at once: the node hears of it after the turn's own inputs. */
  refuseDial(node: NodeId): void;
  /** No turn begins from now on, and one that runs ends without a wake-up. */
  end(): void;
}

export function createTurns({ logic, wires, execute, afterInput, settle }: TurnOptions): Turns {
  const refused: NodeId[] = [];
  const turns = { now: wires.now(), isOver: false, run, take, handle, refuseDial, end };

  function run(work: () => void): void {
    if (turns.isOver) return;
    turns.now = wires.now();
    work();
    for (let node = refused.shift(); node !== undefined; node = refused.shift()) {
      take({ type: 'dial-failed', node, reason: 'EHOSTUNREACH' });
    }
    settle();
    if (!turns.isOver) wires.wakeAt(logic.deadline(), wake);
  }

  function wake(): void {
    run(() => {
      const deadline = logic.deadline();
      if (deadline !== undefined && deadline <= turns.now) take({ type: 'tick' });
    });
  }

  function take(input: WorkedInput | CheckInput): void {
    handle(input);
    afterInput();
  }

  function handle(input: WorkedInput | CheckInput): void {
    for (const effect of logic.handle(input, turns.now)) execute(effect);
  }

  function refuseDial(node: NodeId): void {
    refused.push(node);
  }

  function end(): void {
    turns.isOver = true;
    wires.wakeAt(undefined, wake);
  }

  return turns;
}
