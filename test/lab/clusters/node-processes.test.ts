import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NodeProcess } from '../../../source/lab/clusters/node-process.ts';
import { createNodeProcesses, startingMax, stopMsMax } from '../../../source/lab/clusters/node-processes.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Processes that do nothing, and go when they are told to or killed; a stubborn one only when it is killed. */
function table(isStubborn = false) {
  const started: NodeId[] = [];
  const happened: string[] = [];
  const lives: { readonly node: NodeId; readonly onGone: (cause: string) => void }[] = [];
  const processes = createNodeProcesses({
    start(node, onGone) {
      started.push(node);
      lives.push({ node, onGone });
      const child = new EventEmitter();
      const end = (how: string) => {
        happened.push(`${node} ${how}`);
        if (how === 'killed' || !isStubborn) child.emit('exit');
      };
      const process = {
        child,
        words: '',
        hasEnded: false,
        send: ({ type }: { type: string }) => end(type),
        kill: () => end('killed'),
      };
      return process as unknown as NodeProcess;
    },
    onExited: (node, cause) => happened.push(`${node} exited: ${cause}`),
  });
  return {
    processes,
    started,
    happened,
    goes: (node: NodeId) => lives.find((life) => life.node === node)?.onGone('killed'),
  };
}

const nodes = Array.from({ length: startingMax + 2 }, (_, place) => nodeId(place + 1));
const [n1, n2] = [nodeId(1), nodeId(2)];

test('start a few at a time: another one when one is there, or gone', () => {
  const { processes, started, goes } = table();
  for (const node of nodes) processes.launch(node);
  expect([started.length, processes.count]).toEqual([startingMax, nodes.length]);
  processes.setReady(n1);
  expect(started.length).toBe(startingMax + 1);
  goes(n2);
  expect([started.length, processes.count]).toEqual([startingMax + 2, nodes.length - 1]);
});

test('get orders from when they are there', () => {
  const { processes, happened } = table();
  for (const node of [n1, n2]) processes.launch(node);
  processes.setReady(n1);
  processes.order({ type: 'step', sequence: 1 });
  for (const node of [n1, n2]) processes.order({ type: 'ping', sequence: 1 }, node);
  expect(happened).toEqual(['n1 step', 'n1 ping']);
});

test('one that is gone is told of once, and no more known', () => {
  const { processes, happened, goes } = table();
  processes.launch(n1);
  goes(n1);
  goes(n1);
  expect([happened, processes.get(n1)]).toEqual([['n1 exited: killed'], undefined]);
});

test('an older process of a node that was started again takes nothing with it', () => {
  const { processes, happened, goes } = table();
  processes.launch(n1);
  goes(n1);
  processes.launch(n1);
  goes(n1); // the first one again
  expect([processes.count, happened]).toEqual([1, ['n1 exited: killed']]);
});

test('are asked to go at the end, those that are not there yet are killed, and none is started any more', async () => {
  const { processes, happened, started, goes } = table();
  for (const node of nodes) processes.launch(node);
  processes.setReady(n1);
  const count = started.length;
  const closed = processes.close();
  goes(n1);
  await closed;
  expect(happened[0]).toBe('n1 shutdown');
  expect(happened.slice(1).every((one) => one.endsWith('killed'))).toBe(true);
  expect([happened.length, started.length]).toEqual([count, count]);
});

test('are killed when they do not go', async () => {
  const { processes, happened } = table(true);
  processes.launch(n1);
  processes.setReady(n1);
  const closed = processes.close();
  vi.advanceTimersByTime(stopMsMax - 1);
  expect(happened).toEqual(['n1 shutdown']);
  vi.advanceTimersByTime(1);
  await closed;
  expect(happened).toEqual(['n1 shutdown', 'n1 killed']);
});
