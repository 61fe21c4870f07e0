import { expect, test } from 'vitest';
import { createCheckOrders, readsPerOrder } from '../../../source/lab/check/check-orders.ts';
import type { CheckHow, Finding } from '../../../source/protocol/control/history.ts';
import type { Order } from '../../../source/protocol/control/orders.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { sha } from '../../nodes/drive-node.ts';
import { handClock, turn } from '../live/hand-clock.ts';

const [n1, n2] = [nodeId(1), nodeId(2)];

function asking() {
  const clock = handClock();
  const sent: Extract<Order, { type: 'check' }>[] = [];
  const orders = createCheckOrders({
    ...clock,
    order: (_node, order) => void (order.type === 'check' && sent.push(order)),
  });
  const found: (Finding | undefined)[] = [];
  let isDone = false;
  return {
    ...{ clock, sent, orders, found },
    isDone: () => isDone,
    ask(count: number, how: CheckHow = 'read') {
      const drafts = Array.from({ length: count }, (_, place) => {
        const name = `item-${place}`;
        return { place, item: { name, hash: sha(name), at: 0, author: n1, servedBy: n1 } };
      });
      void orders
        .ask({ node: n1, generation: 1, how, drafts, until: 1_000 }, ({ place }, finding) => {
          found[place] = finding;
        })
        .then(() => {
          isDone = true;
        });
    },
    answer(part: number, node = n1) {
      const { number = 0, items = [] } = sent[part] ?? {};
      orders.onChecked(node, { type: 'checked', generation: 1, number, findings: items.map(() => 'right') });
    },
  };
}

test('reads in parts, and is done when all parts are answered', async () => {
  const { ask, answer, sent, found, isDone, clock } = asking();
  ask(readsPerOrder + 1);
  expect(sent.map(({ items }) => items.length)).toEqual([readsPerOrder, 1]);
  answer(1);
  await turn();
  expect([found[readsPerOrder], found[0], isDone()]).toEqual(['right', undefined, false]);
  answer(0);
  await turn();
  expect([new Set(found), isDone()]).toEqual([new Set(['right']), true]);
  expect(clock.pending()).toBe(0);
});

test('takes an inventory in one order', () => {
  const { ask, sent } = asking();
  ask(readsPerOrder + 1, 'hold');
  expect(sent).toHaveLength(1);
});

test('finds nothing when time is up, or the node is gone; an answer that comes later is nobody’s', async () => {
  const late = asking();
  late.ask(2);
  late.clock.pass(1_000);
  await turn();
  expect([late.found, late.isDone()]).toEqual([[undefined, undefined], true]);
  late.answer(0);
  await turn();
  expect(late.found).toEqual([undefined, undefined]);

  const gone = asking();
  gone.ask(1);
  gone.orders.onExited(n2);
  await turn();
  expect(gone.isDone()).toBe(false);
  gone.orders.onExited(n1);
  await turn();
  expect([gone.found, gone.isDone()]).toEqual([[undefined], true]);
});

test('hears only the node that was asked', async () => {
  const { ask, answer, found } = asking();
  ask(1);
  answer(0, n2);
  await turn();
  expect(found).toEqual([]);
});
