import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { endingSignals } from '../../source/commands/ending-signals.ts';
import { eventually } from '../processes/program.ts';
import { someRecording } from '../recording/some-recording.ts';
import {
  isAlive,
  type ProgramInTerminal,
  program,
  startInTerminal,
  type TerminalSetup,
} from './program-in-terminal.ts';

const running: ProgramInTerminal[] = [];
afterEach(() => {
  for (const lab of running.splice(0)) lab.dispose();
});

function start(args: readonly string[], setup: TerminalSetup = {}): ProgramInTerminal {
  const lab = startInTerminal(['--seed', '7', '--nodes', '3', ...args], 80, 24, process.cwd(), [program], setup);
  running.push(lab);
  return lab;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-ways-out-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isLive = (screen: string): boolean => / live\b/.test(screen);

/** The last lines of the shell may come after its end. */
async function expectGivenBack(lab: ProgramInTerminal): Promise<void> {
  const settings = (): string => lab.transcript().slice(lab.transcript().lastIndexOf('\x1b[?1049l'));
  await eventually('what stty says at the end', () => /\secho\b/.test(settings()));
  expect(settings()).toMatch(/\sicanon\b/);
  const transcript = lab.transcript();
  expect(lab.screen()).toBe('normal');
  expect(transcript.lastIndexOf('\x1b[?25h')).toBeGreaterThan(transcript.lastIndexOf('\x1b[?25l'));
}

describe('the terminal is given back', () => {
  it.each(['SIGQUIT', 'SIGABRT', 'SIGALRM', 'SIGUSR2', 'SIGXCPU'] as const)(
    'on %s, and no data are left',
    { timeout: 40_000 },
    async (signal) => {
      expect(endingSignals).toContain(signal);
      const folder = temporaryFolder();
      const lab = start(signal === 'SIGQUIT' ? [] : ['--on', 'simulation'], { env: { TMPDIR: folder } });
      await lab.until('live star', isLive);
      const pids = [lab.pid(), ...lab.nodePids()];
      process.kill(lab.pid(), signal);
      expect(await lab.exitCode).toBe(130);
      await expectGivenBack(lab);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('by nobody when a file becomes larger than the system allows: the lab goes on', { timeout: 40_000 }, async () => {
    const lab = start(['--on', 'simulation']);
    await lab.until('live star', isLive);
    process.kill(lab.pid(), 'SIGXFSZ');
    lab.press('m');
    await lab.until('live mesh', (screen) => /PEER-TO-PEER/.test(screen) && isLive(screen));
    lab.press('q');
    expect(await lab.exitCode).toBe(0);
    await expectGivenBack(lab);
  });

  it.each(['SIGTERM', 'SIGQUIT'] as const)(
    'on %s, by a recording that is played',
    { timeout: 40_000 },
    async (signal) => {
      const file = path.join(temporaryFolder(), 'lab.starmesh');
      writeFileSync(file, someRecording(3));
      const replay = startInTerminal(['replay', file], 100, 30);
      running.push(replay);
      await replay.until('the first frames', (screen) => /REPLAY/.test(screen));
      process.kill(replay.pid(), signal);
      expect(await replay.exitCode).toBe(130);
      await expectGivenBack(replay);
    },
  );

  it('with nothing left to be typed into the shell: late answers are waited for', { timeout: 40_000 }, async () => {
    const lab = start(['--on', 'simulation']);
    await lab.until('a question', () => lab.transcript().includes('\x1b[c'));
    lab.press('\x03');
    await lab.until('the normal screen', () => lab.transcript().includes('\x1b[?1049l'));
    lab.press('\x1b]11;rgb:1212/1616/1c1c\x1b\\\x1b[?62;22c');
    expect([0, 130]).toContain(await lab.exitCode);
    await expectGivenBack(lab);
    expect(lab.transcript()).not.toMatch(/rgb:1212|62;22c/); // a terminal that is given back echoes
  });

  it('and nobody complains when it was closed: the lab ends with all its nodes', { timeout: 40_000 }, async () => {
    const folder = temporaryFolder();
    const errors = path.join(temporaryFolder(), 'errors');
    const lab = start([], { env: { TMPDIR: folder }, errors });
    await lab.until('live star', isLive);
    const pids = [lab.pid(), ...lab.nodePids()];
    lab.hangUp();
    await eventually('their end', () => !pids.some(isAlive));
    expect(readFileSync(errors, 'utf8')).toBe(''); // Node aborts where it cannot set the mode of a terminal
    expect(readdirSync(folder)).toEqual([]);
  });

  it('and a lesson on it ends as quietly', { timeout: 40_000 }, async () => {
    const errors = path.join(temporaryFolder(), 'errors');
    const lesson = startInTerminal(['lesson', 'roles'], 80, 24, process.cwd(), [program], { errors });
    running.push(lesson);
    await lesson.until('a question', (screen) => /\?/.test(screen));
    const pid = lesson.pid();
    lesson.hangUp();
    await eventually('its end', () => !isAlive(pid));
    expect(readFileSync(errors, 'utf8')).toBe('');
  });
});
