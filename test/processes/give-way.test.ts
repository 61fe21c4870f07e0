import { existsSync } from 'node:fs';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { nicerByFor, sessionNice } from '../../source/drivers/node/give-way.ts';
import { startLoneServer } from './lone-server.ts';

import { nodeProgram, openRealLab, until } from './real-lab.ts';

it.each([
  [1, 5],
  [8, 7],
  [32, 13],
  [64, 16],
  [200, 19],
  [100_000, 19],
])('%i nodes are %i nicer: together they weigh no more than a few processes', (nodes, nicer) => {
  expect(nicerByFor(nodes)).toBe(nicer);
  if (nicer < 19) expect(nodes / 1.25 ** nicer).toBeLessThanOrEqual(2);
});

describe('the processes of nodes', () => {
  it('give way to the lab when cores are short', async () => {
    const lab = await openRealLab({ nodes: 2 });
    expect(await lab.reached('working', 'failed')).toBe('working');
    const pids = lab.source.current().nodes.map(({ pid }) => pid ?? expect.fail());
    expect(pids.map((pid) => getPriority(pid))).toEqual(pids.map(() => Math.min(19, getPriority() + nicerByFor(2))));
  });
});

describe.runIf(existsSync('/proc/self/autogroup'))('the sessions of nodes, by which Linux weighs first', () => {
  it('are nicer than the session of the lab', async () => {
    const lab = await openRealLab({ nodes: 1 });
    expect(await lab.reached('working', 'failed')).toBe('working');
    const pid = lab.source.current().nodes[0]?.pid ?? expect.fail();
    await until(lab, () => sessionNice(pid) === Math.min(19, sessionNice(process.pid) + nicerByFor(1)));
  });

  it('stay as they are when a node stands in the session of somebody else', async () => {
    const before = sessionNice(process.pid);
    const server = await startLoneServer(nodeProgram, undefined);
    expect(sessionNice(process.pid)).toBe(before);
    await server.kill();
  });
});
