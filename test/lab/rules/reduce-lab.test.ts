import { describe, expect, test } from 'vitest';
import type { LabEffect } from '../../../source/lab/rules/state.ts';
import { linkProfiles } from '../../../source/links/link-profile.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { crossTo, driveLab, labIn, ordersOf, workOf } from '../drive-lab.ts';

const typesOf = (effects: readonly LabEffect[]): string[] => effects.map(({ type }) => type);
const textsOf = (effects: readonly LabEffect[]): string[] =>
  effects.flatMap((effect) =>
    effect.type === 'log' ? [`${effect.level}: ${effect.node ?? 'lab'} ${effect.text}`] : [],
  );

describe('a lab that starts', () => {
  test('launches its nodes and watches that they come', () => {
    const lab = driveLab();
    expect(lab.feed({ type: 'start' })).toEqual([
      { type: 'launch', node: 'n1' },
      { type: 'launch', node: 'n2' },
      { type: 'launch', node: 'n3' },
      { type: 'watch-phase', phase: 'starting', generation: 1 },
    ]);
    expect(lab.steps()).toEqual(['n1 launching', 'n2 launching', 'n3 launching']);
  });

  test('plans the roles when the last process is there, and not before', () => {
    const lab = labIn('starting');
    expect(lab.ready(2)).toEqual([]);
    expect(lab.ready(1)).toEqual([]);
    const configure = ordersOf(lab.ready(3), 'configure');
    expect(
      configure.map(([node, { plan }]) => [
        node,
        plan.role,
        plan.workload.type === 'files' && plan.workload.concurrency,
      ]),
    ).toEqual([
      ['n1', { type: 'server', others: [] }, 0],
      ['n2', { type: 'client', servers: ['n1'] }, 2],
      ['n3', { type: 'client', servers: ['n1'] }, 2],
    ]);
    expect(new Set(configure.map(([, { plan }]) => plan.seed)).size).toBe(3);
    expect(lab.node(2)?.pid).toBe(102);
  });

  test('goes on without a server whose store is broken, as long as another one holds the same', () => {
    const lab = labIn('starting', { servers: 2 });
    for (const node of [1, 2, 3]) lab.ready(node);
    const text = 'n2/items.log is damaged at byte 77';
    const broken = (node: number): readonly LabEffect[] =>
      lab.reports(node, { type: 'store', generation: 1, state: 'store-broken', text });
    expect(textsOf(broken(2))).toEqual([
      `error: n2 store-broken, writes are refused: ${text}`,
      'error: n2 is ended: the other servers go on without it',
    ]);
    expect(lab.node(2)).toMatchObject({ step: 'down', cause: `its store is broken: ${text}` });
    lab.configured(2); // on its way already
    expect(textsOf(lab.exits(2))).toEqual([]);
    lab.configured(3);
    expect(ordersOf(lab.configured(1), 'start').map(([node]) => node)).toEqual(['n1', 'n3']);
    expect(typesOf(broken(1))).not.toContain('kill');
    expect(lab.node(1)?.step).toBe('joining');
  });

  test('lets them start and publish when all listen, and work when all have joined and published', () => {
    const lab = labIn('starting');
    for (const node of [1, 2, 3]) lab.ready(node);
    expect([lab.configured(1), lab.configured(3)]).toEqual([[], []]);
    const begun = lab.configured(2);
    const start = ordersOf(begun, 'start');
    expect(start.map(([node]) => node)).toEqual(['n1', 'n2', 'n3']);
    expect(start[0]?.[1].contacts).toContainEqual({ node: 'n2', host: '127.0.0.2', port: 4000 });
    expect(workOf(begun)).toEqual(['n1 publish', 'n2 publish', 'n3 publish']);
    expect([lab.joined(2), lab.done(2, 'publish'), lab.joined(1)]).toEqual([[], [], []]);
    expect([lab.state.phase, lab.steps()]).toEqual(['starting', ['n1 publishing', 'n2 published', 'n3 joining']]);
    expect(lab.joined(3)).toEqual([{ type: 'watch-phase', phase: 'publishing', generation: 1 }]);
    expect([lab.state.phase, lab.done(1, 'publish')]).toEqual(['publishing', []]);
    const run = lab.done(3, 'publish');
    expect([lab.state.phase, workOf(run)]).toEqual(['working', ['n1 run', 'n2 run', 'n3 run']]);
    expect(ordersOf(run, 'work').map(([, { rate, authors }]) => [rate, authors])).toEqual([
      [0, ['n1', 'n2', 'n3']],
      [10, ['n1', 'n2', 'n3']],
      [10, ['n1', 'n2', 'n3']],
    ]);
  });

  test('fails with the cause when a process ends before it is ready', () => {
    const lab = labIn('starting');
    lab.exits(2, 'exit code 1: out of memory');
    expect(lab.state).toMatchObject({ phase: 'failed', failure: 'n2 could not start: exit code 1: out of memory' });
  });

  test('fails when a node cannot become what it is to be', () => {
    const lab = labIn('starting');
    lab.ready(1);
    expect(textsOf(lab.reports(1, { type: 'failed', text: 'cannot listen: EACCES' }))).toEqual([
      'error: n1 cannot listen: EACCES',
    ]);
    expect(lab.state).toMatchObject({ phase: 'failed', failure: 'n1 could not start: cannot listen: EACCES' });
  });

  test('fails when nodes are not there in time, and names them', () => {
    const lab = labIn('starting');
    lab.ready(1);
    lab.feed({ type: 'phase-overdue', generation: 1, phase: 'starting' });
    expect(lab.state.failure).toBe('not ready in time: n1 (configuring), n2 (launching), n3 (launching)');
  });

  test('goes on without a node that dies between being ready and the plan', () => {
    const lab = labIn('starting');
    lab.ready(1);
    lab.exits(1);
    lab.ready(2);
    const roles = ordersOf(lab.ready(3), 'configure').map(([node, { plan }]) => [node, plan.role.type]);
    expect(roles).toEqual([
      ['n2', 'server'],
      ['n3', 'client'],
    ]);
    for (const node of [2, 3]) lab.configured(node);
    for (const node of [2, 3]) lab.joined(node);
    expect(lab.state.phase).toBe('publishing');
  });

  test.each(['configuring', 'joining', 'publishing'] as const)('goes on without a node that dies while %s', (step) => {
    const lab = labIn('starting');
    for (const node of [1, 2, 3]) lab.ready(node);
    for (const node of [1, 2]) lab.configured(node);
    if (step !== 'configuring') lab.configured(3);
    if (step !== 'configuring') for (const node of [1, 2]) lab.joined(node);
    if (step === 'publishing') {
      lab.joined(3);
      for (const node of [1, 2]) lab.done(node, 'publish');
    }
    expect(lab.node(3)?.step).toBe(step);
    const effects = lab.exits(3);
    expect(textsOf(effects)).toEqual(['error: n3 is down: killed · SIGKILL']);
    const next = { configuring: 'n2 joining', joining: 'n2 publishing', publishing: 'n2 working' }[step];
    expect(lab.steps()).toContain(next);
    expect(lab.node(3)).toMatchObject({ step: 'down', cause: 'killed · SIGKILL', pid: undefined });
  });

  test('begins the work without those who cannot publish in time', () => {
    const lab = labIn('publishing');
    lab.done(1, 'publish');
    const effects = lab.feed({ type: 'phase-overdue', generation: 1, phase: 'publishing' });
    expect(textsOf(effects)).toEqual(['warning: lab going on without n2 (publishing), n3 (publishing)']);
    expect(lab.state.phase).toBe('working');
    expect(workOf(effects)).toEqual(['n1 run', 'n2 run', 'n3 run']);
  });

  test('does not mind that a phase was overdue which is over', () => {
    const lab = labIn('working');
    for (const phase of ['starting', 'publishing', 'switching'] as const) {
      expect(lab.feed({ type: 'phase-overdue', generation: 1, phase })).toEqual([]);
    }
    expect(lab.feed({ type: 'phase-overdue', generation: 7, phase: 'working' })).toEqual([]);
  });

  test('gives the same plan for the same seed', () => {
    const planOf = (seed: number) => {
      const lab = labIn('starting', { mode: 'peer-to-peer', nodes: 4, degree: 2, seed });
      for (const node of [1, 2, 3]) lab.ready(node);
      return ordersOf(lab.ready(4), 'configure');
    };
    expect(planOf(5)).toEqual(planOf(5));
    expect(planOf(5)).not.toEqual(planOf(6));
  });
});

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

describe('a lab that drains', () => {
  test('is drained when no node has anything open', () => {
    const lab = labIn('working');
    expect(workOf(lab.feed({ type: 'drain' }))).toEqual(['n1 drain', 'n2 drain', 'n3 drain']);
    lab.done(1, 'drain');
    lab.done(2, 'drain');
    expect(lab.state.phase).toBe('draining');
    lab.done(3, 'drain');
    expect(lab.state.phase).toBe('drained');
  });

  test('does not wait for the dead', () => {
    const lab = labIn('working');
    lab.exits(2);
    expect(workOf(lab.feed({ type: 'drain' }))).toEqual(['n1 drain', 'n3 drain']);
    lab.done(1, 'drain');
    lab.exits(3);
    expect(lab.state.phase).toBe('drained');
  });

  test('is drained at once when nobody is left, and asks nothing of a node that is only being launched', () => {
    const lab = labIn('working');
    for (const number of [1, 2, 3]) lab.exits(number);
    lab.asks({ type: 'restart-node', node: nodeId(2) });
    expect(workOf(lab.feed({ type: 'drain' }))).toEqual([]);
    expect(lab.state.phase).toBe('drained');
  });

  test('is drained after its time, whoever is not', () => {
    const lab = labIn('working');
    lab.feed({ type: 'drain' });
    const effects = lab.feed({ type: 'phase-overdue', generation: 1, phase: 'draining' });
    expect(textsOf(effects)).toEqual(['warning: lab going on without n1 (draining), n2 (draining), n3 (draining)']);
    expect(lab.state.phase).toBe('drained');
  });
});

test('a lab never changes a state that it gave', () => {
  const lab = labIn('working');
  const before = lab.state;
  const frozen = JSON.stringify([...before.nodes]);
  lab.exits(2);
  lab.asks({ type: 'switch-mode' });
  expect(JSON.stringify([...before.nodes])).toBe(frozen);
  expect(before.phase).toBe('working');
});

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
