import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { storeFile } from '../../source/drivers/store/folder-disk.ts';
import { headBytes } from '../../source/drivers/store/store-format.ts';
import { createTemporaryData, type DataDirectory, openKeptData } from '../../source/lab/clusters/data-directory.ts';
import type { Lab } from '../../source/lab/live/runtime.ts';
import type { NodeView } from '../../source/lab/view/node-view.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { childrenOf, type Ended, eventually, isGone, type Running, starmesh, start } from './program.ts';
import { eventsOf, itemsOf, openRealLab, until } from './real-lab.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'starmesh-durability-test-'));
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const kept = (place: string): Promise<DataDirectory> => openKeptData(place, { seed: 7, nodes: 4, valueSize: 1024 });
const [n1, n2] = [nodeId(1), nodeId(2)];
const viewOf = ({ nodes }: LabSnapshot, id: string): NodeView | undefined => nodes.find((node) => node.id === id);
const working = (lab: Lab): Promise<LabSnapshot> => until(lab, ({ phase }) => phase === 'working');

it('a server that was killed comes back with everything, and nobody publishes anew', async () => {
  const lab = await openRealLab({ nodes: 4 }, { data: await createTemporaryData(parent) });
  await working(lab);
  const before = await until(lab, (now) => now.placement.items.length === 12);
  const items = itemsOf(before);
  expect(items).toHaveLength(12);
  lab.dispatch({ type: 'kill-node', node: n1 });
  await until(lab, (now) => viewOf(now, n1)?.state === 'down');
  lab.dispatch({ type: 'restart-node', node: n1 });
  const back = await until(lab, (now) => viewOf(now, n1)?.state === 'ready' && viewOf(now, n1)?.items === 12);
  expect(eventsOf(back)).toContain('n1: has 12 items from its store');
  expect(itemsOf(back)).toEqual(items);
  const { requests } = back;
  await until(lab, (now) => now.requests.succeeded >= requests.succeeded + 50);
});

it('a peer that was killed comes back with what it authored and keeps for others', async () => {
  const wanted = { mode: 'peer-to-peer', nodes: 5, overlay: 'kademlia', replicas: 2 } as const;
  const lab = await openRealLab(wanted, { data: await createTemporaryData(parent) });
  const keptBy2 = ({ placement }: LabSnapshot): number =>
    placement.items.filter(({ holders }) => ['authored', 'replica'].includes(holders.get(n2) ?? '')).length;
  await working(lab);
  const kept = keptBy2(await until(lab, (now) => keptBy2(now) > 3));
  lab.dispatch({ type: 'kill-node', node: n2 });
  await until(lab, (now) => viewOf(now, n2)?.state === 'down');
  lab.dispatch({ type: 'restart-node', node: n2 });
  const back = await until(lab, (now) => viewOf(now, n2)?.state === 'ready' && (viewOf(now, n2)?.items ?? 0) >= kept);
  expect(eventsOf(back)).toContainEqual(expect.stringMatching(/^n2: has \d+ items from its store$/));
});

it('another workload begins with stores of its own, though its items have the same names', async () => {
  const lab = await openRealLab({ nodes: 4 }, { data: await createTemporaryData(parent) });
  await working(lab);
  lab.dispatch({ type: 'switch-workload' });
  await until(
    lab,
    ({ phase, settings, requests, placement }) =>
      phase === 'working' && settings.workload === 'web' && requests.succeeded > 20 && placement.items.length === 12, // as the server reports them, which may be later than what clients do
  );
  lab.dispatch({ type: 'switch-workload' });
  await until(lab, ({ phase, settings }) => phase === 'working' && settings.workload === 'game');
});

it('the same lab on the same directory has its data again, and one of another mode begins anew', async () => {
  const place = path.join(parent, 'kept');
  const first = await openRealLab({ nodes: 4 }, { data: await kept(place) });
  await working(first);
  const items = itemsOf(await until(first, (now) => now.placement.items.length === 12));
  await first.close();
  expect(readdirSync(place).sort()).toEqual(['n1', 'starmesh.json']);
  const second = await openRealLab({ nodes: 4 }, { data: await kept(place) });
  await working(second);
  const again = await until(second, (now) => now.placement.items.length === 12);
  expect(itemsOf(again)).toEqual(items);
  expect(eventsOf(again)).toContain('n1: has 12 items from its store');
  await second.close();
  const third = await openRealLab({ nodes: 4, mode: 'peer-to-peer' }, { data: await kept(place) });
  await working(third);
  const mesh = await until(third, (now) => now.placement.items.length === 12);
  expect(mesh.placement.items).toHaveLength(12);
  expect(eventsOf(mesh).filter((text) => text.includes('from its store'))).toEqual([]);
});

it('a server whose store is damaged says so, serves what is whole and refuses writes', async () => {
  const place = path.join(parent, 'kept');
  const first = await openRealLab({ nodes: 3 }, { data: await kept(place) });
  await working(first);
  await first.close();
  const file = path.join(place, n1, storeFile);
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 1;
  writeFileSync(file, bytes);
  const second = await openRealLab({ nodes: 3 }, { data: await kept(place) });
  const broken = await until(second, (now) => now.requests.fetched > 5 && viewOf(now, n1)?.items === 8);
  expect(viewOf(broken, n1)).toMatchObject({ state: 'ready', storeTrouble: 'store-broken', items: 8 });
  expect(eventsOf(broken)).toContainEqual(
    expect.stringMatching(/^n1: store-broken, writes are refused: .*items\.log is damaged at byte \d+/),
  );
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

it.each([n1, n2])(
  'two servers begin without %s when its store is damaged, name file and byte, and lose nothing',
  async (hit) => {
    const place = path.join(parent, 'kept');
    const first = await openRealLab({ nodes: 4, servers: 2 }, { data: await kept(place) });
    await working(first);
    await until(first, (now) => now.placement.items.length === 12);
    await first.close();
    const file = path.join(place, hit, storeFile);
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 1;
    writeFileSync(file, bytes);
    const second = await openRealLab({ nodes: 4, servers: 2 }, { data: await kept(place) });
    const now = await until(
      second,
      ({ requests, placement }) => requests.fetched > 20 && placement.items.length === 12,
    );
    expect(viewOf(now, hit)).toMatchObject({
      state: 'down',
      cause: expect.stringContaining(`${file} is damaged at byte `),
    });
    expect(eventsOf(now)).toContain(`${hit}: is ended: the other servers go on without it`);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  },
);

it('a write that was not finished is cut off and said, and nothing else is lost', async () => {
  const place = path.join(parent, 'kept');
  const first = await openRealLab({ nodes: 3 }, { data: await kept(place) });
  await working(first);
  await until(first, (now) => now.placement.items.length === 9);
  await first.close();
  appendFileSync(path.join(place, n1, storeFile), Buffer.alloc(1_492));
  const second = await openRealLab({ nodes: 3 }, { data: await kept(place) });
  const now = await until(second, (now) => now.phase === 'working' && now.placement.items.length === 9);
  expect(viewOf(now, n1)?.storeTrouble).toBeUndefined();
  expect(eventsOf(now)).toContainEqual(
    expect.stringMatching(
      /^n1: .*items\.log ended in a write that was not finished: 1492 bytes from byte \d+ on were cut off$/,
    ),
  );
  expect(now.storesMended).toEqual([{ node: 'n1', text: expect.stringContaining('1492 bytes') }]);
  expect(eventsOf(now)).toContain('n1: has 9 items from its store');
});

it('a server whose disk is full refuses writes, and serves what it has', async () => {
  const limit = spawnLimited();
  const lab = await openRealLab(
    { nodes: 4, valueSize: 2_000 },
    { data: await createTemporaryData(parent), program: limit },
  );
  const full = await until(lab, (now) => viewOf(now, n1)?.storeTrouble === 'store-full');
  expect(eventsOf(full)).toContainEqual(
    expect.stringMatching(/^n1: store-full, writes are refused: no room for .*EFBIG/),
  );
  const { pid } = viewOf(full, n1) ?? {};
  await working(lab);
  const on = await until(lab, (now) => (viewOf(now, n1)?.items ?? 0) > 0);
  expect(viewOf(on, n1)).toMatchObject({ state: 'ready', pid });
  expect(viewOf(on, n1)?.items).toBeGreaterThan(0);
  expect(viewOf(on, n1)?.items).toBeLessThan(12);
  await until(lab, (now) => now.requests.fetched > 5);
});

/** The node's program in a process that may not write more than 10,000 bytes to a file. */
function spawnLimited(): string {
  const file = path.join(parent, 'limited.cjs');
  const program = path.resolve('dist/node-process.cjs');
  const limit =
    'require("node:child_process").execFileSync("prlimit", ["--pid", String(process.pid), "--fsize=10000"]);';
  writeFileSync(file, `${limit}\nrequire(${JSON.stringify(program)});\n`);
  return file;
}

it('a directory that is temporary is gone after a run, and after a lab that was killed when the next one starts', async () => {
  const place = path.join(parent, 'tmp');
  mkdirSync(place);
  const leftovers = (): readonly string[] => readdirSync(place).filter((name) => name.startsWith('starmesh-lab-'));
  const environment = process.env['TMPDIR'];
  onTestFinished(() => {
    if (environment === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = environment;
  });
  process.env['TMPDIR'] = place;
  const args = ['run', '--nodes', '3', '--duration', '200ms', '--json'];
  const { exitCode, stdout } = await starmesh(args).ended;
  expect([exitCode, JSON.parse(stdout).durability, leftovers()]).toEqual([0, 'durable', []]);
  const victim = starmesh(['run', '--nodes', '3', '--duration', '60s']);
  await eventually('it stores something', () =>
    leftovers().some((name) => existsSync(path.join(place, name, 'n1', storeFile))),
  );
  const nodes = childrenOf(victim.pid, 'node-process.cjs');
  victim.child.kill('SIGKILL');
  await victim.ended;
  await eventually('its nodes have ended', () => nodes.every(isGone));
  expect(leftovers()).toHaveLength(1);
  await starmesh(args).ended;
  expect(leftovers()).toEqual([]);
  const memory = await starmesh([...args, '--memory']).ended;
  expect([JSON.parse(memory.stdout).durability, leftovers()]).toEqual(['memory', []]);
});

/** Starts what follows in a namespace of processes of its own, as a container does. */
const unshared = ['-rpf', '--mount-proc', '--kill-child'];
const canUnshare = spawnSync('unshare', [...unshared, 'true']).status === 0;

it.skipIf(!canUnshare)(
  'a lab in another namespace of processes keeps its data: temporary ones, and --data',
  async () => {
    const place = path.join(parent, 'kept');
    const temporary = path.join(parent, 'tmp');
    mkdirSync(temporary);
    const inside = (...args: readonly string[]): Running =>
      start('env', [
        `TMPDIR=${temporary}`,
        ...['unshare', ...unshared, process.execPath, 'dist/bin.js', 'run', '--nodes', '2', '--duration', '60s'],
        ...args,
      ]);
    const outside = (...args: readonly string[]): Promise<Ended> =>
      start('env', [
        `TMPDIR=${temporary}`,
        ...[process.execPath, 'dist/bin.js', 'run', '--nodes', '2', '--duration', '200ms'],
        ...args,
      ]).ended;
    const first = inside('--write-share', '0.3');
    const file = await eventually('it stores something', () =>
      readdirSync(temporary, { recursive: true }).find((name) => String(name).endsWith(storeFile)),
    );
    expect((await outside()).exitCode).toBe(0);
    expect(existsSync(path.join(temporary, String(file)))).toBe(true);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = inside('--data', place);
    await eventually('it stores something', () => existsSync(path.join(place, 'n1', storeFile)));
    const refused = await outside('--data', place);
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('is used by another starmesh')]);
    second.child.kill('SIGKILL');
    await second.ended;
  },
);

it('a directory with the data of another seed is refused and stays as it is; in another mode it keeps what it has', async () => {
  const place = path.join(parent, 'kept');
  const run = (...args: readonly string[]): Promise<Ended> =>
    starmesh(['run', '--nodes', '2', '--duration', '200ms', '--data', place, ...args]).ended;
  expect((await run('--seed', '1')).exitCode).toBe(0);
  const file = path.join(place, n1, storeFile);
  const bytes = readFileSync(file);
  for (const other of [['--seed', '2'], []]) {
    const { exitCode, stderr } = await run(...other);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('to go on with them give --seed 1')]);
  }
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect((await run('--seed', '1', '--mode', 'mesh')).exitCode).toBe(0);
  expect(readFileSync(file).equals(bytes)).toBe(false);
  expect((await run('--seed', '1')).exitCode).toBe(0);
  expect(
    readFileSync(file)
      .subarray(0, bytes.length - headBytes)
      .equals(bytes.subarray(0, -headBytes)),
  ).toBe(true);
});

it('a directory that cannot be used is refused with exit code 3, before anything starts', async () => {
  writeFileSync(path.join(parent, 'file'), '');
  const { exitCode, stderr } = await starmesh(['run', '--data', path.join(parent, 'file')]).ended;
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('is not a directory; name another one')]);
});

it.skipIf(!existsSync('/proc/self'))(
  'a directory where none can be made is refused at once, and not tried for ever',
  () => {
    const args = ['run', '--nodes', '3', '--duration', '1s', '--data', '/proc/starmesh-test/deep'];
    const { signal, status, stderr } = spawnSync(process.execPath, ['dist/bin.js', ...args], {
      encoding: 'utf8',
      timeout: 30_000,
      killSignal: 'SIGKILL', // it hears nothing else when it turns round and round
    });
    expect({ signal, status }).toEqual({ signal: null, status: 3 });
    expect(stderr).toContain('--data /proc/starmesh-test/deep: cannot be made: ENOENT');
  },
  40_000,
);
