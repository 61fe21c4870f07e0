import { expect, it } from 'vitest';
import { childrenOf, eventually, listensToSignals, starmesh, start } from './program.ts';

it('simulates without a process for each node, says nothing on stderr, and ends', async () => {
  const { exitCode, stdout, stderr, lingeredMs } = await starmesh([
    'simulate',
    '--overlay',
    'flooding',
    '--nodes',
    '100',
    '--queries',
    '3',
  ]).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^ +100 +\d\.\d\d +\d+ +301 +301 /m);
  expect(lingeredMs).toBeLessThan(1_000);
});

it('refuses in one line what the machine cannot hold, before it begins', async () => {
  const { exitCode, stdout, stderr } = await starmesh(['simulate', '--nodes', '10000000', '--queries', '1000000'])
    .ended;
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^starmesh: --nodes 10000000 with --queries 1000000 needs about .*; ask for fewer .*\n$/);
});

/** In a Node with more memory, which it starts. */
async function simulateInAnother() {
  const simulate = `exec "${process.execPath}" dist/bin.js simulate --nodes 3000 --queries 1000`;
  const { pid, ended } = start('sh', ['-c', `NODE_OPTIONS=--max-old-space-size=80 ${simulate}`]);
  const child = await eventually('the other Node', () => childrenOf(pid, '').find(listensToSignals));
  return { pid, child, ended };
}

it('could not go on when the Node with more memory that it has started is killed', async () => {
  const { child, ended } = await simulateInAnother();
  process.kill(child, 'SIGKILL');
  expect((await ended).exitCode).toBe(3);
});

it('prints what there is at Ctrl-C, which reaches both Nodes', async () => {
  const { pid, ended } = await simulateInAnother();
  process.kill(-pid, 'SIGINT');
  const { exitCode, stdout } = await ended;
  expect(exitCode).toBe(130);
  expect(stdout).toContain('messages/query');
});
