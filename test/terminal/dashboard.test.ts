import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive, type ProgramInTerminal, program, startInTerminal } from './program-in-terminal.ts';

const args = ['--seed', '7', '--nodes', '4'];
const running: ProgramInTerminal[] = [];

function start(columns: number, rows: number, more: readonly string[] = []): ProgramInTerminal {
  const lab = startInTerminal([...args, ...more], columns, rows);
  running.push(lab);
  return lab;
}

const isLive = (screen: string): boolean => / live\b/.test(screen) && !screen.includes('switching');

/** The terminal is as it was before: first screen, cursor, wrapping, lines and echo; and nothing runs any more. */
function expectRestored(lab: ProgramInTerminal, pids: readonly number[]): void {
  const transcript = lab.transcript();
  for (const mode of ['?1049', '?25', '?7']) {
    const [on, off] = mode === '?1049' ? ['l', 'h'] : ['h', 'l'];
    expect(transcript).toContain(`\x1b[${mode}${off}`);
    expect(transcript.lastIndexOf(`\x1b[${mode}${on}`)).toBeGreaterThan(transcript.lastIndexOf(`\x1b[${mode}${off}`));
  }
  expect(lab.screen()).toBe('normal');
  const settings = transcript.slice(transcript.lastIndexOf('\x1b[?1049l'));
  expect(settings).toMatch(/\sicanon\b/);
  expect(settings).toMatch(/\secho\b/);
  expect(settings).toMatch(/\sisig\b/);
  expect(pids.filter(isAlive)).toEqual([]);
}

function expectSummary(lab: ProgramInTerminal): void {
  const summary = lab.transcript().slice(lab.transcript().lastIndexOf('\x1b[?1049l'));
  expect(summary).toMatch(/4 nodes/);
  expect(summary).toMatch(/seed 7/);
  expect(summary).toMatch(/latency +p50/);
}

describe('starmesh on a terminal', () => {
  afterEach(() => {
    for (const lab of running.splice(0)) lab.dispose();
  });

  it('switches, kills, restarts, follows every size, helps and quits', { timeout: 60_000 }, async () => {
    const lab = start(120, 40);
    await lab.until('star', (screen) => isLive(screen) && /CLIENT-SERVER[\s\S]* 3 connections /.test(screen));
    const pids = new Set([lab.pid(), ...lab.nodePids()]);
    expect(lab.nodePids()).toHaveLength(4);

    lab.press('m');
    await lab.until(
      'mesh',
      (screen) =>
        isLive(screen) && /PEER-TO-PEER/.test(screen) && /star became mesh: look at links 3 → \d/.test(screen),
    );
    expect([lab.pid(), ...lab.nodePids()].sort()).toEqual([...pids].sort());
    lab.press('x');
    await lab.until('dead n1', (screen) => /✗ n1 +down/.test(screen) && /r restart/.test(screen));
    expect(lab.nodePids()).toHaveLength(3);
    lab.press('r');
    await lab.until('n1 alive', (screen) => !/✗ n1\b/.test(screen) && /n1 +peer/.test(screen) && /x kill/.test(screen));
    for (const pid of lab.nodePids()) pids.add(pid);
    expect(lab.nodePids()).toHaveLength(4);
    lab.press('m');
    await lab.until(
      'star again',
      (screen) =>
        isLive(screen) && /CLIENT-SERVER/.test(screen) && /mesh became star: look at links \d → 3/.test(screen),
    );
    for (const pid of lab.nodePids()) pids.add(pid);

    lab.press('x');
    await lab.until('dead server', (screen) => /server n1 down/.test(screen) && screen.includes('unreachable'));
    lab.press('x');
    await lab.until('refusal', (screen) => screen.includes('n1 is down already'));
    lab.press('r');
    await lab.until('server again', (screen) => /server n1 +\d/.test(screen));
    for (const pid of lab.nodePids()) pids.add(pid);

    lab.resize(60, 16);
    await lab.until(
      'screen of 60x16',
      () => /CLIENT-SERVER/.test(lab.lines()[0] ?? '') && /q quit/.test(lab.lines()[15] ?? ''),
    );
    lab.resize(40, 10);
    await lab.until('minimum size', (screen) => /needs 60x16.*40x10/.test(screen) && !screen.includes('quit'));
    lab.resize(120, 40);
    await lab.until('screen of 120x40', () => isLive(lab.lines()[0] ?? '') && /q quit/.test(lab.lines()[39] ?? ''));
    lab.press('?');
    await lab.until('the tour below the panes', (screen) => /A short tour/.test(screen) && /Topology/.test(screen));
    lab.press('?');
    await lab.until('help', (screen) => !/A short tour/.test(screen) && /kill the selected node/.test(screen));
    lab.press('\x1b');
    await lab.until('panes', (screen) => !/kill the selected/.test(screen) && /Topology/.test(screen));
    lab.press(' ');
    await lab.until('time stands still', (screen) => screen.includes('PAUSED'));
    lab.press(' ');
    await lab.until('time goes on', (screen) => isLive(screen));
    lab.press('f');
    await lab.until('frozen view', (screen) => screen.includes('FROZEN'));
    lab.press('q');
    expect(await lab.exitCode).toBe(0);
    expectRestored(lab, [...pids]);
    expectSummary(lab);
  });

  it.each([
    ['SIGTERM', 130],
    ['SIGHUP', 130],
  ] as const)('gives the terminal back on %s', { timeout: 40_000 }, async (signal, exitCode) => {
    const lab = start(80, 24);
    await lab.until('live star', isLive);
    const pids = [lab.pid(), ...lab.nodePids()];
    process.kill(lab.pid(), signal);
    expect(await lab.exitCode).toBe(exitCode);
    expectRestored(lab, pids);
  });

  it('quits by Ctrl-C with a summary', { timeout: 40_000 }, async () => {
    const lab = start(80, 24);
    await lab.until('live star', isLive);
    const pids = [lab.pid(), ...lab.nodePids()];
    lab.press('\x03');
    expect(await lab.exitCode).toBe(0);
    expectRestored(lab, pids);
    expectSummary(lab);
  });

  it('does what keys say that were pressed at the first frame, while its nodes start', {
    timeout: 40_000,
  }, async () => {
    const lab = start(80, 24);
    await lab.until('first frame', (screen) => screen.includes('Topology'));
    lab.press('?');
    await lab.until('the tour', (screen) => screen.includes('A short tour'));
    const pids = [lab.pid(), ...lab.nodePids()];
    lab.press('\x1bq');
    expect(await lab.exitCode).toBe(0);
    expectRestored(lab, pids);
  });

  it('quits by Ctrl-C while it starts, in ASCII', { timeout: 40_000 }, async () => {
    const lab = start(80, 24, ['--ascii']);
    await lab.until('first frame', (screen) => screen.includes('Topology'));
    expect(lab.lines().join('')).toMatch(/^[ -~]*$/);
    const pids = [lab.pid(), ...lab.nodePids()];
    lab.press('\x03');
    expect([0, 130]).toContain(await lab.exitCode); // 130: before the dashboard could read keys
    expectRestored(lab, pids);
  });
});

describe('starmesh without a terminal', () => {
  it('names `starmesh run` in one line', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 20_000 });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^[^\n]*`starmesh run`[^\n]*\n$/);
  });
});
