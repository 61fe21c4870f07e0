import { expect, test } from 'vitest';
import { readItems } from '../../../source/lab/check/reading.ts';
import type { CheckHow, Finding } from '../../../source/protocol/control/history.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { sha } from '../../nodes/drive-node.ts';
import { labIn } from '../drive-lab.ts';
import { handClock, turn } from '../live/hand-clock.ts';

const nodes = [1, 2, 3, 4].map(nodeId);
const item = { name: 'song', hash: sha('song'), at: 0, author: nodeId(1), servedBy: nodeId(1) };

/** Four peers at work, each of which finds what it is said to find. */
function peers(finds: (node: NodeId, how: CheckHow) => Finding | undefined) {
  const { state } = labIn('working', { mode: 'peer-to-peer', nodes: nodes.length });
  const clock = handClock();
  const readers: NodeId[] = [];
  const reading = readItems([item], {
    cluster: clock,
    orders: {
      async ask({ node, how, drafts }, found) {
        if (how === 'read') readers.push(node);
        for (const draft of drafts) found(draft, finds(node, how));
      },
    },
    state,
    until: 10_000,
    rounds: 3,
  });
  return { reading, readers, clock };
}

test('an item is read by one node that does not hold it', async () => {
  const [holder] = nodes;
  const { reading, readers } = peers((node, how) => (how === 'read' ? 'right' : node === holder ? 'right' : 'none'));
  expect(await reading).toEqual([{ held: ['right'], unheard: 0, read: 'right' }]);
  expect(readers).toHaveLength(1);
  expect(readers).not.toContain(holder);
});

test('what one could not read another tries, after a pause', async () => {
  const [holder] = nodes;
  const { reading, readers, clock } = peers((node, how) => {
    if (how === 'hold') return node === holder ? 'right' : 'none';
    return readers.length < 3 ? 'failed' : 'right';
  });
  await turn();
  expect(readers).toHaveLength(1);
  for (const ms of [250, 500]) {
    clock.pass(ms);
    await turn();
  }
  expect(await reading).toEqual([{ held: ['right'], unheard: 0, read: 'right' }]);
  expect(new Set(readers).size).toBe(3);
});

test('an item that all hold has no reader, and one that nobody holds is not read', async () => {
  const everywhere = peers(() => 'right');
  expect(await everywhere.reading).toMatchObject([{ read: 'no-reader' }]);
  const nowhere = peers(() => 'none');
  expect(await nowhere.reading).toEqual([{ held: [], unheard: 0, read: 'not-read' }]);
  expect([...everywhere.readers, ...nowhere.readers]).toEqual([]);
});

test('a node that is not heard of is counted', async () => {
  const [silent] = nodes;
  const { reading } = peers((node) => (node === silent ? undefined : 'none'));
  expect(await reading).toMatchObject([{ unheard: 1 }]);
});
