import { expect, test } from 'vitest';
import { createEffects, type EffectsHost } from '../../../source/lab/live/effects.ts';
import type { LabEvent } from '../../../source/lab/rules/state.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { handClock } from './hand-clock.ts';

const n1 = nodeId(1);

/** A lab of ten nodes that writes down what is asked of it. */
function host() {
  const clock = handClock();
  const asked: unknown[] = [];
  const events: LabEvent[] = [];
  const write =
    (what: string) =>
    (...given: unknown[]): void =>
      void asked.push([what, ...given]);
  const parts: EffectsHost = {
    cluster: { ...clock, launch: write('launch'), order: write('order'), kill: write('kill'), signal: write('signal') },
    happenings: { fault: write('fault'), missed: write('missed'), mended: write('mended') },
    count: () => 10,
    ...{ setPace: write('pace'), step: write('step'), begin: write('begin'), log: write('log') },
    dispatch: (event) => events.push(event),
  };
  return { clock, asked, events, execute: createEffects(parts) };
}

test('ask the cluster and the parts of the lab', () => {
  const { execute, asked, clock } = host();
  clock.pass(30);
  execute({ type: 'launch', node: n1 });
  execute({ type: 'signal', node: n1, signal: 'pause' });
  execute({ type: 'pace', pace: 0.5 });
  execute({ type: 'note-missed', fault: 'kill', target: 'n1', why: 'it is dead' });
  execute({ type: 'log', level: 'info', node: n1, text: 'is there' });
  expect(asked).toEqual([
    ['launch', n1],
    ['signal', n1, 'pause'],
    ['pace', 0.5],
    ['missed', { at: 30, fault: 'kill', target: 'n1', why: 'it is dead' }],
    ['log', 'info', n1, 'is there'],
  ]);
});

test('let an event come later', () => {
  const { execute, events, clock } = host();
  execute({ type: 'later', ms: 100, event: { type: 'fault-over', id: 3 } });
  clock.pass(99);
  expect(events).toEqual([]);
  clock.pass(1);
  expect(events).toEqual([{ type: 'fault-over', id: 3 }]);
});

test.each([
  ['starting', 22_500],
  ['publishing', 10_500],
  ['switching', 22_500],
] as const)('say when %s has taken too long, which depends on the size', (phase, ms) => {
  const { execute, events, clock } = host();
  execute({ type: 'watch-phase', phase, generation: 4 });
  clock.pass(ms - 1);
  expect(events).toEqual([]);
  clock.pass(1);
  expect(events).toEqual([{ type: 'phase-overdue', generation: 4, phase }]);
});
