import { expect, it } from 'vitest';
import { starmesh } from './program.ts';

const modes = ['client-server', 'peer-to-peer'] as const;
const cases = [
  ['web', ['--rate', '60'], []],
  ['game', [], ['links']],
  ['tasks', ['--job-size', '100'], ['speedUp']],
  ['distribute', ['--file-size', '512k', '--link', 'up=16mbit'], ['distributionMs']],
] as const;

it.each(
  cases.flatMap(([workload, flags, predicted]) => modes.map((mode) => [workload, mode, flags, predicted] as const)),
)('%s runs on processes, %s, and is checked', async (workload, mode, flags, predicted) => {
  const args = ['--workload', workload, '--mode', mode, '--nodes', '4', '--duration', '4s', '--seed', '7', ...flags];
  const { exitCode, stdout, stderr } = await starmesh(['run', ...args, '--json']).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const run = JSON.parse(stdout);
  expect(run).toMatchObject({ workload, mode, measuredOn: 'processes', workloadCheck: { verdict: 'valid' } });
  expect(run.requests.failed).toBe(0);
  const names = run.predictions.map(({ name }: { name: string }) => name);
  expect(names).toEqual([...predicted]);
  for (const { ratio } of run.predictions) expect(ratio).toBeGreaterThan(0.5);
});
