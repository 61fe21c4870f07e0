import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { damagedRecordings } from '../recording/damaged-recordings.ts';
import { starmesh } from './program.ts';

const memoryMax = 300 * 1024 ** 2;
const cpuMsMax = 2_000;
/** The program says at its end what it took. */
const told = `data:text/javascript,process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stdout.write(JSON.stringify({ memory: 1024 * maxRSS, cpuMs: (userCPUTime + systemCPUTime) / 1000 }));
})`;

describe('`replay` of a recording with', () => {
  it.each(Object.entries(damagedRecordings()))('%s says so, soon and in little memory', async (_what, bytes) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-damaged-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [file, picture] = [path.join(folder, 'lab.starmesh'), path.join(folder, 'lab.cast')];
    writeFileSync(file, bytes);
    const args = ['replay', file, '--cast', picture, '--speed', '100'];
    const { exitCode, stdout, stderr } = await starmesh(args, ['--import', told]).ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/^starmesh: .*lab\.starmesh .*damaged in block [12], at byte \d+: .+\n$/),
    });
    expect(existsSync(picture)).toBe(false);
    const { memory, cpuMs } = JSON.parse(stdout);
    expect(memory).toBeLessThan(memoryMax);
    expect(cpuMs).toBeLessThan(cpuMsMax);
  });
});
