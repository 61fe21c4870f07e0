/*
 * A lab without a screen, through the product's own parts. Arguments: one JSON document, see LabOrder. Says one document a line:
 *   {readyMs, pids}      the last process is ready
 *   {firstRequestMs}     the first request of this generation was served
 *   {phase, joinMs}      instead, where the order awaits `work`; joinMs: from the start signal to the last node joined
 * Takes one word a line: `addresses` -> [{host, port}] of the nodes that listen; `switch` -> {firstRequestMs}; `measure MS` -> Rates; the end of stdin ends it.
 */

import { createInterface } from 'node:readline';
import { monotonicMs } from '../../source/drivers/wires/clock.ts';
import type { Cluster } from '../../source/lab/clusters/cluster.ts';
import { createProcessCluster } from '../../source/lab/clusters/processes.ts';
import { createLab } from '../../source/lab/live/runtime.ts';
import type { ModeName } from '../../source/lab/view/snapshot.ts';
import { loopbackLinks } from '../../source/links/link-text.ts';
import type { Order } from '../../source/protocol/control/orders.ts';
import type { Report } from '../../source/protocol/control/reports.ts';
import type { TelemetryBatch } from '../../source/protocol/control/telemetry-batch.ts';
import { type NodeId, nodeId } from '../../source/protocol/ids.ts';
import { messageCodec } from '../../source/protocol/messages.ts';
import { asLookups, type LookupOrder } from './lookup-orders.ts';

interface LabOrder {
  readonly program: string;
  readonly startedAtMs: number;
  readonly nodes: number;
  readonly mode: ModeName;
  readonly rate: number;
  readonly concurrency: number;
  readonly valueSize: number;
  readonly batchMs: number;
  /** `work`: say {phase} when the work begins, for a lab that asks nothing or reports nothing. */
  readonly awaits: 'first-request' | 'work';
  readonly lookups?: LookupOrder;
}

/** What all nodes did, a second. An exchange is a request and its response. */
interface Rates {
  readonly operations: number;
  readonly exchanges: number;
  readonly messages: number;
  readonly failed: number;
  readonly requests: number;
  /** Of the node processes together, in milliseconds a second. */
  readonly cpuMs: number;
  /** Mean hops of a fetch. */
  readonly hops: number;
  /** Messages by type, handshakes too. */
  readonly sent: Readonly<Record<string, number>>;
}

const order: LabOrder = JSON.parse(process.argv[2] ?? '{}');
const batches = new Map<NodeId, TelemetryBatch>();
const pongWaiters = new Map<number, () => void>();
const clusters: Cluster[] = [];
const joining = { startedAt: 0, joinedAt: 0 };
let sequence = 0x70000000; // apart from the runtime's own
const lab = await createLab({
  settings: {
    mode: order.mode,
    nodes: order.nodes,
    seed: 7,
    rate: order.rate,
    concurrency: order.concurrency,
    valueSize: order.valueSize,
    itemsPerNode: order.lookups === undefined ? 3 : 1,
    workload: 'files',
    ticksPerSecond: 20,
    jobOperations: 2_000,
    serialShare: 0.05,
    fileBytes: 8 * 1024 ** 2,
    pieceBytes: 16 * 1024,
    degree: 4,
    ttl: 7,
    overlay: order.lookups === undefined ? 'flooding' : 'kademlia',
    k: order.lookups?.k ?? 4,
    alpha: order.lookups?.alpha ?? 3,
    replicas: 1,
    servers: 1,
    freeRiders: 0,
    capacity: 0,
    link: loopbackLinks,
    durability: 'memory',
    nodesMax: 512,
  },
  measureOutside: false,
  async createCluster(events) {
    const cluster = await createProcessCluster({
      program: order.program,
      batchMs: order.batchMs,
      events: {
        ...events,
        onReport(node, report) {
          note(node, report);
          events.onReport(node, report);
        },
      },
    });
    clusters.push(cluster);
    return { ...cluster, order: (node, given) => cluster.order(node, changed(node, given)) };
  },
});

/** What is ordered, noted and with what `lookups` changes. */
function changed(node: NodeId, given: Order): Order {
  if (given.type === 'start' && joining.startedAt === 0) joining.startedAt = monotonicMs();
  return order.lookups === undefined ? given : asLookups(order.lookups, node, given);
}

function note(node: NodeId, report: Report): void {
  if (report.type === 'telemetry') batches.set(node, report.batch);
  else if (report.type === 'joined') joining.joinedAt = monotonicMs();
  else if (report.type === 'pong') pongWaiters.get(report.sequence)?.();
}

/**
 * Waits, looking every so often, until something is known; bounded. Each look makes a snapshot of the lab, which takes CPU from what is
 * measured; what is waited for carries its own time.
 */
async function until<T>(read: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 6_000; tries++) {
    const value = read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not happen within a minute');
}

/** Asks every node for a batch and waits for all. */
async function reports(): Promise<ReadonlyMap<NodeId, TelemetryBatch>> {
  const all = Array.from({ length: order.nodes }, (_, index) => nodeId(index + 1));
  await Promise.all(
    all.map(
      (node) =>
        new Promise<void>((resolve) => {
          const number = ++sequence;
          pongWaiters.set(number, resolve);
          clusters[0]?.order(node, { type: 'ping', sequence: number });
        }),
    ),
  );
  return new Map(batches);
}

const tagsOf = (...types: string[]): number[] =>
  types.map((type) => (messageCodec.types as readonly string[]).indexOf(type));
const responses = tagsOf('published', 'found', 'content', 'refused');
const requests = tagsOf('find-node', 'find-providers', 'add-provider', 'ping', 'fetch');

async function measure(ms: number): Promise<Rates> {
  const before = await reports();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const after = await reports();
  const rates = { operations: 0, exchanges: 0, messages: 0, failed: 0, requests: 0, cpuMs: 0 };
  const fetched = { count: 0, hops: 0 };
  const sent: Record<string, number> = {};
  for (const [node, end] of after) {
    const begin = before.get(node);
    if (begin === undefined) continue;
    const seconds = (end.at - begin.at) / 1000;
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
    rates.operations += (end.succeeded - begin.succeeded) / seconds;
    rates.cpuMs += (end.cpuMs - begin.cpuMs) / seconds;
    rates.failed += (end.failed - begin.failed) / seconds;
    rates.messages += (sum(end.sentMessages) - sum(begin.sentMessages)) / seconds;
    for (const tag of responses) {
      rates.exchanges += ((end.receivedMessages[tag] ?? 0) - (begin.receivedMessages[tag] ?? 0)) / seconds;
    }
    for (const tag of requests) {
      rates.requests += ((end.sentMessages[tag] ?? 0) - (begin.sentMessages[tag] ?? 0)) / seconds;
    }
    end.sentMessages.forEach((total, tag) => {
      const type = messageCodec.types[tag] ?? 'handshake';
      sent[type] = (sent[type] ?? 0) + (total - (begin.sentMessages[tag] ?? 0)) / seconds;
    });
    fetched.count += end.fetched - begin.fetched;
    fetched.hops += end.hopsTotal - begin.hopsTotal;
  }
  return { ...rates, hops: fetched.hops / fetched.count, sent };
}

function say(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

const processesReadyMs = await until(() => lab.source.current().startup.processesReadyMs);
const beforeEpochMs = monotonicMs() - (clusters[0]?.now() ?? 0) - order.startedAtMs;
say({ readyMs: processesReadyMs + beforeEpochMs, pids: lab.source.current().nodes.map(({ pid }) => pid) });

/** A client listens nowhere. */
function addressesIn(text: string | undefined): readonly { readonly host: string; readonly port: number }[] {
  const [host, port] = text?.split(':') ?? [];
  return host === undefined || port === undefined ? [] : [{ host, port: Number(port) }];
}

async function working(generation: number): Promise<number> {
  const phase = await lab.reached('working', 'failed');
  if (phase === 'failed') throw new Error(lab.source.current().failure);
  return until(() => {
    const { startup, generation: current } = lab.source.current();
    return current === generation ? startup.firstRequestMs : undefined;
  });
}

let generation = 1;
if (order.awaits === 'first-request') say({ firstRequestMs: (await working(generation)) + beforeEpochMs });
else say({ phase: await lab.reached('working', 'failed'), joinMs: joining.joinedAt - joining.startedAt });

for await (const line of createInterface({ input: process.stdin })) {
  const [word, value] = line.split(' ');
  if (word === 'switch') {
    lab.dispatch({ type: 'switch-mode' });
    say({ firstRequestMs: await working(++generation) });
  } else if (word === 'addresses') say(lab.source.current().nodes.flatMap(({ address }) => addressesIn(address)));
  else if (word === 'measure') say(await measure(Number(value)));
}
await lab.close();
process.exit();
