import { describe, expect, test } from 'vitest';
import { linkProfiles } from '../../../source/links/link-profile.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { crossTo, type driveLab, labIn, ordersOf, textsOf, typesOf } from '../drive-lab.ts';

describe('a lab that switches its mode', () => {
  test('makes the same machines something else in the next generation', () => {
    const lab = labIn('working');
    const effects = lab.asks({ type: 'switch-mode' });
    expect(effects[0]).toEqual({
      type: 'begin-generation',
      mode: 'peer-to-peer',
      overlay: 'flooding',
      workload: 'files',
    });
    expect(
      ordersOf(effects, 'configure').map(([node, { generation, plan }]) => [node, generation, plan.role.type]),
    ).toEqual([
      ['n1', 2, 'peer'],
      ['n2', 2, 'peer'],
      ['n3', 2, 'peer'],
    ]);
    expect(effects.at(-1)).toEqual({ type: 'watch-phase', phase: 'switching', generation: 2 });
    expect(lab.state).toMatchObject({ phase: 'switching', mode: 'peer-to-peer', generation: 2 });
    crossTo(lab, 'working');
    expect(lab.state.phase).toBe('working');
    expect(typesOf(effects)).not.toContain('launch');
  });

  test('drops what nodes of the old generation still say', () => {
    const lab = labIn('working');
    lab.asks({ type: 'switch-mode' });
    const before = lab.steps();
    expect(lab.reports(1, { type: 'configured', generation: 1, host: '127.0.0.9', port: 9, restored: 0 })).toEqual([]);
    expect(lab.reports(1, { type: 'joined', generation: 1 })).toEqual([]);
    expect(lab.reports(1, { type: 'work-done', generation: 1, phase: 'publish' })).toEqual([]);
    expect(lab.steps()).toEqual(before);
    expect(lab.node(1)?.host).toBe('127.0.0.1');
  });

  test('does not switch while it starts or switches', () => {
    const starting = labIn('starting');
    expect(starting.asks({ type: 'switch-mode' })).toEqual([]);
    const lab = labIn('working');
    lab.asks({ type: 'switch-mode' });
    expect(lab.asks({ type: 'switch-mode' })).toEqual([]);
    expect(lab.state.generation).toBe(2);
  });

  test('leaves the dead dead, and makes the first that lives the server', () => {
    const lab = labIn('working');
    lab.exits(1);
    lab.asks({ type: 'switch-mode' });
    expect(lab.node(1)).toMatchObject({ step: 'down', role: undefined });
    crossTo(lab, 'working');
    const roles = ordersOf(lab.asks({ type: 'switch-mode' }), 'configure').map(([node, { plan }]) => [node, plan.role]);
    expect(roles).toEqual([
      ['n2', { type: 'server', others: [] }],
      ['n3', { type: 'client', servers: ['n2'] }],
    ]);
  });

  test('gives a node that is started again just then a role of the new mode, not its old one', () => {
    const lab = labIn('working');
    lab.exits(3);
    lab.asks({ type: 'restart-node', node: nodeId(3) });
    lab.asks({ type: 'switch-mode' });
    crossToWithout(lab, [1, 2]);
    const [configure] = ordersOf(lab.ready(3), 'configure');
    expect(configure?.[1]).toMatchObject({ generation: 2, plan: { role: { type: 'peer' } } });
  });

  test('goes on when a node dies on the way', () => {
    const lab = labIn('working');
    lab.asks({ type: 'switch-mode' });
    lab.configured(1);
    lab.configured(2);
    expect(ordersOf(lab.exits(3), 'start').map(([node]) => node)).toEqual(['n1', 'n2']);
  });

  test('kills a node that does not follow, so that the others go on', () => {
    const lab = labIn('working');
    lab.asks({ type: 'switch-mode' });
    lab.configured(1);
    lab.configured(2);
    const effects = lab.feed({ type: 'phase-overdue', generation: 2, phase: 'switching' });
    expect(effects.filter(({ type }) => type === 'kill')).toEqual([{ type: 'kill', node: 'n3' }]);
    lab.exits(3);
    expect(lab.steps()).toEqual(['n1 joining', 'n2 joining', 'n3 down']);
  });
});

function crossToWithout(lab: ReturnType<typeof driveLab>, nodes: readonly number[]): void {
  for (const node of nodes) lab.configured(node);
  for (const node of nodes) lab.joined(node);
}

describe('links', () => {
  const slow = { ...linkProfiles.wan };
  const plan = { lab: slow, nodes: new Map([[nodeId(2), linkProfiles.loopback]]) };

  test('are ordered before a node is configured, unless they are loopback', () => {
    const lab = labIn('starting', { link: plan });
    lab.ready(1);
    lab.ready(2);
    const orders = lab.ready(3).flatMap((effect) => (effect.type === 'order' ? [effect] : []));
    expect(orders.map(({ node, order }) => `${node} ${order.type}`)).toEqual([
      ...['n1 link', 'n1 configure', 'n2 configure', 'n3 link', 'n3 configure'],
    ]);
    expect(orders[0]?.order).toMatchObject({ link: slow });
  });

  test('are changed on all living nodes, and in the log', () => {
    const lab = labIn('working');
    lab.exits(3);
    const effects = lab.asks({ type: 'set-link', link: plan });
    expect(ordersOf(effects, 'link').map(([node, { link }]) => [node, link.name])).toEqual([
      ['n1', 'wan'],
      ['n2', 'loopback'],
    ]);
    expect(textsOf(effects)).toEqual([
      'info: lab links become wan (40 ms, jitter 4 ms, up 20 mbit, down 100 mbit, loss 0.1%); all: wan; n2: loopback',
    ]);
    expect(lab.state.settings.link).toBe(plan);
  });

  test('become the next profile', () => {
    const lab = labIn('working');
    lab.asks({ type: 'next-link' });
    lab.asks({ type: 'next-link' });
    expect(lab.state.settings.link.lab).toBe(linkProfiles.wan);
  });
});
