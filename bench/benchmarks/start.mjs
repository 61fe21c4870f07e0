import { availableParallelism } from 'node:os';
import path from 'node:path';
import { startLab } from '../shared/lab.mjs';
import { monotonicMs, startProgram } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';

export const about = '64 node processes from the command to the last one ready, against 64 bare Node servers';

const nodes = 64;
const rounds = 5;
/** As in source/lab/clusters/processes.ts. */
const parallel = Math.max(3, availableParallelism() + 1);

export async function run() {
  const ours = [];
  const bare = [];
  for (let round = 0; round < rounds; round++) {
    const samples = [
      async () => ours.push(await readyMs(startLab({ nodes }))),
      async () => bare.push(await readyMs(startBare(nodes))),
    ];
    for (const sample of round % 2 === 0 ? samples : samples.reverse()) await sample();
  }
  reportLine({
    bench: 'start',
    what: `${nodes} processes ready`,
    unit: 'ms',
    ours,
    baselineName: `${nodes} bare net servers`,
    baseline: bare,
    goal: { atMost: 1.15 },
  });
}

export function startBare(count) {
  const program = path.join(import.meta.dirname, '..', 'programs', 'bare-lab.mjs');
  return startProgram(program, [count, parallel, monotonicMs()].map(String));
}

async function readyMs(program) {
  const { readyMs: ms } = await program.next();
  await program.end();
  return ms;
}
