import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as nodeNeeded from '../source/base/node-needed.cjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starmesh-prepare-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const withLock = `
  const { withLock } = require(${JSON.stringify(path.resolve('scripts/prepare.cjs'))});
  const fs = require('fs');
  const [lock, log] = process.argv.slice(1);
  withLock(lock, () => {
    fs.appendFileSync(log, 'in ');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    fs.appendFileSync(log, 'out ');
  });
`;

describe('preparing a checkout', () => {
  it('happens once at a time, however many start together, and beside a lock whose holder is dead', async () => {
    const [lock, log] = [path.join(folder, 'lock'), path.join(folder, 'log')];
    const dead = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(lock, String(dead.pid));
    const starts = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['-e', withLock, lock, log], { stdio: 'ignore', timeout: 20_000, killSignal: 'SIGKILL' }),
    );
    const codes = await Promise.all(starts.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(6));
    expect(existsSync(lock)).toBe(false);
  });

  it.each(['scripts/prepare.cjs', 'scripts/start.cjs', 'dist/bin.js'])(
    'is refused by %s in one line under a Node that has not what is needed',
    (script) => {
      const code = `
      Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.14.0' } });
      delete require('node:zlib').crc32;
      process.argv[1] = ${JSON.stringify(path.resolve(script))};
      require('node:module').runMain();
    `;
      const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toBe(
        'starmesh: needs Node 20 from 20.15 on, or 22.2 or newer; this is Node 20.14.0. Install a newer one, then try again.\n',
      );
    },
  );

  it('needs what package.json and the README say', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).engines.node).toBe(nodeNeeded.engines);
    expect(readFileSync('README.md', 'utf8')).toContain(`It needs Node ${nodeNeeded.versions}`);
    expect(nodeNeeded.isEnough).toBe(true);
  });

  it('is written so that an old Node gets far enough to refuse', () => {
    for (const script of ['scripts/prepare.cjs', 'scripts/start.cjs', 'source/base/node-needed.cjs']) {
      const code = readFileSync(script, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*|`[^`]*`|'[^'\n]*'/g, '');
      expect(code).not.toMatch(/\?\.|\?\?|\basync\b|\bawait\b|\bimport\b|\.\.\.|catch \{|#\w/);
    }
  });
});
