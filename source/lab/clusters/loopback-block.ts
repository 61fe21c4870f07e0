import { randomInt } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { type NodeId, nodeNumber } from '../../protocol/ids.ts';
import { LaunchError } from './cluster.ts';

/** The addresses of one lab. */
export interface LoopbackBlock {
  /** The address that claims them. */
  readonly host: string;
  /** The port of every node; 0: each takes any free one. */
  readonly port: number;
  /** Why it is another port, or no addresses of their own: the code of the error; undefined: all is as it should be. */
  readonly trouble: string | undefined;
  /** Where a node lives. Port 0: any free one. */
  placeOf(node: NodeId): { readonly host: string; readonly port: number };
  /** Lets others have them. */
  close(): void;
}

/**
 * The port of every node, at its own address. Not where there are no such addresses, or where another program listens on that port of all of them.
 */
export const nodePort = 7400;
const attemptsMax = 32;
/** So many labs in a row do not meet by chance. Then a program listens on that port of all addresses. */
const samePortMax = 8;
/** Other ports: below those that systems give to connections. */
const otherPorts = { min: 10_000, max: 30_000 };
const nodesPerNet = 250;
/** A filter drops what is sent to an address, and nothing comes back. */
const answerMsMax = 1_000;

/**
 * Claims a block of loopback addresses for one lab by listening on its first one: labs side by side do not meet. The listener gives nothing, and ends
 * each connection at once. Where the port is taken on all addresses, the lab uses another one. Where only 127.0.0.1 exists (macOS) or answers (a
 * filter), nodes share it and take free ports. Throws LaunchError where nothing answers.
 */
export async function claimLoopbackBlock(usualPort = nodePort): Promise<LoopbackBlock> {
  let trouble: string | undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const net = randomInt(1, 120);
    const subnet = randomInt(0, 240);
    const port = attempt < samePortMax ? usualPort : randomInt(otherPorts.min, otherPorts.max);
    const server = await claim(`127.${net}.${subnet}.1`, port);
    if (typeof server !== 'string') return ownAddresses(server, net, subnet, port === usualPort ? undefined : trouble);
    trouble = server;
    if (server !== 'EADDRINUSE') break;
  }
  return sharedAddress(trouble);
}

function ownAddresses(server: Server, net: number, subnet: number, trouble: string | undefined): LoopbackBlock {
  const port = portOf(server);
  return {
    host: `127.${net}.${subnet}.1`,
    port,
    trouble,
    close: () => void server.close(),
    placeOf(node) {
      const index = nodeNumber(node) - 1;
      const host = `127.${net}.${(subnet + Math.floor(index / nodesPerNet)) % 256}.${(index % nodesPerNet) + 2}`;
      return { host, port };
    },
  };
}

async function sharedAddress(trouble: string | undefined): Promise<LoopbackBlock> {
  const host = '127.0.0.1';
  const server = await claim(host, 0);
  if (typeof server === 'string')
    throw new LaunchError(`${host} does not answer (${server}); the interface lo must be up and not be filtered`);
  return { host, port: 0, trouble, placeOf: () => ({ host, port: 0 }), close: () => void server.close() };
}

/** A server that can be reached, or the code of the error. */
async function claim(host: string, port: number): Promise<Server | string> {
  const server = await listen(host, port);
  if (typeof server === 'string') return server;
  const error = await reach(server, host);
  if (error === undefined) return server;
  server.close();
  return error;
}

function listen(host: string, port: number): Promise<Server | string> {
  return new Promise((resolve) => {
    const server = createServer((visitor) => visitor.destroy());
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true, backlog: 511 }, () => resolve(server));
  });
}

/** Connects once; gives the code of the error when that does not work. */
function reach(server: Server, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let error: string | undefined = 'ETIMEDOUT';
    const visitor = connect({ host, port: portOf(server), timeout: answerMsMax });
    visitor.once('connect', () => {
      error = undefined;
      visitor.resume();
    });
    visitor.once('timeout', () => visitor.destroy());
    visitor.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      error = code ?? message;
    });
    visitor.once('close', () => resolve(error));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
