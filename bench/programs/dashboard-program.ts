/*
 * A lab on processes with the product's dashboard on a terminal that only counts. Arguments: one JSON document, see DashboardOrder.
 * Says {withMs, withoutMs, frames, bytes, seconds}: CPU of this process with the dashboard and, in a window as long, without it.
 */

import { createProcessCluster } from '../../source/lab/clusters/processes.ts';
import { createLab } from '../../source/lab/live/runtime.ts';
import type { ModeName } from '../../source/lab/view/snapshot.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import { openDashboard } from '../../source/ui/app.ts';
import { createCountedTerminal } from './counted-terminal.ts';

interface DashboardOrder {
  readonly program: string;
  readonly nodes: number;
  readonly mode: ModeName;
  readonly columns: number;
  readonly rows: number;
  readonly windowMs: number;
}

const order: DashboardOrder = JSON.parse(process.argv[2] ?? '{}');
const { nodes, mode, columns, rows, windowMs, program } = order;
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
  measureOutside: true,
  createCluster: (events) => createProcessCluster({ program, events, batchMs: 50 }),
});
await lab.reached('working', 'failed');

const { stdin, stdout, written } = createCountedTerminal(columns, rows);
const withoutFirst = await cpuMs(windowMs / 2);
const screen = openDashboard({
  source: lab.source,
  dispatch: lab.dispatch,
  stdin,
  stdout,
  ascii: false,
  color: 'truecolor',
});
await cpuMs(2_000); // until it runs warm
Object.assign(written, { frames: 0, bytes: 0 });
const withMs = await cpuMs(windowMs);
const { frames, bytes } = written;
screen.close();
const withoutMs = withoutFirst + (await cpuMs(windowMs / 2));
process.stdout.write(`${JSON.stringify({ withMs, withoutMs, frames, bytes, seconds: windowMs / 1000 })}\n`);
await lab.close();
process.exit();

async function cpuMs(ms: number): Promise<number> {
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
