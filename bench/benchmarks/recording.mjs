import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { built } from '../shared/build.mjs';
import { startProgram } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';

export const about =
  'recordings: MB a minute, and of an hour of 32 nodes the time to open it, to go anywhere in it, and the memory';

const rounds = 3;
const hour = { nodes: 32, minutes: 60 };
const short = { nodes: 8, minutes: 5 };
const megabyte = 1e6;

export async function run() {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-bench-'));
  try {
    for (const mode of ['client-server', 'peer-to-peer'])
      await sizeOf({ ...short, mode, file: path.join(folder, 'short') });
    const order = { ...hour, mode: 'peer-to-peer', file: path.join(folder, 'hour') }; // a mesh has more to say
    await sizeOf(order);
    await openingOf(order);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sizeOf(order) {
  const program = startProgram(built.recordingProgram, [JSON.stringify(order)], { env: { NODE_ENV: 'production' } });
  const { bytes, frames, dropped } = await program.next();
  await program.end();
  const note = `${(bytes / megabyte).toFixed(1)} MB, ${frames} frames${dropped ? `, ${dropped.frames} dropped: ${dropped.why}` : ''}`;
  const ours = [bytes / megabyte / order.minutes];
  reportLine({ bench: 'recording', what: `${nameOf(order)}, a minute`, unit: 'MB', ours, note });
}

async function openingOf(order) {
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    const program = startProgram(built.openRecordingProgram, [order.file], { env: { NODE_ENV: 'production' } });
    samples.push(await program.next());
    await program.end();
  }
  const line = (what, unit, ours, goal) =>
    reportLine({
      bench: 'recording',
      what: `${nameOf(order)}, ${what}`,
      unit,
      ours,
      ...(goal && { goal: { atMost: goal } }),
    });
  line(
    'open',
    'ms',
    samples.map(({ openMs }) => openMs),
    2_000,
  );
  line(
    'to the middle',
    'ms',
    samples.map(({ middleMs }) => middleMs),
    100,
  );
  line(
    'to the end',
    'ms',
    samples.map(({ endMs }) => endMs),
    100,
  );
  line(
    '100 jumps',
    'ms',
    samples.flatMap(({ seekMs }) => seekMs),
    100,
  );
  line(
    'memory',
    'MB',
    samples.map(({ rssBytes }) => rssBytes / megabyte),
  );
}

function nameOf({ nodes, minutes, mode }) {
  return `${minutes} min of ${nodes} nodes, ${mode}`;
}
