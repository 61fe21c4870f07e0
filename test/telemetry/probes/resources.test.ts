import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { readProcessUsage } from '../../../source/telemetry/probes/resources.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(program: string): ChildProcess {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

describe.runIf(existsSync('/proc/self/stat'))('process usage', () => {
  it('agrees with what a process says of itself', async () => {
    const child = start(`
      const until = Date.now() + 300;
      while (Date.now() < until);
      const { user, system } = process.cpuUsage();
      console.log(JSON.stringify({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() }));
      process.stdin.resume();
    `);
    const [said] = await once(child.stdout ?? child, 'data');
    const own = JSON.parse(String(said));
    const usage = readProcessUsage(child.pid ?? 0);
    expect(usage?.cpuMs).toBeGreaterThan(own.cpuMs - 50);
    expect(usage?.cpuMs).toBeLessThan(own.cpuMs + 250);
    expect(Math.abs((usage?.rssBytes ?? 0) / own.rssBytes - 1)).toBeLessThan(0.2);
  });

  it('is absent for a process that has ended, also before it is collected', async () => {
    const child = start('');
    await once(child, 'exit');
    expect(readProcessUsage(child.pid ?? 0)).toBeUndefined();
  });

  it('is absent for a number that is no process', () => {
    expect(readProcessUsage(2 ** 31 - 1)).toBeUndefined();
    expect(readProcessUsage(-1)).toBeUndefined();
  });
});
