import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starmesh-supervise-'));
  copyFileSync('dist/bin.js', path.join(folder, 'bin.js'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The real bin.js before another program. */
function end(main: string) {
  writeFileSync(path.join(folder, 'cli.js'), `exports.main = async () => { ${main} };`);
  const bin = path.join(folder, 'bin.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin], { encoding: 'utf8', timeout: 20_000 });
  return { status, stdout, stderr };
}

describe('a process of starmesh', () => {
  it('has the exit code of its command', () => {
    expect(end('return 0')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(end('return 1')).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it('ends with its command, also when that left something open', () => {
    expect(end('setInterval(() => undefined, 1_000); return 1')).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it('says it, with exit code 3, when nothing is left to wait for before its command is over', () => {
    const { status, stderr } = end('await new Promise(() => {}); return 0');
    expect(status).toBe(3);
    expect(stderr).toMatch(/^starmesh: ended before its command had: .*\n$/);
  });

  it('has exit code 3 when something else ends it', () => {
    expect(end('process.exit()').status).toBe(3);
  });

  it.each([
    ['that a command throws', 'throw new Error("gone");'],
    ['that nobody catches', 'setTimeout(() => { throw new Error("gone") }, 1); return new Promise(() => {});'],
    ['in a promise that nobody waits for', 'void Promise.reject(new Error("gone")); return new Promise(() => {});'],
  ])('says an error %s, with exit code 3', (_, main) => {
    const { status, stderr } = end(main);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^starmesh: could not go on: Error: gone\n {4}at /);
  });

  it('lets its command close what it has opened before it says an error, and keeps exit code 3', () => {
    const { status, stdout, stderr } = end(`
      const asked = new Promise((resolve) => process.once('SIGHUP', resolve));
      setTimeout(() => { throw new Error('gone') }, 1);
      await asked;
      await new Promise((resolve) => setImmediate(resolve));
      console.log('closed');
      return 130;
    `);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'closed\n' });
    expect(stderr).toContain('Error: gone');
  });

  it('waits for a command that does not end after an error no longer than it must, whatever goes wrong meanwhile', () => {
    const { status, stdout } = end(`
      process.on('SIGHUP', () => undefined);
      process.on('SIGTERM', () => process.exit(130));
      setInterval(() => { throw new Error('gone') }, 1);
      setTimeout(() => console.log('still closing'), 500);
      await new Promise(() => {});
    `);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'still closing\n' });
  });
});
