import { describe, expect, test } from 'vitest';
import type { LabEffect } from '../../../source/lab/rules/state.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { driveLab, labIn, ordersOf, textsOf, typesOf, workOf } from '../drive-lab.ts';

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
