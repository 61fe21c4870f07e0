/*
 * Strangers at the ports of nodes, from many loopback addresses: half hellos that stay, wrong proofs, garbage, sudden ends. Arguments: one JSON
 * document, see HostileOrder. Ends after its time, and says {connections, held}: how many it made, and the most that stood at once.
 */

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createRandom } from '../../source/base/random.ts';
import { ByteWriter } from '../../source/protocol/wire/byte-writer.ts';
import { createHandshake } from '../../source/protocol/wire/handshake.ts';

interface HostileOrder {
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
  readonly generation: number;
  readonly perSecond: number;
  /** No more than so many stand at a time. */
  readonly heldMax: number;
  readonly seed: number;
  readonly ms: number;
}

const order: HostileOrder = JSON.parse(process.argv[2] ?? '{}');
const random = createRandom(order.seed).fork('hostile');
const turnMs = 50;
const held = new Set<Socket>();
let connections = 0;
let heldMost = 0;

const half = (socket: Socket): unknown => socket.write(hello().subarray(0, 20));
const acts: readonly ((socket: Socket) => unknown)[] = [
  () => undefined, // silent until it is closed
  half,
  (socket) => socket.write(Buffer.concat([hello(), wrongProof()])),
  (socket) => socket.end(Buffer.concat([hello(), wrongProof()])),
  (socket) => socket.write(hello()), // takes the welcome and says no more
  (socket) => socket.write(randomBytes(1 + random.below(4_000))),
  (socket) => socket.write('GET / HTTP/1.1\r\nHost: n1\r\n\r\n'),
  (socket) => socket.write(Buffer.alloc(4, 0xff)),
  (socket) => socket.end(Buffer.from([0, 0, 0, 40, 0, 83])),
  (socket) => socket.resetAndDestroy(),
];

function hello(): Buffer {
  const writer = new ByteWriter();
  const self = { name: `n${1 + random.below(40)}`, generation: order.generation };
  createHandshake({ side: 'dialer', self, secret: randomBytes(32), nonce: randomBytes(16) }).begin(writer);
  return Buffer.from(writer.take());
}

function wrongProof(): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 33, 2]), randomBytes(32)]);
}

function visit(): void {
  const address = order.addresses[random.below(order.addresses.length)];
  const act = acts[random.below(acts.length)];
  if (address === undefined || act === undefined || held.size >= order.heldMax) return;
  const socket = connect({ ...address, localAddress: `127.200.0.${1 + random.below(200)}` });
  connections++;
  held.add(socket);
  heldMost = Math.max(heldMost, held.size);
  socket.on('error', () => undefined); // to be cut off is what it is here for
  socket.once('connect', () => act(socket));
  socket.on('end', () => socket.end());
  socket.once('close', () => held.delete(socket));
}

const timer = setInterval(() => {
  for (let count = 0; count < (order.perSecond * turnMs) / 1000; count++) visit();
}, turnMs);
setTimeout(() => {
  clearInterval(timer);
  for (const socket of held) socket.destroy();
  process.stdout.write(`${JSON.stringify({ connections, held: heldMost })}\n`);
}, order.ms);
