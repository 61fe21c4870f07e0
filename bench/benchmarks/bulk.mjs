import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { reportLine, reportMissing } from '../shared/report.mjs';
import { inTurn, runDocument } from '../shared/run.mjs';

export const about =
  'one large file from one node to another, each piece hashed, against iperf3 and against bare Node sockets with the same duties';

const rounds = 3;
const bytes = 128 * 1024 ** 2;
const port = 5_201;
const execute = promisify(execFile);

/* Megabytes a second until the receiver has verified all; the hashing of the file at the source, before the first piece, counts too. */
export async function run() {
  const [ours, bare, dutiful] = [[], [], []];
  const samplers = [async () => ours.push(await transfer()), async () => dutiful.push(await bareTransfer())];
  const missing = await execute('iperf3', ['--version']).then(
    () => undefined,
    () => 'iperf3 is not installed (Debian: apt-get install iperf3)',
  );
  if (missing === undefined) samplers.push(async () => bare.push(await iperf()));
  else reportMissing('bulk', 'iperf3', missing);
  await inTurn(rounds, samplers);
  const line = { bench: 'bulk', what: '128 MiB, pieces of 1 MiB', unit: 'MB/s', ours };
  reportLine(
    missing === undefined ? { ...line, baselineName: 'iperf3', baseline: bare, goal: { atLeast: 0.8 } } : line,
  );
  reportLine({ ...line, baselineName: 'bare Node sockets, hashed and verified alike', baseline: dutiful });
}

async function transfer() {
  const { workloadFigures } = await runDocument(
    ...['--mode', 'star', '--nodes', '2', '--workload', 'distribute', '--capacity', '0', '--memory'],
    ...['--file-size', String(bytes), '--piece-size', '1m', '--duration', '30s', '--seed', '7'],
  );
  const took = workloadFigures.find(({ metric }) => metric === 'completionMs');
  if (took === undefined) throw new Error('the file did not arrive within 30 s');
  return bytes / 1e3 / took.max;
}

/** What is left for a program that does nothing else: SHA-256 at both ends rules out the rate of iperf3. */
async function bareTransfer() {
  const program = path.join(import.meta.dirname, '..', 'programs', 'bare-transfer.mjs');
  const { stdout } = await execute(process.execPath, [program, String(bytes), String(1024 ** 2)]);
  return bytes / 1e3 / JSON.parse(stdout).ms;
}

async function iperf() {
  const server = spawn(
    'iperf3',
    ['--server', '--one-off', '--forceflush', '--port', String(port), '--bind', '127.0.0.1'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(server, 'exit');
  await once(server.stdout, 'data'); // it listens
  const { stdout } = await execute('iperf3', [
    '--client',
    '127.0.0.1',
    '--port',
    String(port),
    '--time',
    '2',
    '--json',
  ]);
  await ended;
  return JSON.parse(stdout).end.sum_received.bits_per_second / 8e6;
}
