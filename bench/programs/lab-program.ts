/*
 * A lab without a screen, through the product's own parts. Arguments: one JSON document, see LabOrder. Says one document a line:
 *   {readyMs, pids}      the last process is ready
 *   {firstRequestMs}     the first request of this generation was served
 * Takes one word a line: `switch` -> {firstRequestMs}; `measure MS` -> Rates; the end of stdin ends it.
 */
import { createInterface } from 'node:readline';
import { monotonicMs } from '../../source/drivers/clock.ts';
import type { Cluster } from '../../source/lab/clusters/cluster.ts';
import { createProcessCluster } from '../../source/lab/clusters/processes.ts';
import { createLab } from '../../source/lab/runtime.ts';
import type { ModeName } from '../../source/lab/snapshot.ts';
import type { Report, TelemetryBatch } from '../../source/protocol/control.ts';
import { type NodeId, nodeId } from '../../source/protocol/ids.ts';
import { messageCodec } from '../../source/protocol/messages.ts';

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
}

/** What all nodes did, a second. An exchange is a request and its response. */
interface Rates {
  readonly operations: number;
  readonly exchanges: number;
  readonly messages: number;
  readonly failed: number;
  /** Milliseconds of CPU that the nodes' processes took a second, all together. */
  readonly cpuMs: number;
}

const order: LabOrder = JSON.parse(process.argv[2] ?? '{}');
const batches = new Map<NodeId, TelemetryBatch>();
const pongWaiters = new Map<number, () => void>();
const clusters: Cluster[] = [];
let sequence = 0x70000000; // apart from the runtime's own
const lab = await createLab({
  settings: {
    mode: order.mode,
    nodes: order.nodes,
    seed: 7,
    rate: order.rate,
    concurrency: order.concurrency,
    valueSize: order.valueSize,
    itemsPerNode: 3,
    degree: 4,
    ttl: 7,
    capacity: 0,
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
    return cluster;
  },
});

function note(node: NodeId, report: Report): void {
  if (report.type === 'telemetry') batches.set(node, report.batch);
  else if (report.type === 'pong') pongWaiters.get(report.sequence)?.();
}

/** Waits, looking every so often, until something is known; bounded. */
async function until<T>(read: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 60_000; tries++) {
    const value = read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 1));
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

const responses = ['published', 'found', 'content', 'refused'].map((type) =>
  (messageCodec.types as readonly string[]).indexOf(type),
);

async function measure(ms: number): Promise<Rates> {
  const before = await reports();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const after = await reports();
  const rates = { operations: 0, exchanges: 0, messages: 0, failed: 0, cpuMs: 0 };
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
  }
  return rates;
}

function say(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

const processesReadyMs = await until(() => lab.source.current().startup.processesReadyMs);
const beforeEpochMs = monotonicMs() - (clusters[0]?.now() ?? 0) - order.startedAtMs;
say({ readyMs: processesReadyMs + beforeEpochMs, pids: lab.source.current().nodes.map(({ pid }) => pid) });

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
else say({ phase: await lab.reached('working', 'failed') });

for await (const line of createInterface({ input: process.stdin })) {
  const [word, value] = line.split(' ');
  if (word === 'switch') {
    lab.dispatch({ type: 'switch-mode' });
    say({ firstRequestMs: await working(++generation) });
  } else if (word === 'measure') say(await measure(Number(value)));
}
await lab.close();
process.exit();
