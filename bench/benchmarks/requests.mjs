import { startLab } from '../shared/lab.mjs';
import { clientRate, installPeers, installRedis, startPeerServer, startRedis } from '../shared/peers.mjs';
import { reportLine, reportMissing } from '../shared/report.mjs';

export const about =
  'requests between two processes, 1 and 64 outstanding, against echo, raw frames, redis and ioredis';

const rounds = 5;
const times = { warmMs: 1_500, windowMs: 1_500 };
const goals = {
  1: { echo: { atLeast: 0.9 } },
  64: { 'raw client on redis-server': { atLeast: 1 }, ioredis: { atLeast: 3 } },
};

/*
 * Ours is the whole product: a server node and a client node, each a process of its own with the lab's control connection, telemetry on,
 * capacity without limit; the client runs the workload `files` in a closed loop. One operation is two exchanges, one after the other: find
 * (a 7-byte name -> a 32-byte hash) and fetch (that hash -> 100 bytes, checked by SHA-256). Compared are exchanges.
 */
export async function run() {
  const redisMissing = installPeers() ?? installRedis();
  for (const depth of [1, 64]) {
    const samples = await sampleDepth(depth, redisMissing);
    for (const [name, baseline] of samples.peers) {
      const goal = goals[depth][name];
      const line = { bench: 'requests', what: `depth ${depth}, exchanges`, unit: '/s', ours: samples.exchanges };
      reportLine({ ...line, baselineName: name, baseline, ...(goal === undefined ? {} : { goal }) });
    }
    reportLine({ bench: 'requests', what: `depth ${depth}, operations`, unit: '/s', ours: samples.operations });
    reportLine({
      bench: 'requests',
      what: `depth ${depth}, CPU of both nodes an exchange`,
      unit: 'µs',
      ours: samples.cpu,
    });
    if (redisMissing !== undefined) reportMissing('requests', `depth ${depth}, redis`, redisMissing);
  }
}

async function sampleDepth(depth, redisMissing) {
  const operations = [];
  const exchanges = [];
  const cpu = [];
  const peers = new Map();
  const samplers = [
    async () => {
      const rates = await productRates({ nodes: 2, rate: 0, concurrency: depth });
      operations.push(rates.operations);
      exchanges.push(rates.exchanges);
      cpu.push((1000 * rates.cpuMs) / rates.exchanges);
    },
    ...['echo', 'frames'].map((kind) => () => samplePeer(peers, kind, kind, () => startPeerServer(kind), depth)),
  ];
  if (redisMissing === undefined) {
    samplers.push(() => samplePeer(peers, 'raw client on redis-server', 'redis', startRedis, depth));
    samplers.push(() => samplePeer(peers, 'ioredis', 'ioredis', startRedis, depth));
  }
  for (let round = 0; round < rounds; round++) {
    for (const sample of round % 2 === 0 ? samplers : samplers.toReversed()) await sample();
  }
  return { operations, exchanges, cpu, peers };
}

async function samplePeer(peers, name, kind, startServer, depth) {
  const server = await startServer();
  peers.set(name, [...(peers.get(name) ?? []), await clientRate(kind, server.port, depth, times)]);
  await server.end();
}

/** What a lab does a second while it works. */
export async function productRates(options, { warmMs, windowMs } = times) {
  const lab = startLab(options);
  await lab.next();
  await lab.next();
  lab.tell(`measure ${warmMs}`);
  await lab.next();
  lab.tell(`measure ${windowMs}`);
  const rates = await lab.next();
  await lab.end();
  return rates;
}
