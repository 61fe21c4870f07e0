import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRecordingFile } from '../../source/commands/lab/recording-file.ts';
import { openRecording } from '../../source/recording/recording.ts';
import { someRecording } from '../recording/some-recording.ts';
import { eventually, starmesh, start } from './program.ts';

function desk(): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => path.join(folder, name);
}

const lab = (file: string, ...more: string[]) => ['run', '--nodes', '2', '--memory', '--record', file, ...more];
const isRecorded = (file: string) => () => existsSync(file) && readFileSync(file).length > 5_000;

describe('two labs with one `--record` file', () => {
  it('are one: the second is refused, and the file is readable after the first was killed, and free', {
    timeout: 90_000,
  }, async () => {
    const file = desk()('lab.starmesh');
    const first = starmesh(lab(file, '--duration', '80s', '--seed', '1'));
    await eventually('a recording', isRecorded(file), 40_000);
    const refused = await starmesh(lab(file, '--duration', '1s', '--seed', '2', '--force')).ended;
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('lab.starmesh is being written by another lab; name another file');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const { head, frames, frameAt, lengthMs } = openRecording(readFileSync(file));
    expect(head.seed).toBe(1);
    expect(frames).toBeGreaterThan(1);
    expect(frameAt(lengthMs).snapshot.nodes.length).toBe(2);
    const next = await starmesh(lab(file, '--duration', '1s', '--seed', '3', '--force')).ended;
    expect(next.exitCode, next.stderr).toBe(0);
    expect(openRecording(readFileSync(file))).toMatchObject({ head: { seed: 3 }, loss: undefined });
    expect(readdirSync(path.dirname(file))).toEqual(['lab.starmesh']);
  });

  /** A namespace of processes of its own, as a container has. */
  const unshared = ['-rpf', '--mount-proc', '--kill-child'];
  const canUnshare = spawnSync('unshare', [...unshared, 'true']).status === 0;
  it.runIf(canUnshare)('meet out of two namespaces of processes', { timeout: 90_000 }, async () => {
    const file = desk()('lab.starmesh');
    const inside = [...unshared, process.execPath, 'dist/bin.js'];
    const first = start('unshare', [...inside, ...lab(file, '--duration', '80s')]);
    await eventually('a recording', isRecorded(file), 40_000);
    const refused = await starmesh(lab(file, '--duration', '1s', '--force')).ended;
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('another lab') });
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
  });
});

describe('a file that is recorded into', () => {
  it('is a new one, and what stood there before goes with the first thing that is written', async () => {
    const at = desk();
    const old = someRecording(1);
    writeFileSync(at('lab.starmesh'), old);
    linkSync(at('lab.starmesh'), at('kept'));
    const file = await openRecordingFile(at('lab.starmesh'), false);
    expect(readFileSync(at('lab.starmesh')).equals(old)).toBe(true);
    await file.append(Buffer.from('one'));
    await file.append(Buffer.from(' two'));
    await file.close();
    expect(readFileSync(at('lab.starmesh'), 'utf8')).toBe('one two');
    expect(readFileSync(at('kept')).equals(old)).toBe(true);
    expect(readdirSync(at('.')).sort()).toEqual(['kept', 'lab.starmesh']);
  });

  it('takes away no file beside it, whatever that is called', async () => {
    const at = desk();
    writeFileSync(at('.r.part'), 'dear');
    const file = await openRecordingFile(at('r'), false);
    const lock = readdirSync(at('.')).find((name) => name.endsWith('.lock')) ?? '';
    await file.append(Buffer.from('one'));
    await file.close();
    writeFileSync(at(lock), 'dear');
    await expect(openRecordingFile(at('r'), true)).rejects.toThrow(
      `${lock} in it is no lock of starmesh, move it away`,
    );
    expect(readdirSync(at('.')).sort()).toEqual(['.r.part', lock, 'r']);
    for (const name of ['.r.part', lock]) expect(readFileSync(at(name), 'utf8')).toBe('dear');
  });

  it.each([60, 80, 249, 255])('may have a name of %i letters', async (letters) => {
    const at = desk();
    const name = 'r'.repeat(letters);
    const file = await openRecordingFile(at(name), false);
    await expect(openRecordingFile(at(name), true)).rejects.toThrow('is being written by another lab');
    await file.append(Buffer.from('one'));
    await file.close();
    expect(readdirSync(at('.'))).toEqual([name]);
  });

  it('is as it was after a lab that could not begin', async () => {
    const at = desk();
    const old = someRecording(1);
    writeFileSync(at('lab.starmesh'), old);
    for (const name of ['lab.starmesh', 'new']) await (await openRecordingFile(at(name), false)).close();
    expect(readdirSync(at('.'))).toEqual(['lab.starmesh']);
    expect(readFileSync(at('lab.starmesh')).equals(old)).toBe(true);
  });

  it('is not written over when somebody put another there meanwhile', async () => {
    const at = desk();
    const file = await openRecordingFile(at('lab.starmesh'), false);
    writeFileSync(at('lab.starmesh'), 'keep\n');
    await expect(file.append(Buffer.from('one'))).rejects.toThrow('is there already');
    await file.close();
    expect(readFileSync(at('lab.starmesh'), 'utf8')).toBe('keep\n');
    expect(readdirSync(at('.'))).toEqual(['lab.starmesh']);
  });

  it('is refused when it was cut off, or holds something else, unless --force is given', async () => {
    const at = desk();
    const whole = someRecording(2);
    writeFileSync(at('cut'), whole.subarray(0, whole.length - 5));
    await expect(openRecordingFile(at('cut'), false)).rejects.toThrow('add --force');
    await (await openRecordingFile(at('cut'), true)).close();
    expect(readdirSync(at('.'))).toEqual(['cut']);
  });
});
