import { expect, it } from 'vitest';
import { starmesh } from './program.ts';

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
