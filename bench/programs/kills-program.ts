/*
 * A lab whose nodes are killed one after the other while it works, through the product's own parts. Arguments: one JSON document, see KillsOrder.
 * Says one document, KillsFigures, and ends.
 */

import { createRandom } from '../../source/base/random.ts';
import type { HistoryFigures } from '../../source/lab/check/read-back.ts';
import { createProcessCluster } from '../../source/lab/clusters/processes.ts';
import { createLab } from '../../source/lab/live/runtime.ts';
import type { LabSnapshot, ModeName } from '../../source/lab/view/snapshot.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import type { NodeId } from '../../source/protocol/ids.ts';

interface KillsOrder {
  readonly program: string;
  readonly mode: ModeName;
  readonly nodes: number;
  readonly servers: number;
  readonly replicas: number;
  readonly kills: number;
  /** No more kills after so long: what is measured is what is lost, not how fast this machine starts processes. */
  readonly msMax: number;
  readonly seed: number;
  readonly rate: number;
  readonly writeShare: number;
}

interface KillsFigures {
  readonly history: HistoryFigures | undefined;
  readonly killed: Readonly<Record<string, number>>;
  /** Kills after which the network was not whole again within `wholeMsMax`. */
  readonly notWhole: number;
  readonly ms: number;
  readonly requests: { readonly succeeded: number; readonly failed: number };
}

const order: KillsOrder = JSON.parse(process.argv[2] ?? '{}');
const wholeMsMax = 15_000;
/** A kill comes at a random moment of this time after the network is whole again. */
const workMs = 300;
const lookMs = 20;

const lab = await createLab({
  settings: {
    mode: order.mode,
    nodes: order.nodes,
    seed: order.seed,
    workload: 'files',
    ticksPerSecond: 20,
    jobOperations: 2_000,
    serialShare: 0.05,
    link: loopbackLinks,
    durability: 'memory',
    fileBytes: 1024 ** 2,
    pieceBytes: 16 * 1024,
    rate: order.rate,
    concurrency: 1,
    writeShare: order.writeShare,
    valueSize: 1024,
    itemsPerNode: 3,
    degree: 4,
    ttl: 64,
    overlay: 'kademlia',
    k: 4,
    alpha: 3,
    replicas: order.replicas,
    servers: order.servers,
    freeRiders: 0,
    capacity: 0,
    nodesMax: 512,
  },
  measureOutside: false,
  createCluster: (events) => createProcessCluster({ program: order.program, events, batchMs: 50 }),
});

/** Everybody works again, and no item that should have several holders has only one: the next kill cannot take the last. */
function isWhole({ nodes, placement, phase }: LabSnapshot): boolean {
  if (phase !== 'working' || nodes.some(({ state }) => state !== 'ready')) return false;
  if (order.mode === 'client-server') return true; // who is ready has caught up
  return placement.items.every(({ holders }) => holders.size === 0 || holders.size >= Math.min(2, order.replicas));
}

async function until(condition: (snapshot: LabSnapshot) => boolean): Promise<boolean> {
  const end = performance.now() + wholeMsMax;
  while (!condition(lab.source.current())) {
    if (performance.now() > end) return false;
    await lab.elapsed(lookMs).done;
  }
  return true;
}

const startedAt = performance.now();
const random = createRandom(order.seed).fork('kills');
const killed: Record<string, number> = {};
let notWhole = 0;
await lab.reached('working', 'failed');
for (let kill = 0; kill < order.kills && performance.now() - startedAt < order.msMax; kill++) {
  if (!(await until(isWhole))) notWhole++;
  await lab.elapsed(1 + workMs * random.unit()).done;
  const { nodes } = lab.source.current();
  const wanted = random.unit() < 0.5 ? ['server', 'peer'] : ['client', 'peer']; // in a star every second kill is one of a server
  const alive = nodes.filter(({ state, role }) => state !== 'down' && wanted.includes(role));
  const victim: { readonly id: NodeId; readonly role: string } | undefined = alive[random.below(alive.length)];
  if (victim === undefined) continue;
  killed[victim.role] = (killed[victim.role] ?? 0) + 1;
  lab.dispatch({ type: 'kill-node', node: victim.id });
  await until(({ nodes }) => nodes.some(({ id, state }) => id === victim.id && state === 'down'));
  lab.dispatch({ type: 'restart-node', node: victim.id });
}
if (!(await until(isWhole))) notWhole++;
await lab.drain();
const { succeeded, failed } = lab.source.current().requests;
const ms = performance.now() - startedAt;
const figures: KillsFigures = {
  history: await lab.check(30_000),
  killed,
  notWhole,
  ms,
  requests: { succeeded, failed },
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
await lab.close();
process.exit();
