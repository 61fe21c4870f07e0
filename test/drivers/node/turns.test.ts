import { expect, test } from 'vitest';
import { createTurns } from '../../../source/drivers/node/turns.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

type Input = Parameters<ReturnType<typeof createTurns>['take']>[0];

/** Turns of a logic that does nothing, and what happens in them, in order. */
function turnsOf() {
  const happened: string[] = [];
  const clock = { now: 0, deadline: undefined as number | undefined, wake: (): void => undefined };
  const turns = createTurns({
    logic: {
      handle(input: Input, now) {
        happened.push(`${input.type} at ${now}`);
        return [{ type: 'dial', node: nodeId(2) }];
      },
      deadline: () => clock.deadline,
    },
    wires: {
      now: () => clock.now,
      wakeAt(at, wake) {
        happened.push(`wake at ${at}`);
        clock.wake = wake;
      },
    },
    execute: (effect) => void happened.push(effect.type),
    afterInput: () => void happened.push('after'),
    settle: () => void happened.push('settle'),
  });
  return { turns, clock, taken: () => happened.splice(0) };
}

test('a turn: inputs and effects, dials that failed at once, what is left to do, the next wake-up', () => {
  const { turns, clock, taken } = turnsOf();
  clock.now = 5;
  clock.deadline = 9;
  turns.run(() => {
    turns.refuseDial(nodeId(3));
    turns.take({ type: 'started' });
  });
  expect(taken()).toEqual([
    'started at 5',
    'dial',
    'after',
    'dial-failed at 5',
    'dial',
    'after',
    'settle',
    'wake at 9',
  ]);
});

test('a wake-up is a tick when it is due, and nothing when the deadline has moved', () => {
  const { turns, clock, taken } = turnsOf();
  clock.deadline = 9;
  turns.run(() => undefined);
  taken();
  clock.now = 8;
  clock.wake();
  expect(taken()).toEqual(['settle', 'wake at 9']);
  clock.now = 9;
  clock.wake();
  expect(taken()).toEqual(['tick at 9', 'dial', 'after', 'settle', 'wake at 9']);
});

test('after the end no turn begins, and one that runs asks for no wake-up', () => {
  const { turns, taken } = turnsOf();
  turns.run(() => turns.end());
  expect(taken()).toEqual(['wake at undefined', 'settle']);
  turns.run(() => expect.fail('a turn after the end'));
  expect([turns.isOver, taken()]).toEqual([true, []]);
});
