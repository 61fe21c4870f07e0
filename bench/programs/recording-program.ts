/*
 * Records a simulated lab on a clock that is wound by hand, as fast as it goes. Arguments: one JSON document, see RecordingOrder. Says
 * {bytes, frames, dropped, seconds, recordMs}: what was kept of how long, and the CPU of recording a minute.
 */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createSimulationCluster } from '../../source/lab/clusters/simulation.ts';
import { createLab } from '../../source/lab/live/runtime.ts';
import type { ModeName } from '../../source/lab/view/snapshot.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import { startRecorder } from '../../source/recording/recorder.ts';
import { installWoundClock } from './wound-clock.ts';

interface RecordingOrder {
  readonly file: string;
  readonly nodes: number;
  readonly mode: ModeName;
  readonly minutes: number;
}

const order: RecordingOrder = JSON.parse(process.argv[2] ?? '{}');
const clock = installWoundClock();
const lab = await createLab({
  settings: {
    ...{ mode: order.mode, nodes: order.nodes, seed: 7, rate: 20, concurrency: 1, valueSize: 4096, itemsPerNode: 3 },
    ...{ workload: 'files', ticksPerSecond: 20, jobOperations: 2_000, serialShare: 0.05 },
    ...{ fileBytes: 8 * 1024 ** 2, pieceBytes: 16 * 1024, degree: 4, ttl: 64 },
    ...{ capacity: 200, link: loopbackLinks, durability: 'memory', nodesMax: 512 },
    ...{ overlay: 'kademlia', k: 4, alpha: 3, replicas: 1, servers: 1, freeRiders: 0 },
  },
  measureOutside: false,
  createCluster: (events) => createSimulationCluster({ seed: 7, events, speed: 'real', batchMs: 50 }),
});
const stream = createWriteStream(order.file);
const recorder = startRecorder({
  source: lab.source,
  file: {
    append: (bytes) =>
      new Promise((resolve, reject) => stream.write(bytes, (error) => (error ? reject(error) : resolve()))),
    close: async () => {
      stream.end();
      await once(stream, 'finish');
    },
  },
  version: 'bench',
  now: () => performance.now(),
  date: new Date(0),
});
for (let second = 0; second < order.minutes * 60; second++) {
  await clock.wind(1_000);
  await new Promise((resolve) => stream.write('', resolve)); // the disk has no wound clock
}
await recorder.close();
process.stdout.write(`${JSON.stringify(recorder.state())}\n`);
process.exit();
