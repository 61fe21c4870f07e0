import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bytesWrittenBy, childrenOf, eventually, isGone, type Running, starmesh } from './program.ts';

const run = [
  ...['run', '--nodes', '5', '--duration', '5m', '--value-size', '64k', '--rate', '100', '--capacity', '0'],
  ...['--json', '--seed', '7', '--mode'],
];
/** How soon after the lab every process of a node must be gone, in milliseconds. */
const goneMsMax = 2_000;

/** The processes of a lab's nodes once there are so many. */
function nodesOf({ pid }: Running, atLeast: number): Promise<readonly number[]> {
  return eventually(`${atLeast} node processes`, () => {
    const nodes = childrenOf(pid, 'node-process.cjs');
    return nodes.length >= atLeast && endWithTest(nodes);
  });
}

/** Should they outlive their lab after all, they do not outlive the test that found out. */
function endWithTest(pids: readonly number[]): readonly number[] {
  onTestFinished(() => {
    for (const pid of pids) if (!isGone(pid)) process.kill(pid, 'SIGKILL');
  });
  return pids;
}

/** Waits until a node has written more than what is published, 15 items of 64 kB: the work has begun. */
async function working(nodes: readonly number[]): Promise<void> {
  await eventually('contents are sent', () => nodes.some((pid) => bytesWrittenBy(pid) > 3_000_000), 30_000);
}

async function expectGone(pids: readonly number[]): Promise<void> {
  await eventually(`${pids.length} node processes are gone`, () => pids.every(isGone), goneMsMax);
}

/** Stopped by SIGSTOP. */
function isStopped(pid: number): boolean {
  return existsSync(`/proc/${pid}/status`) && /^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe.skipIf(!existsSync('/proc/self/status'))('when the lab dies', () => {
  it.each(['client-server', 'peer-to-peer'])('by SIGKILL, no process of a %s network outlives it', async (mode) => {
    const lab = starmesh([...run, mode]);
    const nodes = await nodesOf(lab, 5);
    await working(nodes);
    lab.child.kill('SIGKILL');
    expect((await lab.ended).signal).toBe('SIGKILL');
    await expectGone(nodes);
  });

  it('by SIGKILL while a node is stopped, that one does not stay behind either', async () => {
    const lab = starmesh([...run, 'peer-to-peer', '--fault', '500ms pause n3']);
    const nodes = await nodesOf(lab, 5);
    await eventually('one of them is stopped', () => nodes.some(isStopped), 20_000);
    lab.child.kill('SIGKILL');
    await lab.ended;
    await expectGone(nodes);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s, it ends with the summary so far', async (signal) => {
    const lab = starmesh([...run, 'peer-to-peer']);
    const nodes = await nodesOf(lab, 5);
    await working(nodes);
    lab.child.kill(signal);
    const { exitCode, stdout, stderr } = await lab.ended;
    await expectGone(nodes);
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    const { schema, requests } = JSON.parse(stdout);
    expect(schema).toBe('starmesh.run/1');
    expect(requests.succeeded).toBeGreaterThan(0);
    expect(requests.attempted).toBe(requests.succeeded + requests.failed);
  });

  it('by a signal to its process group, the nodes are still there for the summary', async () => {
    const lab = starmesh([...run, 'client-server']);
    const nodes = await nodesOf(lab, 5);
    await working(nodes);
    process.kill(-lab.pid, 'SIGTERM');
    const { exitCode, stdout } = await lab.ended;
    await expectGone(nodes);
    expect(exitCode).toBe(130);
    const { nodes: summary, requests } = JSON.parse(stdout);
    expect(summary.map(({ state }: { state: string }) => state)).not.toContain('down');
    expect(requests.failed).toBe(0);
  });

  it('by SIGTERM while it starts, it ends with a summary and leaves nothing', async () => {
    const lab = starmesh([...run, 'client-server']);
    await nodesOf(lab, 1);
    lab.child.kill('SIGTERM');
    const nodes = childrenOf(lab.pid, 'node-process.cjs');
    const { exitCode, stdout } = await lab.ended;
    await expectGone(nodes);
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout).requests).toMatchObject({ attempted: 0, perSecond: 0 });
  });

  it('by one Ctrl-C that comes in two ways, it ends with a summary', async () => {
    const lab = starmesh([...run, 'client-server']);
    const nodes = await nodesOf(lab, 5);
    await working(nodes);
    lab.child.kill('SIGSTOP'); // so that both signals are there before it can end
    lab.child.kill('SIGINT');
    lab.child.kill('SIGTERM');
    lab.child.kill('SIGCONT');
    const { exitCode, stdout } = await lab.ended;
    await expectGone(nodes);
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout).nodes).toHaveLength(5);
  });

  it('by an error that nobody catches, no process outlives it', async () => {
    const planted = 'process.on("SIGUSR2",()=>{throw new Error("planted")})';
    const lab = starmesh([...run, 'peer-to-peer'], ['--import', `data:text/javascript,${encodeURIComponent(planted)}`]);
    const nodes = await nodesOf(lab, 5);
    lab.child.kill('SIGUSR2');
    const { exitCode, stderr } = await lab.ended;
    await expectGone(nodes);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('planted');
  });
});
