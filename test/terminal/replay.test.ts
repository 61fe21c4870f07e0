import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { openRecording } from '../../source/recording/recording.ts';
import { type ProgramInTerminal, startInTerminal } from './program-in-terminal.ts';

const running: ProgramInTerminal[] = [];
afterEach(() => {
  for (const lab of running.splice(0)) lab.dispose();
});

function start(...args: string[]): ProgramInTerminal {
  const program = startInTerminal(args, 100, 30);
  running.push(program);
  return program;
}

function temporaryFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-replay-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'lab.starmesh');
}

describe('a recording of a dashboard', () => {
  it('is whole to its last second when the lab is killed, and is played with the same panes', {
    timeout: 90_000,
  }, async () => {
    const file = temporaryFile();
    const lab = start('--seed', '7', '--nodes', '4', '--record', file);
    await lab.until('live', (screen) => /rec .*● live/.test(screen));
    lab.press('m');
    await lab.until('a mesh', (screen) => /PEER-TO-PEER/.test(screen) && /last [4-9] s/.test(screen));
    process.kill(lab.pid(), 'SIGKILL');
    await lab.exitCode;
    const bytes = readFileSync(file);
    const recording = openRecording(bytes);
    expect(recording.frameAt(recording.lengthMs).snapshot.now).toBeGreaterThan(2_500);
    expect(recording.bookmarks.map(({ text }) => text)).toContain('mode peer-to-peer');
    writeFileSync(file, bytes.subarray(0, bytes.length - 5));

    const replay = start('replay', file);
    await replay.until('the first frames', (screen) => /REPLAY/.test(screen) && /Data placement/.test(screen));
    replay.press(' ');
    await replay.until('a standing picture', (screen) => /PAUSED/.test(screen));
    replay.press('n');
    await replay.until('the switch', (screen) => /mode peer-to-peer/.test(screen) && /PEER-TO-PEER/.test(screen));
    replay.press('m');
    await replay.until('a refusal', (screen) => /what happened cannot be changed/.test(screen));
    replay.press('q');
    expect(await replay.exitCode).toBe(0);
    expect(replay.transcript()).toContain('damaged or were never written');
  });

  it('says in one line why a file is none', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'hello\n');
    const replay = start('replay', file);
    expect(await replay.exitCode).toBe(2);
    expect(replay.transcript()).toMatch(/cannot be replayed: it is no recording of starmesh/);
  });
});
