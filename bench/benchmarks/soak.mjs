import { readFileSync } from 'node:fs';
import { built } from '../shared/build.mjs';
import { startLab } from '../shared/lab.mjs';
import { sleep, startProgram } from '../shared/program.mjs';
import { reportLine } from '../shared/report.mjs';

export const about = 'memory of nodes and lab over 8 minutes of work, with hostile neighbours at every port';

const sizes = [8, 32];
const warmUpMs = 60_000;
const msMax = 480_000;
const sampleMs = 10_000;
const hostile = { generation: 1, perSecond: 200, heldMax: 2_000, seed: 7 };

export async function run() {
  for (const nodes of sizes) {
    for (const mode of ['client-server', 'peer-to-peer']) await soak(nodes, mode);
  }
}

async function soak(nodes, mode) {
  const lab = startLab({ nodes, mode, rate: 50, valueSize: 1000 });
  const { pids } = await lab.next();
  await lab.next(); // it works
  lab.tell('addresses');
  const addresses = await lab.next();
  const neighbours = startProgram(built.hostileNeighbours, [JSON.stringify({ ...hostile, addresses, ms: msMax })]);
  await sleep(warmUpMs);
  const samples = [residentMib(lab.pid, pids)];
  for (let ms = warmUpMs; ms < msMax; ms += sampleMs) {
    await sleep(sampleMs);
    samples.push(residentMib(lab.pid, pids));
  }
  const { connections, held } = await neighbours.next();
  lab.tell('measure 5000');
  const { operations, failed } = await lab.next();
  await neighbours.end();
  await lab.end();
  const where = `${nodes} nodes, ${mode}`;
  const note = `${connections} hostile connections, at most ${held} at once; ${operations.toFixed(0)} operations/s after it, ${failed.toFixed(1)} failed`;
  line(`${where}, most growth of a node`, Math.max(...pids.map((_, place) => growthOf(samples, place))), note);
  line(`${where}, growth of the lab`, growthOf(samples, pids.length));
}

function line(what, mib, note) {
  reportLine({ bench: 'soak', what, unit: 'MiB', ours: [mib], goal: { atMost: 10 }, note });
}

/** Mean of the last third over the mean of the first third: one garbage collection more or less decides nothing. */
function growthOf(samples, place) {
  const third = Math.ceil(samples.length / 3);
  const mean = (part) => part.reduce((sum, sample) => sum + sample[place], 0) / part.length;
  return mean(samples.slice(-third)) - mean(samples.slice(0, third));
}

/** Of each node, then of the lab. */
function residentMib(lab, pids) {
  return [...pids, lab].map(
    (pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
  );
}
