import { existsSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { nicerBy } from '../../source/drivers/give-way.ts';
import { openRealLab, until } from './real-lab.ts';

describe('the processes of nodes', () => {
  it('give way to the lab when cores are short', async () => {
    const lab = await openRealLab({ nodes: 2 });
    expect(await lab.reached('working', 'failed')).toBe('working');
    const pids = lab.source.current().nodes.map(({ pid }) => pid ?? expect.fail());
    expect(pids.map((pid) => getPriority(pid))).toEqual(pids.map(() => Math.min(19, getPriority() + nicerBy)));
  });

  it.runIf(existsSync('/proc/self/autogroup'))('give way as sessions too, by which Linux weighs first', async () => {
    const lab = await openRealLab({ nodes: 1 });
    expect(await lab.reached('working', 'failed')).toBe('working');
    const pid = lab.source.current().nodes[0]?.pid;
    await until(lab, () => readFileSync(`/proc/${pid}/autogroup`, 'utf8').includes(` nice ${nicerBy}\n`));
  });
});
