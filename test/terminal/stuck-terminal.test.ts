import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { openRecording } from '../../source/recording/recording.ts';
import { eventually } from '../processes/program.ts';
import { isAlive, type ProgramInTerminal, startInTerminal } from './program-in-terminal.ts';

const running: ProgramInTerminal[] = [];
afterEach(() => {
  for (const lab of running.splice(0)) lab.dispose();
});

describe('a terminal that does not read', () => {
  it.each([
    ['a screen', []],
    ['lines for a screen reader', ['--screen-reader']],
  ])('stops neither the lab nor its recording nor its end: %s', { timeout: 60_000 }, async (_what, args) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-stuck-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'lab.starmesh');
    const lab = startInTerminal(['--seed', '7', '--nodes', '4', '--record', file, ...args], 200, 60);
    running.push(lab);
    await lab.until('live star', (screen) => /live\b/i.test(screen));
    lab.stopReading();
    for (let count = 0; count < 300; count++) lab.press('?'); // more than any terminal keeps for later
    const [from, sizeFrom] = [performance.now(), statSync(file).size];
    await eventually('eight seconds of it', () => performance.now() - from > 8_000 && statSync(file).size > sizeFrom);
    const [pid, ...nodes] = [lab.pid(), ...lab.nodePids()];
    const signalAt = performance.now();
    process.kill(pid, 'SIGTERM');
    await eventually('its end', () => !isAlive(pid));
    expect(performance.now() - signalAt).toBeLessThan(3_000);
    await eventually('the end of the nodes', () => !nodes.some(isAlive));
    const recording = openRecording(readFileSync(file));
    expect(recording.lengthMs).toBeGreaterThan(7_500);
    expect(longestGap(recording)).toBeLessThan(2_000);
  });

  it('shows the present when it reads again, and says what was left out', { timeout: 60_000 }, async () => {
    const lab = startInTerminal(['--seed', '7', '--nodes', '3', '--on', 'simulation'], 120, 40);
    running.push(lab);
    await lab.until('live star', (screen) => / live\b/.test(screen));
    lab.stopReading();
    const from = performance.now();
    const pressing = setInterval(() => lab.press('?'), 20);
    onTestFinished(() => clearInterval(pressing));
    await eventually('six seconds of it', () => performance.now() - from > 6_000);
    clearInterval(pressing);
    lab.readAgain();
    await lab.until('what was left out', (screen) => /nothing was read here for \d s: \d+ frames were/.test(screen));
    lab.press('\x1b9');
    await lab.until('an answer', (screen) => /no key 9 here/.test(screen));
    lab.press('q');
    expect(await lab.exitCode).toBe(0);
  });
});

/** Between two frames, in milliseconds. */
function longestGap(recording: ReturnType<typeof openRecording>): number {
  const stepMs = 100;
  let longest = 0;
  let before = 0;
  for (let atMs = 0; atMs <= recording.lengthMs; atMs += stepMs) {
    const frameAtMs = recording.frameAt(atMs).at;
    longest = Math.max(longest, frameAtMs - before);
    before = frameAtMs;
  }
  return longest;
}
