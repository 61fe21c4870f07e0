import { expect, it } from 'vitest';
import { childrenOf, eventually, starmesh, start } from './program.ts';

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

it('could not go on when the Node with more memory that it has started is killed', async () => {
  const simulate = `exec "${process.execPath}" dist/bin.js simulate --nodes 3000 --queries 1000`;
  const { pid, ended } = start('sh', ['-c', `NODE_OPTIONS=--max-old-space-size=80 ${simulate}`]);
  const [child = 0] = await eventually('the other Node', () => {
    const children = childrenOf(pid, 'dist/bin.js');
    return children.length > 0 && children;
  });
  process.kill(child, 'SIGKILL');
  expect((await ended).exitCode).toBe(3);
});
