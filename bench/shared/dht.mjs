import path from 'node:path';
import { built } from './build.mjs';
import { monotonicMs, startProgram } from './program.mjs';

const program = path.join(import.meta.dirname, '..', 'programs', 'dht-peer.mjs');
const inFlight = 16;
/** Processes starting at a time: more only get in each other's way. */
const startingMax = 3;

/** How many lookups each of N nodes has under way: 16 in all, spread over as many nodes as there are. */
export function inFlightOf(nodes) {
  const asking = Math.min(nodes, inFlight);
  return Array.from({ length: nodes }, (_, place) => (place < asking ? inFlight / asking : 0));
}

/** One DHT of so many processes of bench/programs/dht-peer.mjs: how long they take to join, then what they do a second. */
export async function sampleDht(kind, size, times) {
  const nodes = await startAll(kind, size);
  try {
    return await measure(nodes, times);
  } finally {
    await Promise.all(nodes.map((node) => node.end()));
  }
}

async function measure(nodes, { warmMs, windowMs }) {
  const ask = (node, order) => {
    node.tell(JSON.stringify(order));
    return node.next();
  };
  const first = await ask(nodes[0], { bootstrap: [] });
  const bootstrap = [{ host: '127.0.0.1', port: first.port }];
  const signalAtMs = monotonicMs();
  const joins = await Promise.all(nodes.slice(1).map((node) => ask(node, { bootstrap })));
  const joinMs = Math.max(...joins.map(({ joinedAtMs }) => joinedAtMs)) - signalAtMs;
  const put = await Promise.all(nodes.map((node, place) => ask(node, { put: [`value ${place} `.padEnd(100, 'v')] })));
  const lookUp = (ms) =>
    Promise.all(
      nodes.map((node, place) => {
        const keys = put.filter((_, author) => author !== place).flatMap((one) => one.keys);
        return ask(node, { keys, inFlight: inFlightOf(nodes.length)[place], ms, seed: place });
      }),
    );
  await lookUp(warmMs);
  const results = await lookUp(windowMs);
  const rate = (figure) => results.reduce((sum, result) => sum + result[figure] / result.seconds, 0);
  return {
    joinMs,
    perSecond: rate('lookups'),
    failed: rate('failed'),
    requests: rate('requests'),
    cpuMs: rate('cpuMs'),
  };
}

async function startAll(kind, size) {
  const nodes = [];
  const startNext = async () => {
    while (nodes.length < size) {
      const node = startProgram(program, [kind, built.giveWay, String(size)], { detached: true });
      nodes.push(node);
      await node.next();
    }
  };
  await Promise.all(Array.from({ length: startingMax }, startNext));
  return nodes;
}
