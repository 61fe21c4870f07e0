import { readFileSync } from 'node:fs';
import { quietRate, startLab } from '../shared/lab.mjs';
import { sleep } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';
import { startBare } from './start.mjs';

export const about =
  'memory (sum of PSS) of 64 nodes that are connected and have published, against 64 bare Node servers';

const nodes = 64;
const rounds = 3;
const settleMs = 2_000;

export async function run() {
  const ours = [];
  const bare = [];
  for (let round = 0; round < rounds; round++) {
    for (const mode of ['client-server', 'peer-to-peer']) {
      const lab = startLab({ nodes, mode, rate: quietRate, awaits: 'work', valueSize: 4096 });
      const { pids } = await lab.next();
      await lab.next(); // it works
      ours.push({ mode, mib: await settledMib(pids) });
      await lab.end();
    }
    const servers = startBare(nodes);
    bare.push(await settledMib((await servers.next()).pids));
    await servers.end();
  }
  for (const mode of ['client-server', 'peer-to-peer']) {
    reportLine({
      bench: 'memory',
      what: `PSS of ${nodes} nodes, ${mode}, each`,
      unit: 'MiB',
      ours: ours.filter((sample) => sample.mode === mode).map(({ mib }) => mib),
      baselineName: 'bare net server',
      baseline: bare,
      goal: { atMost: 1.25 },
    });
  }
}

async function settledMib(pids) {
  await sleep(settleMs);
  const kib = pids.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]));
  return kib.reduce((total, one) => total + one, 0) / 1024 / pids.length;
}
