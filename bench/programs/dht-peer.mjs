/*
 * One node of a DHT that starmesh is compared with: dht-peer.mjs (hyperdht | bittorrent-dht) GIVE-WAY. A session of its own and as nice as
 * a node of starmesh's (source/drivers/node/give-way.ts, bundled): or a busy machine would favour one of them. Says one JSON document a line, takes one a line:
 *   {bootstrap: [{host, port}]}            -> {port, joinedAtMs}   joins
 *   {put: [text]}                          -> {keys: [hex]}        makes known, one after the other
 *   {keys, inFlight, ms, seed}             -> {lookups, failed, requests, cpuMs, seconds}   looks up in a closed loop; inFlight 0: only answers
 * A lookup ends with the first answer that holds the value; it was checked by its hash. Loopback only: no public bootstrap nodes.
 */
import { createInterface } from 'node:readline';
import { monotonicMs, sleep } from '../shared/program.mjs';

const kinds = { hyperdht: createHyperdht, 'bittorrent-dht': createBittorrent };
const createNode = await kinds[process.argv[2]]();
const say = (document) => process.stdout.write(`${JSON.stringify(document)}\n`);
let node;
const { giveWay, nicerByFor } = await import(process.argv[3]);
giveWay(nicerByFor(Number(process.argv[4])));

say({ pid: process.pid });
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.bootstrap !== undefined) {
    node = await createNode(order.bootstrap);
    say({ port: node.port(), joinedAtMs: monotonicMs() });
  } else if (order.put !== undefined) {
    const keys = [];
    for (const text of order.put) keys.push(await node.put(Buffer.from(text)));
    say({ keys });
  } else say(await lookUp(order));
}
process.exit();

async function lookUp({ keys, inFlight, ms, seed }) {
  const random = randomBelow(seed);
  const begun = { at: monotonicMs(), requests: node.requests(), cpu: process.cpuUsage() };
  const totals = { lookups: 0, failed: 0 };
  const until = begun.at + ms;
  const loop = async () => {
    while (monotonicMs() < until) {
      const isFound = await node.has(keys[random(keys.length)]);
      totals[isFound ? 'lookups' : 'failed']++;
    }
  };
  await Promise.all([sleep(ms), ...Array.from({ length: inFlight }, loop)]);
  const { user, system } = process.cpuUsage(begun.cpu);
  const seconds = (monotonicMs() - begun.at) / 1000;
  return { ...totals, requests: node.requests() - begun.requests, cpuMs: (user + system) / 1000, seconds };
}

/** As hyperdht's own testnet: nodes that may be reached and stay. */
async function createHyperdht() {
  const { default: HyperDHT } = await import('hyperdht');
  return async (bootstrap) => {
    const dht = new HyperDHT({ ephemeral: false, firewalled: false, host: '127.0.0.1', bootstrap });
    await dht.fullyBootstrapped();
    return {
      port: () => dht.address().port,
      put: async (value) => (await dht.immutablePut(value)).hash.toString('hex'),
      has: async (key) => (await dht.immutableGet(Buffer.from(key, 'hex'))) !== null,
      requests: () => dht.stats.requests.total,
    };
  };
}

async function createBittorrent() {
  const { Client } = await import('bittorrent-dht');
  return async (bootstrap) => {
    const dht = new Client({ bootstrap: bootstrap.length > 0 ? bootstrap : false, host: '127.0.0.1' });
    let requests = 0;
    const { socket } = dht._rpc;
    const query = socket.query;
    socket.query = (...args) => {
      requests++;
      return query.apply(socket, args);
    };
    dht.on('error', () => undefined);
    dht.on('warning', () => undefined);
    const isReady = new Promise((resolve) => dht.once('ready', resolve));
    await new Promise((resolve) => dht.listen(0, '127.0.0.1', resolve));
    await isReady;
    const settle = (resolve, reject) => (error, result) => (error ? reject(error) : resolve(result));
    const put = (v) => new Promise((resolve, reject) => dht.put({ v }, settle(resolve, reject)));
    const get = (key) => new Promise((resolve, reject) => dht.get(key, { cache: false }, settle(resolve, reject)));
    return {
      port: () => dht.address().port,
      put: async (value) => (await put(value)).toString('hex'),
      has: async (key) => (await get(Buffer.from(key, 'hex')).catch(() => null)) !== null,
      requests: () => requests,
    };
  };
}

/** Numbers that are the same for the same seed (a linear congruential generator: enough to draw keys). */
function randomBelow(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
