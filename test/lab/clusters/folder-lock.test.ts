import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { isOfLock, takeLock } from '../../../source/lab/clusters/folder-lock.ts';
import { type Contender, lockContenders } from './lock-contenders.ts';

let parent: string;
let folder: string;
let startContender: (...inside: readonly string[]) => Promise<Contender>;

beforeAll(async () => {
  parent = mkdtempSync(path.join(tmpdir(), 'starmesh-lock-test-'));
  startContender = await lockContenders(parent);
});

beforeEach(() => {
  folder = path.join(parent, 'folder');
  mkdirSync(folder);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function contender(...inside: readonly string[]): Promise<Contender> {
  const started = await startContender(...inside);
  onTestFinished(() => started.kill());
  return started;
}

test('a lock is held by one, also within a process, until it lets go, and leaves nothing', async () => {
  const lock = await takeLock(folder, 'lock');
  expect(readdirSync(folder)).toEqual(['lock']);
  expect(await takeLock(folder, 'lock')).toBeUndefined();
  expect(await (await contender()).take(folder, 'lock')).toBe(false);
  const other = await takeLock(folder, 'other');
  expect(other).toBeDefined();
  other?.release();
  expect(readdirSync(folder)).toEqual(['lock']);
  lock?.release();
  expect(readdirSync(folder)).toEqual([]);
  const again = await takeLock(folder, 'lock');
  expect(again).toBeDefined();
  again?.release();
});

test('the lock of a process that was killed is free at once', async () => {
  const victim = await contender();
  expect(await victim.take(folder, 'lock')).toBe(true);
  await victim.kill();
  expect(readdirSync(folder)).toEqual(['lock']);
  const lock = await takeLock(folder, 'lock');
  expect(lock).toBeDefined();
  expect(await (await contender()).take(folder, 'lock')).toBe(false);
  lock?.release();
});

test('the lock of a process that stands still is held', async () => {
  const holder = await contender();
  expect(await holder.take(folder, 'lock')).toBe(true);
  holder.pause();
  expect(await takeLock(folder, 'lock')).toBeUndefined();
});

/** As the `FOLDER_LOCK_ROUNDS` of the environment say: more of them by hand. */
const rounds = Number(process.env['FOLDER_LOCK_ROUNDS'] ?? 100);

test('five processes that ask at the same moment, some behind the lock of a dead one, are one holder each time', async () => {
  const victim = await contender();
  await victim.take(folder, 'lock');
  await victim.kill();
  linkSync(path.join(folder, 'lock'), path.join(folder, 'dead'));
  const five = await Promise.all(Array.from({ length: 5 }, () => contender()));
  const holders: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const lock = path.join(folder, 'lock');
    if (round % 2 === 0 && !existsSync(lock)) linkSync(path.join(folder, 'dead'), lock);
    const atMs = Date.now() + 5;
    const got = await Promise.all(five.map((one) => one.take(folder, 'lock', atMs)));
    holders.push(got.filter((isHolder) => isHolder).length);
    await Promise.all(five.map((one) => one.release()));
  }
  expect(holders).toEqual(Array(rounds).fill(1));
  expect(readdirSync(folder)).toEqual(['dead']);
});

test('bids that were left behind by dead processes are in nobody’s way and go', async () => {
  const victim = await contender();
  await victim.take(folder, 'lock');
  await victim.kill();
  for (const name of ['lock-0000000000000000', 'lock-0000000000000001.new', 'lock-of-a-door']) {
    linkSync(path.join(folder, 'lock'), path.join(folder, name));
  }
  const lock = await takeLock(folder, 'lock');
  expect(readdirSync(folder).sort()).toEqual(['lock', 'lock-of-a-door']);
  expect(readdirSync(folder).filter((name) => isOfLock(name, 'lock'))).toEqual(['lock']);
  lock?.release();
});

/** Whether this user may make a namespace of processes. */
const canUnshare = spawnSync('unshare', ['-rpf', '--mount-proc', 'true']).status === 0;

test.skipIf(!canUnshare)('a lock is seen out of another namespace of processes', async () => {
  const inside = await contender('unshare', '-rpf', '--mount-proc', '--kill-child');
  expect(await inside.take(folder, 'lock')).toBe(true);
  expect(await takeLock(folder, 'lock')).toBeUndefined();
  await inside.release();
  const lock = await takeLock(folder, 'lock');
  expect(lock).toBeDefined();
  expect(await inside.take(folder, 'lock')).toBe(false);
  lock?.release();
});

test.skipIf(process.platform !== 'linux')('a path that is too long for a socket is no obstacle', async () => {
  const deep = path.join(folder, ...Array<string>(6).fill('a-folder-with-quite-a-long-name'));
  mkdirSync(deep, { recursive: true });
  const lock = await takeLock(deep, 'lock');
  expect(readdirSync(deep)).toEqual(['lock']);
  expect(await (await contender()).take(deep, 'lock')).toBe(false);
  lock?.release();
  expect(readdirSync(deep)).toEqual([]);
});

test('a folder that is not there says so', async () => {
  await expect(takeLock(path.join(folder, 'gone'), 'lock')).rejects.toThrow(/ENOENT|EACCES/);
});

test('a lock whose name is too long for a socket is refused, wherever its folder lies', async () => {
  const deep = path.join(folder, 'd'.repeat(60), 'e'.repeat(60));
  mkdirSync(deep, { recursive: true });
  for (const place of [folder, deep]) {
    await expect(takeLock(place, 'l'.repeat(80))).rejects.toThrow('is longer than');
    expect(readdirSync(place).filter((name) => name.startsWith('l'))).toEqual([]);
  }
});
