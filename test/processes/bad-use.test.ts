import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
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

it.runIf(hasNamespaces)(
  'a machine without a free port ends in one message with the remedy, and nothing is left',
  async () => {
    const ports = 'echo 60000 60003 > /proc/sys/net/ipv4/ip_local_port_range';
    const lab = start('unshare', inNamespace(`${ports} && exec "${process.execPath}" dist/bin.js run --nodes 12`));
    const ended = await lab.ended;
    expect(ended.exitCode).toBe(3);
    expectRefused(
      ended,
      /^starmesh: n\d+ could not start: .*EADDRNOTAVAIL.*no local port is free: ask for fewer nodes/,
    );
    expect(childrenOf(lab.pid, 'node-process')).toEqual([]);
  },
);

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

it('a node program that cannot start fails the launch with its last words', async () => {
  const root = folder();
  cpSync('dist', path.join(root, 'dist'), { recursive: true });
  cpSync('package.json', path.join(root, 'package.json'));
  symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
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

it('an order that is no order ends a node with the reason', async () => {
  const command = `echo '{"node":"n1"}' | "${process.execPath}" dist/node-process.cjs`;
  const { exitCode, stderr } = await start('sh', ['-c', command]).ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain('the first line on stdin lacks "secret"');
});

it('a node whose lab cannot be reached, or never speaks, ends', async () => {
  const order = { node: 'n1', secret: '00', host: '127.0.0.1', port: 0, epochMs: 0, batchMs: 50, nicerBy: 5 };
  const refused = JSON.stringify({ ...order, controlHost: '127.0.0.1', controlPort: 1 });
  const { exitCode, stderr } = await start('sh', [
    '-c',
    `echo '${refused}' | "${process.execPath}" dist/node-process.cjs`,
  ]).ended;
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: 'cannot reach the lab: connect ECONNREFUSED 127.0.0.1:1\n',
  });
  const mute = start(process.execPath, ['dist/node-process.cjs']); // its standard input ends before the order
  expect((await mute.ended).exitCode).toBe(0);
  await eventually('it is gone', () => childrenOf(process.pid, 'node-process.cjs').length === 0);
});
