import { describe, expect, test } from 'vitest';
import { nodeId } from '../../../source/protocol/ids.ts';
import { labIn, ordersOf, workOf } from '../drive-lab.ts';

describe('a lab whose switch is overdue', () => {
  test('kills who is still joining, and spares who joined and waits to publish', () => {
    const lab = labIn('working');
    lab.asks({ type: 'switch-mode' });
    for (const node of [1, 2, 3]) lab.configured(node);
    lab.joined(1);
    expect(lab.joined(2)).toEqual([]);
    const effects = lab.feed({ type: 'phase-overdue', generation: 2, phase: 'switching' });
    expect(effects.filter(({ type }) => type === 'kill')).toEqual([{ type: 'kill', node: 'n3' }]);
    lab.exits(3);
    expect([lab.state.phase, lab.steps()]).toEqual(['publishing', ['n1 publishing', 'n2 publishing', 'n3 down']]);
  });
});

describe('a lab whose nodes come and go', () => {
  test('kills a node on request, and hears of it as of any other death', () => {
    const lab = labIn('working');
    expect(lab.asks({ type: 'kill-node', node: nodeId(2) })).toEqual([{ type: 'kill', node: 'n2' }]);
    expect(lab.node(2)?.step).toBe('working');
    lab.exits(2);
    expect(lab.node(2)).toMatchObject({ step: 'down', downAt: expect.any(Number) });
    expect(lab.asks({ type: 'kill-node', node: nodeId(2) })).toEqual([]);
    expect(lab.asks({ type: 'kill-node', node: nodeId(99) })).toEqual([]);
  });

  test('starts a killed node again when its process is gone, however soon the fault is over', () => {
    const lab = labIn('working');
    const fault = { type: 'kill', target: nodeId(2) } as const;
    expect(lab.asks({ type: 'fault', fault, forMs: 1 })).toContainEqual({
      type: 'later',
      ms: 1,
      event: { type: 'fault-over', id: 1 },
    });
    expect(lab.feed({ type: 'fault-over', id: 1 })).not.toContainEqual({ type: 'launch', node: 'n2' });
    expect(lab.exits(2)).toContainEqual({ type: 'launch', node: 'n2' });
    lab.asks({ type: 'kill-node', node: nodeId(3) });
    lab.asks({ type: 'restart-node', node: nodeId(3) });
    expect(lab.exits(3)).toContainEqual({ type: 'launch', node: 'n3' });
  });

  test('does to a node that has no process yet what it was told, as soon as it has one', () => {
    for (const [type, effect] of [
      ['kill', { type: 'kill', node: 'n2' }],
      ['pause', { type: 'signal', node: 'n2', signal: 'pause' }],
      ['leave', { type: 'order', node: 'n2', order: { type: 'shutdown' } }],
    ] as const) {
      const lab = labIn('working');
      lab.exits(2);
      lab.asks({ type: 'restart-node', node: nodeId(2) });
      lab.asks({ type: 'fault', fault: { type, target: nodeId(2) }, forMs: 50 });
      expect(lab.ready(2)).toContainEqual(effect);
    }
  });

  test('leaves a node dead that no fault of the lab killed, whatever churn is over', () => {
    const lab = labIn('working');
    lab.asks({ type: 'fault', fault: { type: 'churn', sessionMs: 100 }, forMs: 1_000 });
    lab.exits(2);
    lab.feed({ type: 'churn', node: nodeId(2), churn: 1 });
    lab.feed({ type: 'fault-over', id: 1 });
    expect(lab.node(2)).toMatchObject({ step: 'down', endedByLab: false });
  });

  test('ignores what a dead node still says', () => {
    const lab = labIn('working');
    lab.exits(2);
    expect(lab.joined(2)).toEqual([]);
    expect(lab.node(2)?.step).toBe('down');
    expect(lab.reports(42, { type: 'ready', pid: 1 })).toEqual([]);
  });

  test('starts a dead node again with its old role and another seed, alone through all its steps', () => {
    const lab = labIn('working');
    expect(lab.asks({ type: 'restart-node', node: nodeId(2) })).toEqual([]); // it lives
    lab.exits(2);
    expect(lab.asks({ type: 'restart-node', node: nodeId(2) })[0]).toEqual({ type: 'launch', node: 'n2' });
    const [configure] = ordersOf(lab.ready(2), 'configure');
    expect(configure?.[1].plan.role).toEqual({ type: 'client', servers: ['n1'] });
    expect(lab.node(2)).toMatchObject({ incarnation: 1, cause: undefined, downAt: undefined });
    const started = lab.configured(2);
    expect(ordersOf(started, 'start').map(([node]) => node)).toEqual(['n2']);
    expect(ordersOf(started, 'contacts').map(([node]) => node)).toEqual(['n1', 'n3']);
    expect(workOf(lab.joined(2))).toEqual(['n2 publish']);
    expect(workOf(lab.done(2, 'publish'))).toEqual(['n1 run', 'n2 run', 'n3 run']);
  });

  test('lets everybody publish again when the server comes back with nothing', () => {
    const lab = labIn('working');
    lab.exits(1);
    lab.asks({ type: 'restart-node', node: nodeId(1) });
    lab.ready(1);
    lab.configured(1);
    expect(workOf(lab.joined(1))).toEqual(['n1 publish', 'n2 publish', 'n3 publish']);
    lab.done(1, 'publish');
    lab.done(2, 'publish');
    lab.done(3, 'publish');
    expect(lab.steps()).toEqual(['n1 working', 'n2 working', 'n3 working']);
  });

  test('lets nobody publish again when the other server told it everything', () => {
    const lab = labIn('working', { servers: 2 });
    lab.exits(1);
    lab.asks({ type: 'restart-node', node: nodeId(1) });
    const [configure] = ordersOf(lab.ready(1), 'configure');
    expect(configure?.[1].plan.role).toEqual({ type: 'server', others: ['n2'] });
    lab.configured(1);
    expect(workOf(lab.joined(1))).toEqual(['n1 publish']);
    lab.done(1, 'publish');
    lab.exits(1);
    lab.exits(2);
    lab.asks({ type: 'restart-node', node: nodeId(2) });
    lab.ready(2);
    lab.configured(2);
    expect(workOf(lab.joined(2))).toEqual(['n2 publish', 'n3 publish']);
  });

  test('lets also those publish again who had published already when the server died before the work began', () => {
    const lab = labIn('publishing');
    lab.done(1, 'publish');
    lab.done(2, 'publish');
    lab.exits(1);
    lab.asks({ type: 'restart-node', node: nodeId(1) });
    lab.ready(1);
    lab.configured(1);
    expect(workOf(lab.joined(1))).toEqual(['n1 publish', 'n2 publish', 'n3 publish']);
    for (const node of [1, 2, 3]) lab.done(node, 'publish');
    expect(lab.state.phase).toBe('working');
  });

  test('adds a node with a name that was never used, up to its limit', () => {
    const lab = labIn('working');
    expect(lab.asks({ type: 'add-node' })).toEqual([{ type: 'launch', node: 'n4' }]);
    lab.asks({ type: 'remove-node' });
    lab.exits(4);
    expect(lab.asks({ type: 'add-node' })).toEqual([{ type: 'launch', node: 'n5' }]);
    expect(lab.asks({ type: 'add-node' })).toEqual([{ type: 'launch', node: 'n6' }]);
    expect(lab.asks({ type: 'add-node' })).toEqual([]);
  });

  test('makes a newcomer a client, shares the rate anew and tells everybody what he authors', () => {
    const lab = labIn('working', { rate: 30 });
    lab.asks({ type: 'add-node' });
    expect(ordersOf(lab.ready(4), 'configure')[0]?.[1].plan.role).toEqual({ type: 'client', servers: ['n1'] });
    lab.configured(4);
    lab.joined(4);
    const work = ordersOf(lab.done(4, 'publish'), 'work');
    expect(work.map(([node, { rate, authors }]) => [node, rate, authors.length])).toEqual([
      ['n1', 0, 4],
      ['n2', 10, 4],
      ['n3', 10, 4],
      ['n4', 10, 4],
    ]);
  });

  test('makes a newcomer a client of the server that is down just now', () => {
    const lab = labIn('working');
    lab.exits(1);
    lab.asks({ type: 'add-node' });
    expect(ordersOf(lab.ready(4), 'configure')[0]?.[1].plan.role).toEqual({ type: 'client', servers: ['n1'] });
  });

  test('lets the last node leave in peace, and forgets it when it has gone', () => {
    const lab = labIn('working');
    expect(ordersOf(lab.asks({ type: 'remove-node' }), 'shutdown').map(([node]) => node)).toEqual(['n3']);
    expect(lab.node(3)?.step).toBe('leaving');
    expect(lab.exits(3)).toEqual([]);
    expect(lab.steps()).toEqual(['n1 working', 'n2 working']);
  });

  test('removes no server and keeps two nodes', () => {
    const lab = labIn('working', { nodes: 2 });
    expect(lab.asks({ type: 'remove-node' })).toEqual([]);
    expect(lab.steps()).toEqual(['n1 working', 'n2 working']);
  });

  test('removes a dead node at once', () => {
    const lab = labIn('working');
    lab.exits(3);
    expect(lab.asks({ type: 'remove-node' })).toEqual([]);
    expect(lab.steps()).toEqual(['n1 working', 'n2 working']);
  });
});
