import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { openRecording } from '../../source/recording/recording.ts';
import { type BlockParts, blockOf, takeApart } from '../recording/nonsense.ts';
import { someRecording } from '../recording/some-recording.ts';
import { type ProgramInTerminal, program, startInTerminal } from './program-in-terminal.ts';

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

/** The line of a frame at another time. */
function atTime(line: Buffer, ms: number): Buffer {
  return Buffer.from(line.toString().replace(/^\[\d+/, `[${ms}`));
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
    expect(replay.transcript()).toContain('were never written whole');
  });

  it('is shown up to where it is damaged, which is said, and can be left', { timeout: 60_000 }, async () => {
    const file = temporaryFile();
    const summary = Buffer.from(JSON.stringify({ from: 2_000, to: 2_000, frames: 1, bookmarks: [] }));
    const { lines } = takeApart(someRecording(1, [0])).blocks[0] as BlockParts;
    const later = {
      summary: Buffer.from(`{"from":4000,"to":4000,"frames":1,"bookmarks":[]}`),
      lines: atTime(lines, 4_000),
    };
    const damaged = blockOf({ summary, lines: Buffer.from('[2000,{}]') });
    writeFileSync(file, Buffer.concat([someRecording(1), damaged, blockOf(later)]));
    const replay = start('replay', file);
    await replay.until(
      'the damage',
      (screen) => /PAUSED/.test(screen) && /damaged in block 2, at byte \d+: frame 1/.test(screen),
    );
    replay.press('\x1b[F');
    await replay.until('the end behind it', (screen) => /00:04 \/ 00:04/.test(screen) && !/damaged/.test(screen));
    replay.press('q');
    expect(await replay.exitCode).toBe(2);
    expect(replay.transcript()).toMatch(
      /starmesh: .*lab\.starmesh is damaged in block 2, at byte \d+: frame 1: measuredOn/,
    );
    expect(replay.transcript()).not.toMatch(/ at .*:\d+:\d+/);
  });

  it.each([
    [
      'in its first frame',
      (good: Buffer) =>
        Buffer.concat([
          takeApart(good).head,
          blockOf({ summary: Buffer.from('{"from":1,"to":1,"frames":1,"bookmarks":[]}'), lines: Buffer.from('[1,2]') }),
        ]),
    ],
    ['in its first block', (good: Buffer) => Buffer.concat([takeApart(good).head, Buffer.alloc(40, 1)])],
  ])('is not begun when it is damaged %s', async (_where, damage) => {
    const file = temporaryFile();
    writeFileSync(file, damage(someRecording(1)));
    const replay = start('replay', file);
    expect(await replay.exitCode).toBe(2);
    expect(replay.transcript()).toMatch(/cannot be replayed: damaged in block 1, at byte \d+: /);
  });

  it('says in one line why a file is none', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'hello\n');
    const replay = start('replay', file);
    expect(await replay.exitCode).toBe(2);
    expect(replay.transcript()).toMatch(/cannot be replayed: it is no recording of starmesh/);
  });
});

describe('pictures of a recording, without a terminal', () => {
  const draw = (...args: string[]) => spawnSync(process.execPath, [program, 'replay', ...args], { encoding: 'utf8' });

  it('are written, of what there is, and the loss is told', () => {
    const file = temporaryFile();
    const bytes = someRecording(3);
    writeFileSync(file, bytes.subarray(0, bytes.length - 5));
    const { status, stdout, stderr } = draw(file, '--svg', `${file}.svg`, '--cast', `${file}.cast`);
    expect([status, stdout.match(/drawn .* frames/g)]).toEqual([0, [expect.any(String), expect.any(String)]]);
    expect(stderr).toContain('it ends after 1.8 s');
    expect(readFileSync(`${file}.svg`, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
    expect(JSON.parse(readFileSync(`${file}.cast`, 'utf8').split('\n')[0] ?? '')).toMatchObject({
      version: 2,
      width: 100,
    });
  });

  it('are refused with exit code 2 and a line of what to do', () => {
    const file = temporaryFile();
    writeFileSync(file, someRecording(2));
    for (const [args, text] of [
      [[file], 'replay shows a recording in a terminal; here is none (--svg and --cast need none)'],
      [[file, '--svg', '/gone/a.svg'], 'make it first (mkdir -p /gone)'],
      [[file, '--cast', file], 'is the recording itself'],
      [[file, '--cast', `${file}.cast`, '--from', '5s'], '--from 5s is too late: the recording ends after 1.8 s'],
    ] as const) {
      const { status, stdout, stderr } = draw(...args);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(text);
    }
  });
});
