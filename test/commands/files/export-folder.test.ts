import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exportFolder } from '../../../source/commands/files/export-folder.ts';

const at = new Date(2026, 10, 23, 5, 7, 9);
const name = 'starmesh-20261123-050709';

function newParent(): string {
  const parent = mkdtempSync(path.join(tmpdir(), 'starmesh-export-test-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return parent;
}

it('writes all files into a new folder, twice in the same second into two', () => {
  const parent = newParent();
  const files = { 'a.txt': 'one', 'b.txt': ['two', ' ', 'three'] };
  expect(exportFolder(parent, at, files)).toBe(`exported to ${name}/: a.txt b.txt`);
  expect(exportFolder(parent, at, files)).toBe(`exported to ${name}-2/: a.txt b.txt`);
  expect(readdirSync(parent)).toEqual([name, `${name}-2`]);
  expect(readFileSync(path.join(parent, name, 'b.txt'), 'utf8')).toBe('two three');
});

it('says that the folder is gone', () => {
  const parent = path.join(newParent(), 'gone');
  expect(exportFolder(parent, at, {})).toBe('not exported: this folder is gone: start starmesh in another one');
});

it.skipIf(process.getuid?.() === 0)('says that the folder is read-only', () => {
  const parent = newParent();
  chmodSync(parent, 0o500);
  expect(exportFolder(parent, at, {})).toMatch(/^not exported: this folder is read-only \(EACCES\)/);
});

it('leaves nothing behind when the disk is full in the middle', () => {
  const parent = newParent();
  function* untilFull(): Generator<string> {
    yield 'begin';
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  }
  const told = exportFolder(parent, at, { 'a.txt': 'one', 'b.txt': untilFull() });
  expect(told).toBe('not exported: the disk is full (ENOSPC): make room, then e again');
  expect(readdirSync(parent)).toEqual([]);
});

it('gives up with a reason when every name is taken', () => {
  const parent = newParent();
  for (let count = 1; count < 100; count++) mkdirSync(path.join(parent, count === 1 ? name : `${name}-${count}`));
  expect(exportFolder(parent, at, {})).toMatch(/^not exported: starmesh-20261123-050709 and 98 more are there already/);
});

it('shows nothing before all of it is there, and leaves alone what has its name', () => {
  const parent = newParent();
  symlinkSync('/no/where', path.join(parent, name));
  let seen: readonly string[] = [];
  function* slowly(): Generator<string> {
    yield 'be';
    seen = readdirSync(parent).filter((entry) => !entry.startsWith('.'));
    yield 'gin\u001b[2J\n';
  }
  expect(exportFolder(parent, at, { 'a.txt': slowly() })).toBe(`exported to ${name}-2/: a.txt`);
  expect(seen).toEqual([name]);
  expect(readdirSync(parent)).toEqual([name, `${name}-2`]);
  expect(readlinkSync(path.join(parent, name))).toBe('/no/where');
  expect(readFileSync(path.join(parent, `${name}-2`, 'a.txt'), 'utf8')).toBe('begin [2J\n');
});

it('says which picture is too large for where it is meant to go', () => {
  const large = 'x'.repeat(6_100_000);
  expect(exportFolder(newParent(), at, { 'run.json': large, 'screen.svg': 'x', 'session.cast': large })).toBe(
    `exported to ${name}/: run.json screen.svg session.cast; session.cast has 6.1 MB: asciinema.org may not take a cast above 5 MB`,
  );
});
