import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { ByteWriter } from '../../source/protocol/wire/byte-writer.ts';
import { createHandshake } from '../../source/protocol/wire/handshake.ts';
import { limits } from '../../source/protocol/wire/limits.ts';
import { eventsOf, openRealLab, total, until } from './real-lab.ts';

const n3 = nodeId(3);

interface Address {
  readonly host: string;
  readonly port: number;
}

/** `generation`: that of whom it talks to. */
type Act = (socket: Socket, generation: number) => void;

/** What a stranger does with a connection, and the code under which he is to be found in the event log. */
const strangers: readonly { readonly does: string; readonly code: string; readonly act: Act }[] = [
  { does: 'sends garbage', code: 'frame-too-large', act: (socket) => socket.write(Buffer.alloc(4_000, 0xa7)) },
  { does: 'speaks HTTP', code: 'frame-too-large', act: (socket) => socket.write('GET / HTTP/1.1\r\nHost: n1\r\n\r\n') },
  { does: 'announces 4 GiB', code: 'frame-too-large', act: (socket) => socket.write(Buffer.alloc(4, 0xff)) },
  { does: 'ends in a frame', code: 'truncated-frame', act: (socket) => socket.end(Buffer.from([0, 0, 0, 40, 0, 83])) },
  { does: 'sends an empty frame', code: 'malformed-message', act: (socket) => socket.write(Buffer.alloc(4)) },
  { does: 'sends zeros', code: 'malformed-message', act: (socket) => socket.write(Buffer.from([0, 0, 0, 2, 0, 0])) },
  { does: 'starts with a proof', code: 'unexpected-message', act: (socket) => socket.write(forgedProof()) },
  {
    does: 'has another version',
    code: 'wrong-version',
    act: (socket, generation) => socket.write(hello(generation, (frame) => frame.writeUInt8(99, 9))),
  },
  {
    does: 'has another magic',
    code: 'not-starmesh',
    act: (socket, generation) => socket.write(hello(generation, (frame) => frame.writeUInt8(99, 5))),
  },
  {
    does: 'does not know the secret',
    code: 'wrong-secret',
    act(socket, generation) {
      socket.write(hello(generation));
      socket.once('data', () => socket.write(forgedProof()));
    },
  },
  { does: 'keeps silent', code: 'handshake-timed-out', act: () => undefined },
];

/** The hello of a node called n9, with one thing changed. */
function hello(generation: number, change: (frame: Buffer) => void = () => undefined): Buffer {
  const writer = new ByteWriter();
  const self = { name: 'n9', generation };
  createHandshake({ side: 'dialer', self, secret: randomBytes(32), nonce: randomBytes(16) }).begin(writer);
  const frame = Buffer.from(writer.take());
  change(frame);
  return frame;
}

function forgedProof(): Buffer {
  const head = Buffer.from([0, 0, 0, 33, 2]);
  return Buffer.concat([head, randomBytes(32)]);
}

/** Connects and acts; resolves when the other end has closed the connection. */
function visit({ host, port }: Address, act: (socket: Socket) => void): Promise<void> {
  const socket = connect({ host, port });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined); // to be cut off is what it is here for
  socket.once('connect', () => act(socket));
  socket.on('end', () => socket.end());
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

function addressOf({ nodes }: LabSnapshot): Address {
  const [host = '', port] = (nodes[0]?.address ?? '').split(':');
  return { host, port: Number(port) };
}

it('strangers at a node are cut off, counted and shown, and harm nothing', async () => {
  const lab = await openRealLab({ mode: 'peer-to-peer', nodes: 4, rate: 40 });
  const node = addressOf(await until(lab, ({ phase }) => phase === 'working'));
  const visits = strangers.map(({ act }) => visit(node, (socket) => act(socket, 1)));
  await Promise.all([...visits, visit(node, (socket) => socket.write(hello(2)))]);
  const snapshot = await until(lab, (now) => total(now.nodes, 'protocolErrors') > strangers.length);
  expect(snapshot.nodes.map(({ protocolErrors }) => protocolErrors)).toEqual([strangers.length + 1, 0, 0, 0]);
  const codes = strangers.map(({ code }) => code);
  expect(codesIn(snapshot, 'n1: ')).toEqual([...codes, 'wrong-generation'].sort());
  const { succeeded } = snapshot.requests;
  await until(lab, ({ requests }) => requests.succeeded > succeeded + 10);
  await lab.drain();
  const { nodes, requests } = lab.source.current();
  expect(requests.failed).toBe(0);
  expect(nodes.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready']);
});

it('the address that claims the block of a lab lets everybody go at once, and reads nothing', async () => {
  const lab = await openRealLab({ nodes: 2, rate: 20 });
  const { host, port } = addressOf(await until(lab, ({ phase }) => phase === 'working'));
  const claim = { host: host.replace(/\.2$/, '.1'), port };
  const crowd = limits.handshakesMax + 5;
  await Promise.all(Array.from({ length: crowd }, () => visit(claim, (socket) => socket.write(hello(0)))));
  lab.dispatch({ type: 'add-node' });
  await until(lab, ({ nodes }) => nodes.length === 3 && nodes.every(({ state }) => state === 'ready'));
});

/** A stranger's addresses: one has too few ports for very many connections in a short time. */
const strangerHosts = Array.from({ length: 12 }, (_, index) => `127.0.0.${index + 2}`);

/** Holds more connections than may be in their handshake, and opens others for those that are cut off, until the test is over. */
function occupy(node: Address, hosts: readonly string[], bytes: Buffer): void {
  const crowd = new Set<Socket>();
  let opened = 0;
  const fill = (): void => {
    while (crowd.size < limits.handshakesMax + 4) {
      const localAddress = hosts[opened++ % hosts.length];
      const socket = connect({ ...node, localAddress }, () => socket.write(bytes));
      crowd.add(socket);
      socket.on('error', () => undefined);
      socket.resume();
      socket.once('close', () => crowd.delete(socket));
    }
  };
  fill();
  const again = setInterval(fill, 100);
  onTestFinished(() => {
    clearInterval(again);
    for (const socket of crowd) socket.destroy();
  });
}

it.each([
  ['half hellos of one address', 10, ['127.0.0.1']],
  ['whole hellos of many addresses', undefined, strangerHosts],
])('more strangers than may be in their handshake keep nobody out: %s', async (_, length, hosts) => {
  const lab = await openRealLab({ nodes: 3, rate: 20 });
  const server = addressOf(await until(lab, ({ phase }) => phase === 'working'));
  occupy(server, hosts, hello(1).subarray(0, length));
  for (const code of ['too-many-connections', 'handshake-timed-out']) {
    await until(lab, (now) => eventsOf(now).some((text) => text.startsWith(`n1: ${code}`)));
  }
  lab.dispatch({ type: 'kill-node', node: n3 });
  await until(lab, (now) => now.nodes[2]?.state === 'down');
  lab.dispatch({ type: 'restart-node', node: n3 });
  lab.dispatch({ type: 'add-node' });
  const { nodes } = await until(
    lab,
    (now) => now.nodes.length === 4 && now.nodes.slice(2).every(({ requestsMade }) => requestsMade > 20),
  );
  expect(nodes.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready']);
  expect(nodes.map(({ requestsFailed }) => requestsFailed)).toEqual([0, 0, 0, 0]);
  const second = await openRealLab({ nodes: 2 });
  await until(second, ({ phase }) => phase === 'working');
});

/** The codes of the events that begin so, sorted. */
function codesIn(snapshot: LabSnapshot, head: string): readonly string[] {
  const texts = eventsOf(snapshot).filter((text) => text.startsWith(head));
  return texts.map((text) => text.slice(head.length).split(':')[0] ?? text).sort();
}

/** So many connections, some at a time, that each do the same and end; resolves when the last has. */
async function besiege(node: Address, visits: number, act: (socket: Socket) => void): Promise<void> {
  let left = visits;
  const visitor = async (localAddress: string): Promise<void> => {
    while (left-- > 0) {
      await new Promise<void>((resolve) => {
        const socket = connect({ ...node, localAddress }, () => act(socket));
        socket.on('error', () => undefined);
        socket.resume();
        socket.once('close', () => resolve());
      });
    }
  };
  await Promise.all(strangerHosts.flatMap((host) => [visitor(host), visitor(host)]));
}

it('30,000 that prove nothing leave nothing behind in the memory of a node', async () => {
  const lab = await openRealLab({ mode: 'peer-to-peer', nodes: 2, rate: 5 });
  const node = addressOf(await until(lab, ({ phase }) => phase === 'working'));
  const wrongProof = Buffer.concat([hello(1), forgedProof()]);
  let visitors = 0;
  /** What the node's process takes once that many more were cut off. */
  const mebibytesAfter = async (visits: number): Promise<number> => {
    await besiege(node, visits, (socket) => socket.end(wrongProof));
    visitors += visits;
    const { nodes } = await until(lab, (now) => (now.nodes[0]?.protocolErrors ?? 0) >= visitors, 60_000);
    return (nodes[0]?.rssBytes ?? 0) / 2 ** 20;
  };
  const before = await mebibytesAfter(15_000); // V8 lets its young generation grow first: by 80 MiB, since Node 26
  expect((await mebibytesAfter(30_000)) - before).toBeLessThan(20);
  const { requests } = lab.source.current();
  await until(lab, (now) => now.requests.succeeded > requests.succeeded + 10);
});

/** How many sockets a process listens on. */
function listeningOf(pid: number): number {
  const inodes = readdirSync(`/proc/${pid}/fd`).map((file) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${file}`))?.[1];
    } catch {
      return undefined; // closed since
    }
  });
  const sockets = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return sockets.filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.includes(inode)).length;
}

it.runIf(process.platform === 'linux')('SIGUSR1 opens no debugger in a node, which others could reach', async () => {
  const lab = await openRealLab({ nodes: 2, rate: 40 });
  const { nodes, requests } = await until(lab, ({ phase }) => phase === 'working');
  const pid = nodes[0]?.pid ?? expect.fail('n1 has no process');
  expect(listeningOf(pid)).toBe(1);
  process.kill(pid, 'SIGUSR1');
  await until(lab, (now) => now.requests.succeeded > requests.succeeded + 40);
  expect(listeningOf(pid)).toBe(1);
});
