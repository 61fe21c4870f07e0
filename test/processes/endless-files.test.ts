import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { starmesh } from './program.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-endless-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);

beforeAll(() => {
  execFileSync('mkfifo', [at('pipe.yaml')]);
  writeFileSync(at('keys.yaml'), Array.from({ length: 300_000 }, (_, key) => `k${key}: 1\n`).join(''));
  writeFileSync(at('nested.yaml'), `faults: ${'['.repeat(20_000)}`);
  writeFileSync(at('closed.yaml'), `faults: ${'['.repeat(800)}${']'.repeat(800)}`);
  writeFileSync(at('maps.yaml'), `${'{a: '.repeat(3000)}1${'}'.repeat(3000)}`);
});

/** Every way to name a file that is read. */
const ways: readonly (readonly [string, (file: string) => readonly string[]])[] = [
  ['a scenario', (file) => ['run', '--scenario', file]],
  ['a theme', (file) => ['run', '--theme', file]],
  ['prices', (file) => ['compare', '--prices', file]],
  ['answers', (file) => ['lesson', '--answers', file]],
  ['a lesson', (file) => ['lesson', file]],
];

it.each(['/dev/zero', at('pipe.yaml')])('a recording that is %s is refused', async (file) =>
  expect(await refusal(['replay', file, '--svg', at('a.svg')])).toMatch(/it is a (device|pipe), not a file/),
);

async function refusal(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await starmesh(args).ended;
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^starmesh: .*\n$/);
  return stderr;
}

describe.each(ways)('%s', (_, named) => {
  it('that is a pipe with nobody at its end is refused', async () =>
    expect(await refusal(named(at('pipe.yaml')))).toContain('cannot be read: it is a pipe, not a file'));

  it('that has no end, or nests without one, is refused', async () => {
    expect(await refusal(named(at('keys.yaml')))).toContain('it has 3.2 MB; at most 1.0 MB are read');
    for (const file of ['nested.yaml', 'closed.yaml', 'maps.yaml'])
      expect(await refusal(named(at(file)))).toContain('this is nested more than 32 levels deep; no more are read');
  });
});

it.each(ways.filter(([name]) => name !== 'a lesson'))('%s that is a device is refused', async (_, named) =>
  expect(await refusal(named('/dev/zero'))).toContain('cannot be read: it is a device, not a file'),
);
