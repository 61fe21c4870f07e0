import { expect, test } from 'vitest';
import type { Effect, NodeLogic } from '../../source/nodes/contract.ts';
import { connectionId, nodeId } from '../../source/protocol/ids.ts';
import type { Message } from '../../source/protocol/messages.ts';
import { createLeanEvents, due } from '../../source/scale/lean-events.ts';
import { createLeanFrames } from '../../source/scale/lean-frames.ts';
import { createLeanTurns } from '../../source/scale/lean-turns.ts';

test('a message to several neighbours is encoded once, until it is forgotten', () => {
  const frames = createLeanFrames();
  const ping: Message = { type: 'ping', requestId: 7 };
  frames.encode(ping);
  const first = frames.start;
  frames.encode(ping);
  expect(frames.start).toBe(first);
  frames.forget();
  frames.encode(ping);
  expect(frames.start).not.toBe(first);
  expect(frames.decode(frames.slab, frames.start, frames.bytes)).toEqual(ping);
});

test('a frame that breaks the protocol is no message', () => {
  const frames = createLeanFrames();
  frames.encode({ type: 'ping', requestId: 7 });
  const longer = Buffer.concat([frames.slab.subarray(frames.start, frames.start + frames.bytes), Buffer.alloc(1)]);
  expect(frames.decode(longer, 0, longer.length)).toBeUndefined();
  expect(frames.decode(Buffer.from('00000001ff', 'hex'), 0, 5)).toBeUndefined();
});

/** Turns of n1, whose logic gives these effects for each input, in order. */
function turnsOf(effectsOf: Readonly<Record<string, readonly Effect[]>>) {
  const happened: string[] = [];
  const clock = { now: 0 };
  const events = createLeanEvents();
  const state = { deadline: undefined as number | undefined };
  const logic = {
    handle(input: { readonly type: string }) {
      happened.push(input.type);
      return effectsOf[input.type] ?? [];
    },
    deadline: () => state.deadline,
  } as unknown as NodeLogic;
  const turns = createLeanTurns({
    ...{ nodesMax: 2, clock, events, frames: { forget: () => undefined } },
    execute(_node, effect) {
      happened.push(`(${effect.type})`);
      if (effect.type === 'close') turns.owe({ type: 'disconnected', connection: connectionId(4), reason: 'idle' });
      if (effect.type === 'persist') turns.persist(1);
    },
  });
  turns.add(1, logic);
  return { turns, happened, clock, events, state };
}

test('what a node owes itself comes after all effects of an input, what is persisted right after them', () => {
  const close = { type: 'close', connection: connectionId(4), reason: 'idle' } as const;
  const persist = { type: 'persist', token: 1 } as Effect;
  const dial = { type: 'dial', node: nodeId(2) } as const;
  const { turns, happened } = turnsOf({ started: [close, persist, dial] });
  turns.turn(1, { type: 'started' });
  expect(happened).toEqual(['started', '(close)', '(persist)', '(dial)', 'persisted', 'disconnected']);
});

test('one wake-up waits for a node, and a later deadline is looked up when it fires', () => {
  const { turns, happened, clock, events, state } = turnsOf({});
  state.deadline = 5;
  turns.turn(1, { type: 'started' });
  state.deadline = 9;
  turns.turn(1, { type: 'leave' });
  expect(events.nextAt).toBe(5);
  events.take();
  expect([events.kind, events.nextAt]).toEqual([due.wake, Number.POSITIVE_INFINITY]);
  clock.now = 5;
  turns.wake(1);
  expect([happened, events.nextAt]).toEqual([['started', 'leave'], 9]);
  events.take();
  clock.now = 9;
  turns.wake(1);
  expect(happened.at(-1)).toBe('tick');
});

test('a node that is gone has no turns', () => {
  const { turns, happened } = turnsOf({});
  expect([turns.remove(1), turns.remove(1), turns.isAlive(1)]).toEqual([true, false, false]);
  turns.turn(1, { type: 'started' });
  expect(happened).toEqual([]);
});
