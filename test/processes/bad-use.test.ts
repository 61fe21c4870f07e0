import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { controlFile, openControlLink } from '../../source/drivers/node/control-link.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { childrenOf, type Ended, eventually, starmesh, start } from './program.ts';
import { openRealLab, until } from './real-lab.ts';

/** Nothing on stdout, one message on stderr, no trace of a crash. */
function expectRefused({ stdout, stderr }: Ended, message: RegExp): void {
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
}

it.each([
  [['--nodse', '4'], /^starmesh: there is no flag --nodse.*--nodes.*\n$/],
  [['--nodes', '1'], /^starmesh: --nodes 1 is too small; allowed: 2 to 512.*\n$/],
  [['--nodes', '100000'], /^starmesh: --nodes 100000 is too large; allowed: 2 to 512.*\n$/],
  [['--mode', 'foo'], /^starmesh: --mode foo is not known; allowed: client-server, peer-to-peer.*\n$/],
  [['--rate', '-1'], /^starmesh: --rate -1 is too small; allowed: 0 to .*\n$/],
  [['--fault', '1s kill n9'], /^starmesh: the fault "1s kill n9" cannot happen: there is no n9, only n1 … n8; .*\n$/],
  [
    ['--fault', '5s kill n3', '--duration', '2s'],
    /^starmesh: the fault "5s kill n3" cannot happen: .* after 2s; .*\n$/,
  ],
  [['--duration', '5'], /^starmesh: --duration 5 has no unit; write 5s.*\n$/],
])('`starmesh run %j` is refused in one line, with what is allowed', async (args, message) => {
  const ended = await starmesh(['run', ...args]).ended;
  expect(ended.exitCode).toBe(2);
  expectRefused(ended, message);
});

it.each([
  ['run', '--on', 'simulation', '--duration', '100ms', '--record', 'recording'],
  ['run', '--duration', '100ms', '--data', 'data'],
  ['compare', '--quick', '--on', 'simulation', '--report', 'report.html'],
])('a file in a working directory that was removed is refused in one line: %s', async (...args) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-removed-'));
  const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"';
  const ended = await start('sh', ['-c', script, 'sh', folder, process.execPath, path.resolve('dist/bin.js'), ...args])
    .ended;
  expect(ended.exitCode).toBe(3);
  expectRefused(ended, /^starmesh: the working directory was removed; .*\n$/);
});

it('too few file descriptors are noticed before the first process starts', async () => {
  const lab = start('sh', ['-c', `ulimit -n 48; exec "${process.execPath}" dist/bin.js run --nodes 64`]);
  const ended = await lab.ended;
  expect(ended.exitCode).toBe(3);
  expectRefused(
    ended,
    /^starmesh: --nodes 64 needs 232 open files .* allowed are 48: .*ulimit -n 232.*--on simulation/,
  );
  expect(childrenOf(lab.pid, 'node-process')).toEqual([]);
});

it.runIf(process.getuid?.() === 0)('too few threads are noticed before the first process starts', async () => {
  const nobody = [
    '--reuid',
    '65534',
    '--regid',
    '65534',
    '--clear-groups',
    'bash',
    '-c',
    'ulimit -u 60 && exec "$@"',
    'sh',
  ];
  const run = (nodes: number) =>
    start('setpriv', [
      ...nobody,
      process.execPath,
      'dist/bin.js',
      'run',
      '--nodes',
      String(nodes),
      '--duration',
      '500ms',
    ]);
  const lab = run(12);
  const ended = await lab.ended;
  expect(ended.exitCode).toBe(3);
  expectRefused(
    ended,
    /^starmesh: --nodes 12 needs 68 threads \(8 and 5 a node\), \d+ are left: --nodes \d is the most/,
  );
  const fits = Number(/--nodes (\d) is the most/.exec(ended.stderr)?.[1]);
  expect(await run(fits).ended).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/ 0 failed /) });
});

const inNamespace = (script: string): readonly string[] => ['-n', 'sh', '-c', `ip link set lo up && ${script}`];
const hasNamespaces = spawnSync('unshare', inNamespace('true')).status === 0;

it.runIf(hasNamespaces)('a machine with four free ports is enough: nodes need none to reach their lab', async () => {
  const ports = 'echo 60000 60003 > /proc/sys/net/ipv4/ip_local_port_range';
  const run = `exec "${process.execPath}" dist/bin.js run --nodes 12 --duration 100ms --json`;
  const { exitCode, stdout, stderr } = await start('unshare', inNamespace(`${ports} && ${run}`)).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout).nodes).toHaveLength(12);
});

it.runIf(hasNamespaces)('a loopback that is down is told by run and by doctor, which tries it', async () => {
  const run = await start('unshare', ['-n', process.execPath, 'dist/bin.js', 'run', '--nodes', '3']).ended;
  expect(run.exitCode).toBe(3);
  expectRefused(run, /^starmesh: 127\.0\.0\.1 does not answer \(ENETUNREACH\); the interface lo must be up/);
  const doctor = await start('unshare', ['-n', process.execPath, 'dist/bin.js', 'doctor']).ended;
  expect(doctor).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/✗ Loopback +127\.0\.0\.1 does not answer/),
  });
});

it.runIf(hasNamespaces)(
  'a lab shares 127.0.0.1 where nothing else answers, though it could be listened on',
  async () => {
    const filter =
      'ip route del local 127.0.0.0/8 dev lo table local && echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind && exec "$@"';
    const starmeshThere = (...args: string[]) =>
      start('unshare', [...inNamespace(filter), 'sh', process.execPath, 'dist/bin.js', ...args]).ended;
    const run = await starmeshThere('run', '--nodes', '3', '--duration', '200ms');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const doctor = await starmeshThere('doctor');
    expect(doctor).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('! Loopback      only 127.0.0.1') });
  },
);

it('as many nodes as the file descriptors allow do start', async () => {
  const command = `ulimit -n 64; exec "${process.execPath}" dist/bin.js run --nodes 8 --duration 100ms --json`;
  const { exitCode, stdout, stderr } = await start('sh', ['-c', command]).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout).nodes).toHaveLength(8);
});

/** A folder for one test. */
function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'starmesh-bad-use-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A folder with a whole starmesh in it. */
function installation(): string {
  const root = folder();
  cpSync('dist', path.join(root, 'dist'), { recursive: true });
  cpSync('package.json', path.join(root, 'package.json'));
  symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
  return root;
}

it('a node program that cannot start fails the launch with its last words', async () => {
  const root = installation();
  writeFileSync(path.join(root, 'dist', 'node-process.cjs'), 'throw new RangeError("no room for a node");\n');
  const lab = start(process.execPath, [path.join(root, 'dist', 'bin.js'), 'run', '--nodes', '6']);
  const ended = await lab.ended;
  expect(ended.exitCode).toBe(3);
  expectRefused(ended, /^starmesh: n\d could not start: exit code 1: RangeError: no room for a node\n/);
  expect(childrenOf(lab.pid, 'node-process')).toEqual([]);
});

it.each([
  ['ends without a word', 'process.exit(7);', 'exit code 7'],
  ['is no program', 'this is not JavaScript', 'exit code 1: SyntaxError: Unexpected identifier'],
  ['does not exist', undefined, 'exit code 1: Error: Cannot find module'],
])('a node program that %s fails the launch and says so', async (_, code, cause) => {
  const program = path.join(folder(), 'program.cjs');
  if (code !== undefined) writeFileSync(program, code);
  const lab = await openRealLab({ nodes: 3 }, { program });
  const { failure, nodes } = await until(lab, ({ phase }) => phase === 'failed');
  expect(failure).toMatch(/^n\d could not start: /);
  expect(failure).toContain(cause);
  expect(nodes.map(({ pid }) => pid)).toEqual([undefined, undefined, undefined]);
});

it.each(['', '--memory', '--data kept'])(
  'a node that is started again runs the program of its lab, whatever an update did meanwhile: run %s',
  async (flags) => {
    const root = installation();
    const temporary = path.join(root, 'temporary');
    mkdirSync(temporary);
    const program = path.join(root, 'dist', 'node-process.cjs');
    const run = `run --nodes 3 --duration 5s --fault "2s kill n3 for 500ms" --json ${flags}`;
    const bin = path.join(root, 'dist', 'bin.js');
    const command = `cd "${root}" && TMPDIR=temporary exec "${process.execPath}" "${bin}" ${run}`;
    const lab = start('sh', ['-c', command]);
    const nodes = await eventually('three nodes', () => {
      const found = childrenOf(lab.pid, 'node-process.cjs');
      return found.length === 3 && found;
    });
    rmSync(program);
    for (const pid of nodes) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain(realpathSync(temporary));
    const { exitCode, stdout, stderr } = await lab.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const states = JSON.parse(stdout).nodes.map(({ state }: { state: string }) => state);
    expect(states).toEqual(['ready', 'ready', 'ready']);
    expect(readdirSync(temporary)).toEqual([]);
  },
);

it('the program of a lab that was killed goes with the next lab', async () => {
  const temporary = folder();
  const starts = (duration: string): ReturnType<typeof start> =>
    start('sh', [
      '-c',
      `TMPDIR="${temporary}" exec "${process.execPath}" dist/bin.js run --nodes 2 --memory --duration ${duration}`,
    ]);
  const lab = starts('5m');
  await eventually('its folder', () => readdirSync(temporary).length === 1);
  await eventually('its nodes', () => childrenOf(lab.pid, 'node-process.cjs').length === 2);
  lab.child.kill('SIGKILL');
  await lab.ended;
  expect(readdirSync(temporary)).toHaveLength(1);
  expect((await starts('100ms').ended).exitCode).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});

it('without a folder for temporary files nodes in memory run the program that is installed', async () => {
  const run = `"${process.execPath}" dist/bin.js run --nodes 2 --memory --duration 100ms`;
  const { exitCode, stderr } = await start('sh', ['-c', `TMPDIR=/nowhere ${run}`]).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

it('an installation without the program of a node is refused in one line', async () => {
  const root = installation();
  rmSync(path.join(root, 'dist', 'node-process.cjs'));
  const ended = await start(process.execPath, [path.join(root, 'dist', 'bin.js'), 'run', '--nodes', '2']).ended;
  expect(ended.exitCode).toBe(3);
  expectRefused(ended, /^starmesh: the program of a node cannot be read: ENOENT.*install starmesh again\n/);
});

it('a node program that is gone when a node is added leaves the lab at work', async () => {
  const program = path.join(folder(), 'program.cjs');
  cpSync('dist/node-process.cjs', program);
  const lab = await openRealLab({ nodes: 3 }, { program });
  await until(lab, ({ phase }) => phase === 'working');
  rmSync(program);
  lab.dispatch({ type: 'add-node' });
  const { requests } = await until(lab, ({ nodes }) =>
    nodes.some(({ id, state }) => id === nodeId(4) && state === 'down'),
  );
  await until(lab, (now) => now.requests.succeeded > requests.succeeded + 20);
});

it.each([
  ['a summary', 'run --nodes 2 --duration 200ms'],
  ['a document', 'run --nodes 2 --duration 200ms --json'],
  ['the help', '--help'],
])('%s that nobody reads is no crash', async (_, args) => {
  const command = `{ "${process.execPath}" dist/bin.js ${args}; echo "exit code $?" >&2; } | true`;
  const { stderr } = await start('sh', ['-c', command]).ended;
  expect(stderr).toBe('exit code 0\n');
});

it('the dashboard without a terminal points to `starmesh run`', async () => {
  const ended = await starmesh([]).ended;
  expect(ended.exitCode).toBe(2);
  expectRefused(ended, /^starmesh: .*`starmesh run`.*\n$/);
});

it('the program of a node without a lab says that it needs one', async () => {
  const { exitCode, stderr } = await start(process.execPath, ['dist/node-process.cjs']).ended;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^this is the program of one node: starmesh starts it with a socket .* missing\n$/);
});

/** The program of a node, and this end of the socket that it inherits. */
function lonelyNode(): { readonly child: ChildProcess; readonly socket: Socket; readonly ended: Promise<unknown> } {
  const child = spawn(process.execPath, ['dist/node-process.cjs'], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  return { child, socket: child.stdio[controlFile] as Socket, ended };
}

it.each([
  ['never speaks', Buffer.alloc(0)],
  ['speaks another language', Buffer.from('{"node":"n1"}\n')],
])('a node whose lab %s, and is gone, ends', async (_, bytes) => {
  const { socket, ended } = lonelyNode();
  socket.end(bytes);
  expect(await ended).toEqual({ code: 0, signal: null });
});

it('a node ends with its lab also when what it has to say is not taken, and it is not read any more itself', async () => {
  const { socket, ended } = lonelyNode();
  const begin = {
    node: nodeId(1),
    secret: Buffer.alloc(32),
    host: '127.0.0.1',
    port: 0,
    data: undefined,
    isKept: false,
  } as const;
  const control = openControlLink(socket, { onMessage: () => undefined, onEnd: () => undefined });
  control.send({ type: 'begin', ...begin, epochMs: 0, batchMs: 50, nicerBy: 5 });
  const workload = { type: 'files', seed: 1, valueSize: 1, itemsPerNode: 0, concurrency: 0 } as const;
  const plan = { role: { type: 'server', others: [] }, capacity: 0, workload, seed: 1 } as const;
  control.send({ type: 'configure', generation: 1, plan, store: undefined });
  await new Promise((resolve) => socket.once('data', resolve)); // it is ready
  socket.pause();
  let sequence = 0;
  // Each is answered with more bytes than it has. The system takes what fits between the two, then the node stops reading.
  await eventually('both ways are full', () => {
    for (let count = 0; count < 1_000; count++) control.send({ type: 'ping', sequence: sequence++ });
    return socket.writableLength > 1_000_000;
  });
  socket.destroy();
  expect(await ended).toEqual({ code: 0, signal: null });
});

it('an environment that would stop a node stays with the lab, and one that Node needs reaches the nodes', async () => {
  const side = path.join(folder(), 'side.cjs');
  writeFileSync(side, 'if (/node-process/.test(process.argv[1])) { process.exit(9); }');
  const environment = `NODE_OPTIONS="--require ${side}" LD_LIBRARY_PATH=/opt/of-node`;
  const command = `${environment} exec "${process.execPath}" dist/bin.js run --nodes 3 --duration 5m --json`;
  const lab = start('sh', ['-c', command]);
  const nodes = await eventually('three nodes', () => {
    const found = childrenOf(lab.pid, 'node-process.cjs');
    return found.length === 3 && found;
  });
  const names = nodes.map((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0'));
  for (const own of names) expect(own).toContain('LD_LIBRARY_PATH=/opt/of-node');
  lab.child.kill('SIGINT');
  const { exitCode, stderr } = await lab.ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
});
