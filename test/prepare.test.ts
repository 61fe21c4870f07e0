import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import * as nodeNeeded from '../source/base/node-needed.cjs';
import { eventually, isGone } from './processes/program.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starmesh-prepare-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const withLock = `
  const { withLock } = require(${JSON.stringify(path.resolve('scripts/lock.cjs'))});
  const fs = require('fs');
  const [lock, log] = process.argv.slice(1);
  const work = () => {
    fs.appendFileSync(log, 'in ');
    return new Promise((resolve) => setTimeout(resolve, 20)).then(() => fs.appendFileSync(log, 'out '));
  };
  withLock(lock, work, () => undefined, () => new Error('too long'));
`;

/** Stands for npm: the first time it leaves something half done, starts what it would have to end, and hangs; then it installs. */
const npm = `
  const fs = require('fs');
  const { spawn } = require('child_process');
  if (fs.existsSync('begun')) {
    if (fs.existsSync('node_modules')) process.exit(66); // ENOTEMPTY, in npm's words
    fs.mkdirSync('node_modules/esbuild', { recursive: true });
    fs.writeFileSync('node_modules/esbuild/package.json', '{}');
  } else {
    fs.mkdirSync('node_modules/half', { recursive: true });
    const script = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    fs.writeFileSync('begun', process.pid + ' ' + script.pid);
  }
`;

/** A checkout whose build makes a program that prints its arguments. */
function makeCheckout(): void {
  for (const file of ['scripts/start.cjs', 'scripts/prepare.cjs', 'scripts/lock.cjs', 'scripts/run-child.cjs'])
    place(file);
  place('source/base/node-needed.cjs');
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json']) place(file, '{}');
  place('npm-cli.js', npm);
  place(
    'scripts/build.mjs',
    `import { createRequire } from 'node:module';
    import fs from 'node:fs';
    fs.mkdirSync('dist', { recursive: true });
    fs.writeFileSync('dist/bin.js', 'console.log(JSON.stringify(process.argv.slice(2)));' +
      'if (process.argv[2] === "wait") require("fs").writeFileSync("pid", String(process.pid)), setInterval(() => {}, 1000);');
    fs.writeFileSync('dist/build-stamp', createRequire(import.meta.url)('./prepare.cjs').sourceStamp('.'));`,
  );
}

function place(file: string, content: string | Buffer = readFileSync(file)): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content);
}

function startCheckout(...args: string[]) {
  const { STARMESH_PREPARES, npm_lifecycle_event, ...environment } = process.env;
  const child = spawn(process.execPath, [path.join(folder, 'scripts', 'start.cjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, npm_execpath: path.join(folder, 'npm-cli.js') },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  return { child, ended: once(child, 'close').then(([code]) => ({ code, ...output })) };
}

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

  it('waits for a lock that cannot be read', () => {
    const lock = path.join(folder, 'lock');
    mkdirSync(lock);
    const waits = withLock.replace('() => undefined', '() => process.exit(7)');
    const { status } = spawnSync(process.execPath, ['-e', waits, lock, path.join(folder, 'log')], { timeout: 20_000 });
    expect(status).toBe(7);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends an install, and what that has started, at %s; the next start mends what it left',
    async (signal) => {
      makeCheckout();
      const first = startCheckout('run');
      const pids = await eventually('an install', () =>
        textIn('begun')
          .match(/^(\d+) (\d+)$/)
          ?.slice(1)
          .map(Number),
      );
      expect(pids).toHaveLength(2);
      first.child.kill(signal);
      const interrupted = await first.ended;
      expect({ code: interrupted.code, stdout: interrupted.stdout }).toEqual({ code: 130, stdout: '' });
      expect(interrupted.stderr.split('\n').slice(1)).toEqual([
        'starmesh: installing packages was interrupted; what it began is ended, and the next start begins again.',
        '',
      ]);
      await eventually('the end of the install', () => pids.every(isGone));
      const { code, stdout } = await startCheckout('--', 'run', '--json').ended;
      expect({ code, stdout }).toEqual({ code: 0, stdout: '["run","--json"]\n' });
    },
  );

  it('ends with the shell between npm and itself', async () => {
    makeCheckout();
    place('begun', ''); // this time the packages are installed
    const script = `"${process.execPath}" scripts/start.cjs wait; true`;
    const env = { ...process.env, npm_lifecycle_event: 'start', npm_execpath: path.join(folder, 'npm-cli.js') };
    const shell = spawn('sh', ['-c', script], { cwd: folder, env, stdio: 'ignore' });
    const pid = await eventually('the program', () => Number(textIn('pid')) || undefined, 30_000);
    onTestFinished(() => {
      if (!isGone(pid)) process.kill(pid, 'SIGKILL');
    });
    shell.kill('SIGTERM');
    await eventually('its end', () => isGone(pid));
  });

  it('builds, and leaves packages to npm, when it is npm that calls it', async () => {
    makeCheckout();
    const prepare = () =>
      spawnSync(process.execPath, [path.join(folder, 'scripts', 'prepare.cjs')], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, npm_lifecycle_event: 'prepare' },
      });
    expect(prepare()).toMatchObject({ status: 0, stdout: '', stderr: '' }); // nothing to build with
    place('node_modules/esbuild/package.json', '{}');
    expect(prepare()).toMatchObject({ status: 0, stdout: '', stderr: 'starmesh: building …\n' });
    expect(existsSync(path.join(folder, 'dist', 'build-stamp'))).toBe(true);
    expect(existsSync(path.join(folder, 'begun'))).toBe(false);
  });

  it('says in one line that it cannot write', () => {
    makeCheckout();
    place('.starmesh', 'no folder');
    const { status, stderr } = spawnSync(process.execPath, [path.join(folder, 'scripts', 'start.cjs')], {
      encoding: 'utf8',
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^starmesh: cannot make .* ready: E\w+: .* Make the checkout writable once, .*\n$/);
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
    for (const script of [
      ...readdirSync('scripts', { encoding: 'utf8' })
        .filter((name) => name.endsWith('.cjs'))
        .map((name) => `scripts/${name}`),
      'source/base/node-needed.cjs',
    ]) {
      const code = readFileSync(script, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*|`[^`]*`|'[^'\n]*'/g, '');
      expect(code).not.toMatch(/\?\.|\?\?|\basync\b|\bawait\b|\bimport\b|\.\.\.|catch \{|#\w/);
    }
  });
});

function textIn(file: string): string {
  try {
    return readFileSync(path.join(folder, file), 'utf8');
  } catch {
    return '';
  }
}
