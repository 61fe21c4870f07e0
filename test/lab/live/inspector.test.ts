import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createInspector } from '../../../source/lab/live/inspector.ts';
import type { Order } from '../../../source/protocol/control/orders.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';

const inspection = { at: 1, connections: [], connectionsTotal: 0, tables: [], frames: [] };
const n1 = nodeId(1);
const n2 = nodeId(2);

function inspected(generation: number) {
  return { type: 'inspected', generation, inspection } as const;
}

describe('an inspector', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function open() {
    const orders: [NodeId, Order][] = [];
    const inspector = createInspector({
      order: (node, order) => orders.push([node, order]),
      generation: () => 3,
      words: () => 'one\ntwo\n',
      changed: () => undefined,
    });
    return { orders, inspector };
  }

  it('asks the node it looks into at once and twice a second, and nobody before and after', () => {
    const { orders, inspector } = open();
    vi.advanceTimersByTime(5_000);
    expect(orders).toEqual([]);
    inspector.watch(n1);
    inspector.watch(n1);
    vi.advanceTimersByTime(1_000);
    expect(orders).toEqual(Array(3).fill([n1, { type: 'inspect', generation: 3 }]));
    inspector.watch(undefined);
    vi.advanceTimersByTime(5_000);
    expect(orders.length).toBe(3);
  });

  it('shows the newest answer of that node with its last words, and none of another node or generation', () => {
    const { inspector } = open();
    inspector.watch(n1);
    inspector.heard(n2, inspected(3));
    inspector.heard(n1, inspected(2));
    expect(inspector.view()).toBeUndefined();
    inspector.heard(n1, inspected(3));
    expect(inspector.view()).toEqual({ ...inspection, node: n1, stderr: ['one', 'two'] });
    inspector.watch(n2);
    expect(inspector.view()).toBeUndefined();
    inspector.close();
  });
});
