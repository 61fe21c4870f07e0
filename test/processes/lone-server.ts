import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { controlFile, openControlLink } from '../../source/drivers/node/control-link.ts';
import { monotonicMs } from '../../source/drivers/wires/clock.ts';
import { type ItemHash, nodeId } from '../../source/protocol/ids.ts';
import { type Message, messageCodec } from '../../source/protocol/messages.ts';
import { WireSession } from '../../source/protocol/wire/session.ts';

/** One server in a process of its own, without a lab, and a client's connection to it. */
export interface LoneServer {
  /** `published`, a refusal's code, or `lost` when the connection ended before the answer came. */
  publish(name: string, content: Buffer): Promise<string>;
  find(name: string): Promise<ItemHash | undefined>;
  fetch(hash: ItemHash): Promise<Buffer | undefined>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

type Unnumbered =
  | { type: 'publish'; name: string; content: Buffer }
  | { type: 'find'; name: string }
  | { type: 'fetch'; hash: ItemHash };

const role = { type: 'server', others: [] } as const;
const workload = { type: 'files', seed: 1, valueSize: 1, itemsPerNode: 0, concurrency: 0 } as const;

/** Starts it with its store in a directory; undefined: in memory. */
export async function startLoneServer(program: string, data: string | undefined): Promise<LoneServer> {
  const secret = randomBytes(32);
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = new Promise<number>((resolve, reject) => {
    const control = openControlLink(child.stdio[controlFile] as Socket, {
      onMessage(message) {
        if (message.type === 'ready') {
          const plan = { role, capacity: 0, workload, seed: 1 };
          control.send({ type: 'configure', generation: 1, plan, store: 'alone' });
        } else if (message.type === 'configured') {
          control.send({ type: 'start', generation: 1, contacts: [] });
          resolve(message.port);
        } else if (message.type === 'failed') reject(new Error(message.text));
      },
      onEnd: () => reject(new Error('the server ended its control connection')),
    });
    const place = { host: '127.0.0.1', port: 0, data, isKept: false };
    control.send({ type: 'begin', node: nodeId(1), secret, ...place, epochMs: monotonicMs(), nicerBy: 5, batchMs: 50 });
  });
  const client = await connectTo(await port, secret);
  return {
    async publish(name, content) {
      const answer = await client({ type: 'publish', name, content });
      return answer === undefined ? 'lost' : answer.type === 'refused' ? answer.code : answer.type;
    },
    async find(name) {
      const answer = await client({ type: 'find', name });
      return answer?.type === 'found' ? answer.hash : undefined;
    },
    async fetch(hash) {
      const answer = await client({ type: 'fetch', hash });
      return answer?.type === 'content' ? answer.content : undefined;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Gives the function that asks; undefined: no answer came before the connection ended. */
function connectTo(port: number, secret: Buffer): Promise<(message: Unnumbered) => Promise<Message | undefined>> {
  const waiting = new Map<number, (answer: Message | undefined) => void>();
  let lastId = 0;
  let isOver = false;
  const socket = connect(port, '127.0.0.1');
  const flush = (): void => {
    if (session.output.pending > 0) socket.write(Buffer.from(session.output.take()));
  };
  const ask = (message: Unnumbered): Promise<Message | undefined> =>
    new Promise((resolve) => {
      if (isOver) return resolve(undefined);
      waiting.set(++lastId, resolve);
      session.send({ ...message, requestId: lastId });
      flush();
    });
  let opened: (ask: (message: Unnumbered) => Promise<Message | undefined>) => void = () => undefined;
  const session = new WireSession<Message>(
    { side: 'dialer', self: { name: 'n2', generation: 1 }, secret, nonce: randomBytes(16) },
    messageCodec,
    {
      onOpen: () => opened(ask),
      onMessage(message) {
        if (!('requestId' in message)) return;
        if (message.type === 'ping') return session.send({ type: 'pong', requestId: message.requestId });
        waiting.get(message.requestId)?.(copied(message));
        waiting.delete(message.requestId);
      },
    },
  );
  socket.on('data', (chunk) => {
    session.receive(chunk);
    flush();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isOver = true;
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  });
  flush();
  return new Promise((resolve) => {
    opened = resolve;
  });
}

/** What a message holds of the chunk it came in is overwritten later. */
function copied(message: Message): Message {
  return message.type === 'content' ? { ...message, content: Buffer.from(message.content) } : message;
}
