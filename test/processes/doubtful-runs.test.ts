import { describe, expect, it } from 'vitest';
import { bytesWrittenBy, childrenOf, eventually, starmesh } from './program.ts';

const run = ['run', '--json', '--nodes', '4', '--seed', '7', '--rate', '200', '--value-size', '4096'];

describe('the verdict over a run on processes', () => {
  it.each([
    ['star', 'files'],
    ['mesh', 'files'],
    ['mesh', 'game'],
  ])(
    'is unknown, with the cause and exit code 1, when all nodes were killed from outside: %s, %s',
    async (mode, workload) => {
      const lab = starmesh([...run, '--mode', mode, '--workload', workload, '--duration', '8s']);
      const nodes = await eventually('four nodes at work', () => {
        const children = childrenOf(lab.pid, 'node-process');
        return children.length === 4 && children.every((child) => bytesWrittenBy(child) > 50_000) && children;
      });
      for (const node of nodes) process.kill(node, 'SIGKILL');
      const { exitCode, stdout } = await lab.ended;
      const document = JSON.parse(stdout);
      expect(exitCode).toBe(1);
      expect(document.doubts).toMatchObject([
        { cause: 'node-died', text: expect.stringMatching(/^n1, n2, n3, n4 died/) },
      ]);
      const judged = workload === 'files' ? document.history : document.workloadCheck;
      expect(judged).toMatchObject({ verdict: 'unknown', cause: 'node-died' });
      if (workload === 'files') expect(document.history).toMatchObject({ lost: 0, corrupt: 0 });
    },
  );

  it('is valid when what was not there lies in the stores of nodes that the lab killed', async () => {
    const { exitCode, stdout } = await starmesh([...run, '--duration', '3s', '--fault', '1s kill server']).ended;
    const { history } = JSON.parse(stdout);
    expect(history).toMatchObject({ readable: 0, lost: 0, corrupt: 0, verdict: 'valid' });
    expect(history.unavailable).toBe(history.acknowledged);
    expect(exitCode).toBe(0);
  });
});
