import { expect, test } from 'vitest';
import { createRunEnd } from '../../../source/lab/live/run-end.ts';
import { createWaiting } from '../../../source/lab/live/waiting.ts';
import type { LabEvent, LabPhase, NodeStep } from '../../../source/lab/rules/state.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { labIn } from '../drive-lab.ts';
import { handClock, turn } from './hand-clock.ts';

/** A lab at work whose phase and first node are as the test says. */
function ending() {
  const clock = handClock();
  const waiting = createWaiting(clock.after);
  const happened: (LabEvent['type'] | 'settled' | 'lines empty')[] = [];
  const lab = labIn('working').state;
  let state = lab;
  const change = (changes: Partial<typeof state>) => {
    state = { ...state, ...changes };
    waiting.check();
  };
  return {
    ...{ clock, happened },
    be: (phase: LabPhase) => change({ phase }),
    step: (step: NodeStep) => {
      const [id, node] = [nodeId(1), lab.nodes.get(nodeId(1))];
      if (node !== undefined) change({ nodes: new Map([...lab.nodes, [id, { ...node, step }]]) });
    },
    end: createRunEnd({
      ...{ cluster: clock, waiting },
      settling: {
        settle: async () => void happened.push('settled'),
        linesEmpty: async () => void happened.push('lines empty'),
      },
      state: () => state,
      dispatch: ({ type }) => happened.push(type),
    }),
  };
}

test('a lab is drained when it says so, and has settled', async () => {
  const { end, happened, be } = ending();
  const drained = end.drain();
  await turn();
  expect(happened).toEqual(['drain']);
  be('drained');
  await drained;
  expect(happened).toEqual(['drain', 'settled']);
});

test('the rules hear when draining takes too long', async () => {
  const { end, happened, clock } = ending();
  void end.drain();
  clock.pass(6_999);
  expect(happened).toEqual(['drain']);
  clock.pass(1);
  expect(happened).toEqual(['drain', 'phase-overdue']);
});

test('nodes that are started again are waited for', async () => {
  const { end, happened, step, clock } = ending();
  step('launching');
  const back = end.revive(5_000);
  await turn();
  step('joining');
  await turn();
  expect(happened).toEqual(['revive']);
  step('working');
  await back;
  expect(happened).toEqual(['revive', 'lines empty']);
  expect(clock.pending()).toBe(0);
});

test('but not for longer than until a time', async () => {
  const { end, happened, step, clock } = ending();
  step('launching');
  const back = end.revive(5_000);
  clock.pass(5_000);
  await back;
  expect(happened).toEqual(['revive', 'lines empty']);
});
