import { expect, it } from 'vitest';
import type { Lab } from '../../source/lab/live/runtime.ts';
import type { NodeView } from '../../source/lab/view/node-view.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { eventually, isGone } from './program.ts';
import { eventsOf, openRealLab, until } from './real-lab.ts';

const [n1, n2, n3] = [nodeId(1), nodeId(2), nodeId(3)];

function viewOf({ nodes }: LabSnapshot, id: string): NodeView | undefined {
  return nodes.find((node) => node.id === id);
}

function pidsOf({ nodes }: LabSnapshot): readonly (number | undefined)[] {
  return nodes.map(({ pid }) => pid);
}

/** Waits until the lab works and so many more requests are done than now. */
async function workOn(lab: Lab, requests = 30): Promise<LabSnapshot> {
  const { generation } = await until(lab, ({ phase }) => phase === 'working');
  const { succeeded } = lab.source.current().requests;
  return until(lab, (now) => now.generation !== generation || now.requests.succeeded >= succeeded + requests);
}

it('the same processes become a mesh and a star again, and work goes on', async () => {
  const lab = await openRealLab({ nodes: 5 });
  const star = await workOn(lab);
  lab.dispatch({ type: 'switch-mode' });
  expect(lab.source.current()).toMatchObject({ phase: 'switching', mode: 'peer-to-peer', generation: 2 });
  const mesh = await workOn(lab);
  lab.dispatch({ type: 'switch-mode' });
  const again = await workOn(lab);
  expect([star, mesh, again].map(({ mode, generation }) => `${mode} ${generation}`)).toEqual([
    'client-server 1',
    'peer-to-peer 2',
    'client-server 3',
  ]);
  expect(pidsOf(mesh)).toEqual(pidsOf(star));
  expect(pidsOf(again)).toEqual(pidsOf(star));
  expect(mesh.nodes.map(({ role }) => role)).toEqual(['peer', 'peer', 'peer', 'peer', 'peer']);
  expect(again.nodes.map(({ role }) => role)).toEqual(['server', 'client', 'client', 'client', 'client']);
  expect(again.comparison).toMatchObject({ before: { mode: 'peer-to-peer' }, after: { mode: 'client-server' } });
  expect([star, mesh, again].map(({ requests }) => requests.failed)).toEqual([0, 0, 0]);
});

it('a node that was killed stays dead through a switch, and can be started again', async () => {
  const lab = await openRealLab({ nodes: 5 });
  const before = await workOn(lab);
  lab.dispatch({ type: 'kill-node', node: n3 });
  const dead = await until(lab, (now) => viewOf(now, n3)?.state === 'down');
  expect(viewOf(dead, n3)).toMatchObject({ cause: 'killed (SIGKILL)', pid: undefined });
  expect(eventsOf(dead)).toContain('n3: is down: killed (SIGKILL)');
  lab.dispatch({ type: 'switch-mode' });
  const mesh = await workOn(lab);
  expect(viewOf(mesh, n3)).toMatchObject({ state: 'down' });
  lab.dispatch({ type: 'restart-node', node: n3 });
  const back = await until(lab, (now) => (viewOf(now, n3)?.requestsMade ?? 0) > 0);
  expect(viewOf(back, n3)).toMatchObject({ state: 'ready', role: 'peer', cause: undefined });
  expect(viewOf(back, n3)?.pid).not.toBe(viewOf(before, n3)?.pid);
});

it('a star without its server fails, and works again when the server is back', async () => {
  const lab = await openRealLab({ nodes: 4 });
  expect((await workOn(lab)).requests.failed).toBe(0);
  lab.dispatch({ type: 'kill-node', node: n1 });
  const failing = await until(lab, ({ requests }) => requests.failed >= 20);
  expect(viewOf(failing, n1)).toMatchObject({
    state: 'down',
    role: 'server',
    cause: 'killed (SIGKILL)',
    listening: false,
  });
  const outcomes = failing.log.flatMap((entry) => (entry.type === 'operation' ? [entry.outcome] : []));
  expect(outcomes.at(-1)).toBe('unreachable');
  lab.dispatch({ type: 'restart-node', node: n1 });
  await until(
    lab,
    (now) => viewOf(now, n1)?.state === 'ready' && now.placement.items.every(({ holders }) => holders.has(n1)),
  );
  const { requests } = await workOn(lab, 100);
  const settled = await workOn(lab, 50);
  expect(settled.requests.failed - requests.failed).toBe(0);
});

it('a star with two servers loses nothing and fails nobody when the first is killed, nor when it is back and the second is', async () => {
  const lab = await openRealLab({ servers: 2, nodes: 5 });
  const before = await workOn(lab, 60);
  expect(before.placement.items.filter(({ holders }) => holders.size !== 2)).toEqual([]);
  for (const [dead, other] of [
    [n1, n2],
    [n2, n1],
  ] as const) {
    lab.dispatch({ type: 'kill-node', node: dead });
    await until(lab, (now) => viewOf(now, dead)?.state === 'down');
    const during = await workOn(lab, 60);
    expect(viewOf(during, dead)).toMatchObject({ state: 'down', cause: 'killed (SIGKILL)' });
    expect(during.placement.items.map(({ holders }) => [...holders.keys()])).toEqual(Array(15).fill([other]));
    lab.dispatch({ type: 'restart-node', node: dead });
    await until(
      lab,
      // Clients dial again after up to 1.6 s: 3 x 2 connections of theirs, and the one between the servers.
      (now) => now.connections.length === 7 && now.placement.items.every(({ holders }) => holders.size === 2),
    );
  }
  expect((await workOn(lab, 60)).requests.failed).toBe(0);
});

it('a mesh goes on when any of its nodes dies', async () => {
  const lab = await openRealLab({ mode: 'peer-to-peer', nodes: 5 });
  await workOn(lab);
  lab.dispatch({ type: 'kill-node', node: n1 });
  await until(lab, (now) => viewOf(now, n1)?.state === 'down');
  const { nodes } = await workOn(lab, 60);
  expect(nodes.filter(({ state }) => state === 'ready')).toHaveLength(4);
});

it('a process that dies by itself is noticed, with its cause', async () => {
  const lab = await openRealLab({ nodes: 3 });
  const { nodes } = await workOn(lab);
  process.kill(nodes[2]?.pid ?? 0, 'SIGSEGV');
  const dead = await until(lab, (now) => viewOf(now, n3)?.state === 'down');
  expect(viewOf(dead, n3)?.cause).toBe('ended by SIGSEGV');
  expect((await workOn(lab)).phase).toBe('working');
});

it('a node that is added takes part, and one that is removed leaves without a failure', async () => {
  const lab = await openRealLab({ nodes: 3 });
  await workOn(lab);
  lab.dispatch({ type: 'add-node' });
  const joined = await until(lab, (now) => (viewOf(now, 'n4')?.requestsMade ?? 0) > 3);
  expect(viewOf(joined, 'n4')).toMatchObject({ state: 'ready', role: 'client', items: 3 - 3 });
  expect(joined.placement.items).toHaveLength(12);
  const { pid } = viewOf(joined, 'n4') ?? {};
  lab.dispatch({ type: 'remove-node' });
  await until(lab, ({ nodes }) => nodes.length === 3);
  await eventually('the process of n4 is gone', () => pid !== undefined && isGone(pid));
  const { requests, log } = await workOn(lab);
  expect(requests.failed).toBe(0);
  expect(log.filter((entry) => entry.type === 'event' && entry.level === 'error')).toEqual([]);
});

it('a lab that is closed leaves no process and nothing that keeps this one alive', async () => {
  const before = heldOpen();
  const lab = await openRealLab({ mode: 'peer-to-peer', nodes: 4 });
  const pids = pidsOf(await workOn(lab)).filter((pid) => pid !== undefined);
  expect(pids).toHaveLength(4);
  await lab.close();
  expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
  await eventually('sockets and pipes are closed', () => heldOpen() <= before);
});

/** What of the things that a lab opens is open in this process. */
function heldOpen(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|Process|Pipe/.test(kind)).length;
}

it('a lab that is closed while it starts leaves no process', async () => {
  const lab = await openRealLab({ nodes: 6 });
  const { nodes } = await until(lab, (now) => now.nodes.some(({ pid }) => pid !== undefined));
  await lab.close();
  const pids = nodes.flatMap(({ pid }) => pid ?? []);
  expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
});

it('a node can be killed before it is ready', async () => {
  const lab = await openRealLab({ nodes: 3 });
  await workOn(lab);
  lab.dispatch({ type: 'add-node' });
  lab.dispatch({ type: 'kill-node', node: nodeId(4) });
  await until(lab, (now) => viewOf(now, 'n4')?.state === 'down');
  lab.dispatch({ type: 'kill-node', node: n2 });
  lab.dispatch({ type: 'switch-mode' });
  expect((await workOn(lab)).mode).toBe('peer-to-peer');
});
