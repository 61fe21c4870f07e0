import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import type { Effect, Input, NodeLogic, Outcome } from '../../source/nodes/contract.ts';
import type { WorkPhase } from '../../source/protocol/control/fields.ts';
import type { FilesPlan } from '../../source/protocol/control/plan.ts';
import { nodeId, type Timestamp } from '../../source/protocol/ids.ts';
import { contentOf } from '../../source/workloads/catalogue.ts';
import { createWorkedNode, type WorkedEffect, type WorkedInput } from '../../source/workloads/worked-node.ts';
import { sha } from '../nodes/drive-node.ts';

type Command = Extract<Input, { type: 'command' }>;

/** A node that answers when the test says so: what its user asks is written down. */
function user(
  changes: Partial<FilesPlan> = {},
  answerAtOnce?: (command: Command) => readonly Effect[],
  joins: 'before' | 'later' = 'before',
) {
  const asked: Command[] = [];
  const logic: NodeLogic = {
    handle(input) {
      if (input.type !== 'command') return 'effects' in input ? (input as { effects: readonly Effect[] }).effects : [];
      asked.push(input);
      return answerAtOnce?.(input) ?? [];
    },
    deadline: () => undefined,
    gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
  };
  const plan = { type: 'files' as const, seed: 1, valueSize: 8, itemsPerNode: 3, concurrency: 2, ...changes };
  const node = createWorkedNode(logic, nodeId(2), plan, createRandom(5));
  const effects: WorkedEffect[] = [];
  function feed(now: Timestamp, input: WorkedInput): readonly WorkedEffect[] {
    const given = node.handle(input, now);
    effects.push(...given);
    return given;
  }
  const joined = { type: 'tick', effects: [{ type: 'telemetry', event: { type: 'joined' } }] } as WorkedInput;
  if (joins === 'before') node.handle(joined, 0);
  return {
    asked,
    effects,
    join: (now: Timestamp) => feed(now, joined),
    node,
    begin: (now: Timestamp, phase: WorkPhase, rate = 0) =>
      feed(now, { type: 'work', phase, authors: [nodeId(1), nodeId(2), nodeId(3)], rate }),
    /** The node under the user answers. */
    answer(now: Timestamp, requestId: number, outcome: Outcome) {
      return feed(now, { type: 'tick', effects: [{ type: 'answer', requestId, outcome }] } as WorkedInput);
    },
    gives(now: Timestamp, ...given: Effect[]) {
      return feed(now, { type: 'tick', effects: given } as WorkedInput);
    },
    until(end: Timestamp) {
      for (let due = node.deadline(); due !== undefined && due <= end; due = node.deadline())
        feed(due, { type: 'tick' });
    },
  };
}

const done = (by: number): Outcome => ({ type: 'done', servedBy: nodeId(by), hops: 1, hash: sha('x'), bytes: 1 });
const operations = (effects: readonly WorkedEffect[]) =>
  effects.flatMap((effect) => (effect.type === 'telemetry' && effect.event.type === 'operation' ? [effect.event] : []));

describe('a user who publishes', () => {
  test('authors his own items one after the other, with contents from the seed, then is done', () => {
    const one = user();
    one.begin(0, 'publish');
    expect(one.asked).toHaveLength(1);
    one.answer(1, 1, done(1));
    one.answer(2, 2, done(1));
    expect(one.answer(3, 3, done(1)).at(-1)).toEqual({ type: 'work-done', phase: 'publish' });
    expect(one.asked.map(({ command }) => command)).toEqual(
      ['song-04', 'song-05', 'song-06'].map((name) => ({ type: 'publish', name, content: contentOf(1, name, 8) })),
    );
  });

  test('waits until his node has joined', () => {
    const one = user({ itemsPerNode: 1 }, undefined, 'later');
    expect([one.begin(0, 'publish'), one.asked]).toEqual([[], []]);
    expect(one.node.deadline()).toBeUndefined();
    one.join(7);
    expect(one.asked).toHaveLength(1);
    expect(one.answer(9, 1, done(1)).at(-1)).toEqual({ type: 'work-done', phase: 'publish' });
  });

  test('is done in one turn when he publishes at home, and counts nothing', () => {
    const one = user({}, ({ requestId }) => [{ type: 'answer', requestId, outcome: done(2) }]);
    expect(one.begin(0, 'publish')).toEqual([{ type: 'work-done', phase: 'publish' }]);
    expect(one.asked).toHaveLength(3);
  });

  test.each<Outcome>([
    { type: 'unreachable', reason: 'gone' },
    { type: 'refused', code: 'overloaded' },
    { type: 'timed-out' },
  ])('tries again after a pause what ended as $type, and is not done before', (outcome) => {
    const one = user({ itemsPerNode: 1 });
    one.begin(0, 'publish');
    one.answer(10, 1, outcome);
    expect(one.node.deadline()).toBe(210);
    one.until(209);
    expect(one.asked).toHaveLength(1);
    one.until(210);
    expect(one.asked.map(({ command }) => command.name)).toEqual(['song-02', 'song-02']);
    expect(one.effects.filter(({ type }) => type === 'work-done')).toEqual([]);
    one.answer(220, 2, done(1));
    expect(one.effects.at(-1)).toEqual({ type: 'work-done', phase: 'publish' });
  });

  test.each(['store-full', 'store-broken', 'wrong-content'])('goes on after %s: once more would be in vain', (code) => {
    const one = user();
    one.begin(0, 'publish');
    one.answer(1, 1, { type: 'refused', code });
    one.answer(2, 2, done(1));
    one.answer(3, 3, done(1));
    expect(one.asked).toHaveLength(3);
    expect(one.effects.at(-1)).toEqual({ type: 'work-done', phase: 'publish' });
  });

  test('authors everything anew when he is told to again', () => {
    const one = user({ itemsPerNode: 1 });
    one.begin(0, 'publish');
    one.answer(1, 1, done(1));
    one.begin(5, 'publish');
    expect(one.asked.map(({ command }) => command.name)).toEqual(['song-02', 'song-02']);
  });
});

describe('a user in an open loop', () => {
  test('asks at the rate he was given, whatever the answers take', () => {
    const one = user();
    one.begin(0, 'run', 50);
    one.until(20_000);
    expect(one.asked.length).toBeGreaterThan(900);
    expect(one.asked.length).toBeLessThan(1_100);
  });

  test('counts latency from when an operation was due, also when the node was not awake then', () => {
    const one = user();
    one.begin(0, 'run', 10);
    const dueAt = one.node.deadline() ?? Number.NaN;
    one.gives(dueAt + 500); // the machine slept: what was due meanwhile is asked now
    expect(one.asked.length).toBeGreaterThan(1);
    one.answer(dueAt + 700, 1, done(1));
    expect(operations(one.effects)[0]).toMatchObject({ operation: 'fetch', latencyMs: 700 });
  });

  test('reports failures with how they ended', () => {
    const one = user();
    one.begin(0, 'run', 10);
    one.until(1_000);
    one.answer(1_001, 1, { type: 'not-found' });
    expect(operations(one.effects)).toMatchObject([
      { outcome: { type: 'not-found' }, item: one.asked[0]?.command.name },
    ]);
  });

  test('takes no notice of an answer that comes twice', () => {
    const one = user();
    one.begin(0, 'run', 10);
    one.until(1_000);
    one.answer(1_001, 1, done(1));
    one.answer(1_002, 1, done(1));
    expect(operations(one.effects)).toHaveLength(1);
  });
});

describe('a user in a closed loop', () => {
  test('keeps so many questions open, no more and no fewer', () => {
    const one = user({ concurrency: 3 });
    one.begin(0, 'run');
    expect(one.asked).toHaveLength(3);
    one.until(1_000);
    expect(one.asked).toHaveLength(3);
    one.answer(1_001, 2, done(1));
    expect(one.asked).toHaveLength(4);
  });

  test('with no concurrency asks nothing', () => {
    const one = user({ concurrency: 0 });
    one.begin(0, 'run');
    one.until(10_000);
    expect(one.asked).toEqual([]);
    expect(one.node.deadline()).toBeUndefined();
  });

  test('pauses when everything ends at once, instead of turning for ever', () => {
    const one = user({ concurrency: 2 }, ({ requestId }) => [
      { type: 'answer', requestId, outcome: { type: 'unreachable', reason: 'gone' } },
    ]);
    one.begin(0, 'run');
    expect(one.asked).toHaveLength(2);
    one.until(100);
    expect(one.asked).toHaveLength(22);
  });

  test('does not ask for what the node holds, and asks again for what it gave up', () => {
    const one = user({ itemsPerNode: 1, concurrency: 1 });
    const hash = sha('x');
    const held = { type: 'item-held', name: 'song-01', hash, bytes: 1, author: undefined, holding: 'copy' } as const;
    one.gives(0, { type: 'telemetry', event: held });
    one.begin(1, 'run');
    for (let count = 1; count <= 50; count++) one.answer(count, count, { type: 'not-found' });
    expect(new Set(one.asked.map(({ command }) => command.name))).toEqual(new Set(['song-03']));
    one.gives(60, { type: 'telemetry', event: { type: 'item-dropped', hash } });
    for (let count = 51; count <= 150; count++) one.answer(count + 60, count, { type: 'not-found' });
    expect(new Set(one.asked.map(({ command }) => command.name))).toEqual(new Set(['song-03', 'song-01']));
  });

  test('asks again for every name of a content that the node gave up', () => {
    const one = user({ itemsPerNode: 1, concurrency: 1 });
    const hash = sha('x');
    for (const name of ['song-01', 'song-03']) {
      one.gives(0, {
        type: 'telemetry',
        event: { type: 'item-held', name, hash, bytes: 1, author: undefined, holding: 'copy' },
      });
    }
    one.gives(1, { type: 'telemetry', event: { type: 'item-dropped', hash } });
    one.begin(2, 'run');
    for (let count = 1; count <= 60; count++) one.answer(count + 2, count, { type: 'not-found' });
    expect(new Set(one.asked.map(({ command }) => command.name))).toEqual(new Set(['song-03', 'song-01']));
  });
});

describe('a user who stops', () => {
  test('begins nothing new and is done when nothing is open', () => {
    const one = user({ concurrency: 2 });
    one.begin(0, 'run');
    expect(one.begin(1, 'drain')).toEqual([]);
    one.answer(2, 1, done(1));
    expect(one.effects.filter(({ type }) => type === 'work-done')).toEqual([]);
    expect(one.answer(3, 2, { type: 'timed-out' }).at(-1)).toEqual({ type: 'work-done', phase: 'drain' });
    one.until(10_000);
    expect(one.asked).toHaveLength(2);
  });

  test('is done at once when nothing is open, and says so once', () => {
    const one = user();
    expect(one.begin(0, 'drain')).toEqual([{ type: 'work-done', phase: 'drain' }]);
    expect(one.gives(1)).toEqual([]);
  });

  test('is done although he could not publish everything before the work went on', () => {
    const one = user({ itemsPerNode: 2 });
    one.begin(0, 'publish');
    one.answer(10, 1, { type: 'unreachable', reason: 'gone' });
    one.begin(20, 'run', 1);
    expect(one.begin(30, 'drain')).toEqual([{ type: 'work-done', phase: 'drain' }]);
  });
});

test('a worked node passes on what its node wants done, without the answers', () => {
  const one = user();
  const dial: Effect = { type: 'dial', node: nodeId(1) };
  expect(one.gives(0, dial, { type: 'answer', requestId: 9, outcome: { type: 'not-found' } })).toEqual([dial]);
});
