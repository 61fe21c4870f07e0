import { afterEach, describe, expect, it } from 'vitest';
import { isAlive, type ProgramInTerminal, startInTerminal } from './program-in-terminal.ts';

const running: ProgramInTerminal[] = [];

/** A dashboard over four processes, and four more beside them: both work. */
async function startBoth(
  more: readonly string[] = [],
): Promise<{ lab: ProgramInTerminal; first: number[]; second: number[] }> {
  const lab = startInTerminal(['--seed', '7', '--nodes', '4', ...more], 120, 40);
  running.push(lab);
  await lab.until('one lab', (screen) => /● live/.test(screen));
  const first = lab.nodePids();
  lab.press('b');
  await lab.until(
    'both labs at work',
    (screen) => /messages\/request/.test(screen) && /00:\d\d · n \d+, \d+/.test(screen),
  );
  const second = lab.nodePids().filter((pid) => !first.includes(pid));
  expect([first.length, second.length]).toEqual([4, 4]);
  return { lab, first, second };
}

describe('both at once on a terminal', () => {
  afterEach(() => {
    for (const lab of running.splice(0)) lab.dispose();
  });

  it('kills in both, and b ends the second lab with every process of it, and none of the first', async () => {
    const { lab, first, second } = await startBoth();
    lab.press('j');
    lab.press('x');
    await lab.until('two dead', (screen) => /1 +nodes down +1/.test(screen));
    lab.press('r');
    await lab.until('nobody down', (screen) => !/n2 +down/.test(screen) && /0 +nodes down +0/.test(screen));
    const all = lab.nodePids();
    lab.press('b');
    await lab.until(
      'one lab again',
      (screen) => /Data placement/.test(screen) && !lab.nodePids().some((pid) => second.includes(pid)),
    );
    expect(second.filter(isAlive)).toEqual([]);
    const left = first.filter(isAlive);
    expect(left).toHaveLength(3); // and n2, which was started again
    await lab.until('four processes', () => lab.nodePids().length === 4);
    expect(lab.nodePids().every((pid) => all.includes(pid))).toBe(true);
    lab.press('q');
    expect(await lab.exitCode).toBe(0);
    expect([...all, ...first, ...second].filter(isAlive)).toEqual([]);
  });

  it.each([
    ['q', 0],
    ['SIGTERM', 130],
    ['SIGHUP', 130],
  ] as const)('leaves no process of either lab on %s', async (end, exitCode) => {
    const { lab, first, second } = await startBoth(['--mode', 'mesh']);
    if (end === 'q') lab.press('q');
    else process.kill(lab.pid(), end);
    expect(await lab.exitCode).toBe(exitCode);
    expect([...first, ...second].filter(isAlive)).toEqual([]);
    expect(lab.screen()).toBe('normal');
  });
});
