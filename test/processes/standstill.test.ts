import { describe, expect, it } from 'vitest';
import { bytesWrittenBy, childrenOf, eventually, type Running, starmesh } from './program.ts';

/** Longer than any request takes here, and than the silence after which a connection is given up. */
const stopMs = 6_000;

/** More than publishing twelve items of 16 KiB and storing them makes the nodes write in all: the rest is work. */
const bytesAtWork = 1_000_000;

/** Stops some processes of a lab at work for a while, and gives its document. */
async function stopped(lab: Running, who: (lab: number, nodes: readonly number[]) => readonly number[]) {
  const nodes = await eventually('four nodes at work', () => {
    const children = childrenOf(lab.pid, 'node-process');
    const written = children.map(bytesWrittenBy).reduce((sum, bytes) => sum + bytes, 0);
    return children.length === 4 && written > bytesAtWork && children;
  });
  const all = who(lab.pid, nodes);
  try {
    for (const pid of all) process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, stopMs)); // that long it lasts
  } finally {
    for (const pid of all) process.kill(pid, 'SIGCONT');
  }
  const { exitCode, stdout } = await lab.ended;
  return { exitCode, document: JSON.parse(stdout) };
}

const flags = ['--nodes', '4', '--rate', '40', '--value-size', '16384', '--seed', '7', '--duration', '6s', '--json'];

describe('a lab that somebody stops with all its processes', () => {
  it('says so, and has figures without it', async () => {
    const lab = starmesh(['run', '--mode', 'mesh', ...flags]);
    const { exitCode, document } = await stopped(lab, (pid, nodes) => [pid, ...nodes]);
    const { standstills, requests, history, nodes, durationMs } = document;
    expect(standstills).toEqual([{ atMs: expect.any(Number), ms: expect.any(Number), kind: 'all' }]);
    expect(standstills[0].ms).toBeGreaterThan(stopMs - 1_000);
    expect(requests.latencyMs.max).toBeLessThan(stopMs - 2_000);
    expect(requests.failed).toBe(0);
    expect(durationMs).toBeLessThan(stopMs + 5_000);
    expect(nodes.map(({ state }: { state: string }) => state)).toEqual(Array(4).fill('ready'));
    expect([exitCode, history.verdict]).toEqual([0, 'valid']);
  });

  it('knows when it was stopped alone, and that its nodes went on', async () => {
    const lab = starmesh(['run', ...flags]);
    const { exitCode, document } = await stopped(lab, (pid) => [pid]);
    expect(document.standstills).toMatchObject([{ kind: 'lab' }]);
    const [{ atMs, ms }] = document.standstills;
    expect(atMs).toBeGreaterThan(0); // it began within the run, and was over in it
    expect(atMs + ms).toBeLessThan(document.durationMs + 1_000);
    expect(document.requests).toMatchObject({ failed: 0 });
    expect(exitCode).toBe(0);
  });
});
