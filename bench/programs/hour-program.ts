/*
 * A simulated lab, with the product's dashboard on a terminal that only counts, on a clock that is wound by hand: an hour in a minute or two, every
 * frame of it drawn. Arguments: one JSON document, see HourOrder. Says {heapBytes, frames}: heap and buffers in use after a garbage
 * collection, after the warm-up and after each tenth of the time.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSimulationCluster } from '../../source/lab/clusters/simulation.ts';
import { createLab } from '../../source/lab/live/runtime.ts';
import type { ModeName } from '../../source/lab/view/snapshot.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import { openDashboard } from '../../source/ui/app.ts';
import { createCountedTerminal } from './counted-terminal.ts';
import { installWoundClock } from './wound-clock.ts';

interface HourOrder {
  readonly nodes: number;
  readonly mode: ModeName;
  readonly columns: number;
  readonly rows: number;
  readonly warmUpMinutes: number;
  readonly minutes: number;
  /** Without it the lab alone is measured. */
  readonly hasDashboard: boolean;
}

const order: HourOrder = JSON.parse(process.argv[2] ?? '{}');
const { nodes, mode, columns, rows, warmUpMinutes, minutes, hasDashboard } = order;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const clock = installWoundClock();
const lab = await createLab({
  settings: {
    ...{
      mode,
      nodes,
      seed: 7,
      rate: 20,
      concurrency: 1,
      valueSize: 4096,
      itemsPerNode: 3,
      workload: 'files',
      ticksPerSecond: 20,
      jobOperations: 2_000,
      serialShare: 0.05,
      fileBytes: 8 * 1024 ** 2,
      pieceBytes: 16 * 1024,
      degree: 4,
      ttl: 64,
    },
    ...{ capacity: 200, link: loopbackLinks, durability: 'memory', nodesMax: 512 },
    ...{ overlay: 'flooding', k: 4, alpha: 3, replicas: 1, servers: 1, freeRiders: 0 },
  },
  measureOutside: false,
  createCluster: (events) => createSimulationCluster({ seed: 7, events, speed: 'real', batchMs: 50 }),
});
const { stdin, stdout, written, press } = createCountedTerminal(columns, rows);
if (hasDashboard) {
  openDashboard({ source: lab.source, dispatch: lab.dispatch, stdin, stdout, ascii: false, color: 'truecolor' });
}

/** What somebody does who watches: looks at nodes, zooms, opens the help and closes it. */
const keys = ['j', 'k', '\t', '\r', '\r', '?', '?', 'j', 'j', 'k'];

async function pass(passing: number): Promise<void> {
  for (let second = 0; second < passing * 60; second++) {
    await clock.wind(1000);
    const key = keys[second % keys.length];
    if (hasDashboard && key !== undefined) press(key);
  }
}

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

await pass(warmUpMinutes);
const samples = [heapBytes()];
for (let tenth = 0; tenth < 10; tenth++) {
  await pass(minutes / 10);
  samples.push(heapBytes());
}
process.stdout.write(`${JSON.stringify({ heapBytes: samples, frames: written.frames })}\n`);
process.exit();
