import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import type { Command, Effect, Input, NodeLogic, Outcome } from '../../source/nodes/contract.ts';
import { nodeId, type Timestamp } from '../../source/protocol/ids.ts';
import { createNoteWriter, notesPerLifeMax } from '../../source/workloads/notes.ts';
import { type CheckInput, createRecordedNode, type HistoryEffect } from '../../source/workloads/recorded-node.ts';
import { sha } from '../nodes/drive-node.ts';

type Asked = Extract<Input, { type: 'command' }>;

const done = (text: string): Outcome => ({ type: 'done', servedBy: nodeId(1), hops: 1, hash: sha(text), bytes: 1 });
const publish = (name: string, text: string): Command => ({ type: 'publish', name, content: Buffer.from(text) });
const fetch = (name: string): Command => ({ type: 'fetch', name });

/** A node that answers when the test says so, with a user who does what the test says. */
function recorded(held: Readonly<Record<string, string>> = {}) {
  const asked: Asked[] = [];
  const userHeard: Effect[] = [];
  const logic: NodeLogic = {
    handle(input) {
      if (input.type === 'command') asked.push(input);
      return 'effects' in input ? (input as { effects: readonly Effect[] }).effects : [];
    },
    deadline: () => undefined,
    gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
    contentOf: (name) => (held[name] === undefined ? undefined : Buffer.from(held[name])),
  };
  const node = createRecordedNode(logic, (inner) => ({
    handle(input, now) {
      if (input.type === 'work') return [{ type: 'work-done', phase: input.phase }];
      const effects = inner.handle(input, now);
      userHeard.push(...effects.filter(({ type }) => type === 'answer'));
      return effects.filter((effect) => effect.type !== 'answer');
    },
    deadline: inner.deadline,
    gauges: inner.gauges,
  }));
  const said = (effects: ReturnType<typeof node.handle>): HistoryEffect[] =>
    effects.flatMap((effect) => (effect.type === 'history' || effect.type === 'checked' ? [effect] : []));
  return {
    asked,
    userHeard,
    ask: (now: Timestamp, requestId: number, command: Command) =>
      said(node.handle({ type: 'command', requestId, command }, now)),
    answer: (now: Timestamp, requestId: number, outcome: Outcome) =>
      said(
        node.handle(
          { type: 'tick', effects: [{ type: 'answer', requestId, outcome }] } as Extract<Input, { type: 'tick' }>,
          now,
        ),
      ),
    check: (now: Timestamp, how: CheckInput['how'], ...items: readonly (readonly [string, string])[]) =>
      said(
        node.handle(
          { type: 'check', number: 7, how, items: items.map(([name, text]) => ({ name, hash: sha(text) })) },
          now,
        ),
      ),
    drained: (now: Timestamp) => node.handle({ type: 'work', phase: 'drain', authors: [], rate: 0 }, now),
  };
}

describe('the record of a node', () => {
  test('tells in the same turn what was acknowledged, with the hash of what the user gave', () => {
    const { ask, answer, userHeard } = recorded();
    expect(ask(1, 5, publish('a', 'x'))).toEqual([]);
    expect(answer(2, 5, done('something else'))).toEqual([
      {
        type: 'history',
        acknowledged: [{ name: 'a', hash: sha('x'), servedBy: nodeId(1), at: 2 }],
        counts: { begun: 1, done: 1, refused: 0, indefinite: 0 },
      },
    ]);
    expect(userHeard).toHaveLength(1);
  });

  test.each([
    ['done', done('x'), { done: 1, refused: 0, indefinite: 0 }],
    ['not found', { type: 'not-found' }, { done: 0, refused: 1, indefinite: 0 }],
    ['refused', { type: 'refused', code: 'overloaded' }, { done: 0, refused: 1, indefinite: 0 }],
    ['unreachable', { type: 'unreachable', reason: 'x' }, { done: 0, refused: 1, indefinite: 0 }],
    ['timed out', { type: 'timed-out' }, { done: 0, refused: 0, indefinite: 1 }],
  ] as const)('counts a fetch that is %s, and tells when a phase is over', (_what, outcome, counts) => {
    const { ask, answer, drained } = recorded();
    ask(1, 5, fetch('a'));
    expect(answer(2, 5, outcome)).toEqual([]); // nobody was promised anything
    expect(drained(3)).toEqual([
      { type: 'history', acknowledged: [], counts: { begun: 1, ...counts } },
      { type: 'work-done', phase: 'drain' },
    ]);
    expect(drained(4)).toEqual([{ type: 'work-done', phase: 'drain' }]);
  });

  test('acknowledges no write that was refused or timed out', () => {
    const { ask, answer } = recorded();
    ask(1, 5, publish('a', 'x'));
    ask(1, 6, publish('b', 'x'));
    expect([...answer(2, 5, { type: 'timed-out' }), ...answer(2, 6, { type: 'refused', code: 'overloaded' })]).toEqual(
      [],
    );
  });
});

describe('a check', () => {
  test('hashes what lies in the node again', () => {
    const { check, asked } = recorded({ a: 'x', b: 'y' });
    expect(check(1, 'hold', ['a', 'x'], ['b', 'x'], ['c', 'x'])).toEqual([
      { type: 'checked', number: 7, findings: ['right', 'wrong', 'none'] },
    ]);
    expect(asked).toEqual([]);
  });

  test('fetches through the node, four at a time, and keeps the answers from the user and from the record', () => {
    const { check, answer, asked, userHeard, drained } = recorded();
    expect(check(1, 'read', ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, 'x'] as const))).toEqual([]);
    expect(asked.map(({ command }) => command.name)).toEqual(['a', 'b', 'c', 'd']);
    const id = (index: number): number => asked[index]?.requestId ?? 0;
    expect(answer(2, id(1), done('y'))).toEqual([]);
    expect(asked.map(({ command }) => command.name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    answer(3, id(0), done('x'));
    answer(3, id(2), { type: 'not-found' });
    answer(3, id(3), { type: 'timed-out' });
    answer(3, id(4), { type: 'refused', code: 'wrong-content' });
    expect(answer(4, id(5), { type: 'refused', code: 'overloaded' })).toEqual([
      { type: 'checked', number: 7, findings: ['right', 'wrong', 'none', 'failed', 'wrong', 'failed'] },
    ]);
    expect(userHeard).toEqual([]);
    expect(drained(5)).toEqual([{ type: 'work-done', phase: 'drain' }]);
  });

  test('of nothing is answered with nothing', () => {
    expect(recorded().check(1, 'read')).toEqual([{ type: 'checked', number: 7, findings: [] }]);
  });
});

describe('notes', () => {
  const writer = (share: number, firstNote: number) =>
    createNoteWriter(nodeId(3), { share, firstNote }, { seed: 9, valueSize: 8 }, createRandom(1));

  test('have numbers that go on, and contents that follow from seed and name', () => {
    const [first, again] = [writer(1, 1), writer(1, 1)];
    expect([first.next(), first.next()].map((note) => note?.name)).toEqual(['note-n3-1', 'note-n3-2']);
    expect(again.next()).toEqual(writer(1, 1).next());
    expect(writer(1, 1 + notesPerLifeMax).next()?.name).toBe('note-n3-1000001');
  });

  test('are written as often as was asked', () => {
    const half = writer(0.5, 1);
    const notes = Array.from({ length: 1_000 }, () => half.next()).filter((note) => note !== undefined).length;
    expect(notes).toBeGreaterThan(440);
    expect(notes).toBeLessThan(560);
    expect(writer(0, 1).next()).toBeUndefined();
  });
});
