import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { someRecording } from '../recording/some-recording.ts';
import { starmesh } from './program.ts';

/** A folder with a recording `r`, a file `f` that is somebody's, and links to it and to nothing. */
function desk(): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => path.join(folder, name);
  writeFileSync(at('r'), someRecording(2));
  writeFileSync(at('f'), 'keep\n');
  symlinkSync(at('f'), at('link'));
  symlinkSync(at('nothing'), at('dangling'));
  writeFileSync(at('s.yaml'), `record: ${at('f')}\n`);
  return at;
}

const simulated = ['--on', 'simulation', '--duration', '1s'];
const writers: Readonly<Record<string, (at: (name: string) => string, file: string) => string[]>> = {
  'run --record': (_, file) => ['run', ...simulated, '--record', file],
  'compare --report': (_, file) => ['compare', '--quick', '--on', 'simulation', '--report', file],
  'replay --svg': (at, file) => ['replay', at('r'), '--svg', file],
  'replay --cast': (at, file) => ['replay', at('r'), '--cast', file],
};

describe.each(Object.entries(writers))('`%s`', (_, args) => {
  it.each([
    ['f', 'is there already'],
    ['link', 'is a link, and links are not followed'],
    ['dangling', 'is a link, and links are not followed'],
  ])('leaves %s as it was', async (name, message) => {
    const at = desk();
    const { exitCode, stdout, stderr } = await starmesh(args(at, at(name))).ended;
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(readFileSync(at('f'), 'utf8')).toBe('keep\n');
    expect([readlinkSync(at('link')), readlinkSync(at('dangling'))]).toEqual([at('f'), at('nothing')]);
    expect(existsSync(at('nothing'))).toBe(false);
  });
});

it.each(['replay --svg', 'replay --cast', 'run --record'])(
  '`%s` replaces its own, and with --force all',
  async (name) => {
    const at = desk();
    const write = async (...more: string[]) => {
      const ended = await starmesh([...(writers[name]?.(at, at('f')) ?? []), ...more]).ended;
      expect(ended.exitCode, ended.stderr).toBe(0);
      return readFileSync(at('f'));
    };
    const first = await write('--force');
    expect(first.subarray(0, 4).toString()).not.toBe('keep');
    expect((await write()).length).toBeGreaterThan(100);
    expect(lstatSync(at('f')).isFile()).toBe(true);
  },
);

it('no scenario says what is written where', async () => {
  const at = desk();
  for (const key of ['record', 'report', 'data', 'svg', 'cast']) {
    writeFileSync(at('s.yaml'), `nodes: 4\n${key}: ${at('f')}\n`);
    const { exitCode, stderr } = await starmesh(['run', ...simulated, '--scenario', at('s.yaml')]).ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/s\.yaml, line 2, column \d+: /),
    });
    expect(readFileSync(at('f'), 'utf8')).toBe('keep\n');
  }
});
