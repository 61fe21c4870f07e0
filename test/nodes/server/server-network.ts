import { createEventQueue } from '../../../source/base/event-queue.ts';
import type { Random } from '../../../source/base/random.ts';
import type { Effect, Input, NodeLogic } from '../../../source/nodes/contract.ts';
import { createServer } from '../../../source/nodes/server/server.ts';
import { type ConnectionId, connectionId, type ItemHash, type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import type { Message } from '../../../source/protocol/messages.ts';

interface Server {
  logic: NodeLogic;
  isUp: boolean;
  /** What it holds, as it says itself. */
  held: Map<string, ItemHash>;
  hasJoined: boolean;
}

interface End {
  readonly node: NodeId;
  readonly other: ConnectionId;
}

/** Servers that die, come back and lose connections, on a virtual clock with a latency of its own for each connection. */
export interface ServerNetwork {
  readonly servers: ReadonlyMap<NodeId, Server>;
  /** What was acknowledged: name and content. */
  readonly acknowledged: readonly (readonly [string, string])[];
  /** A client publishes at a server; nobody cares whether it hears of it. */
  publish(node: NodeId, name: string, content: string): void;
  kill(node: NodeId): void;
  restart(node: NodeId): void;
  /** The connections between two servers break, and are open again when they are dialled. */
  cut(a: NodeId, b: NodeId): void;
  run(ms: number): void;
}

const user = nodeId(99);
/** What a server's store takes for a write. */
const persistMs = 0.5;

export function createServerNetwork(count: number, random: Random): ServerNetwork {
  const names = Array.from({ length: count }, (_, index) => nodeId(index + 1));
  const queue = createEventQueue<() => void>();
  const ends = new Map<ConnectionId, End>();
  /** Ends whose dialler does not know yet that they are open: if they break, its dial has failed. */
  const dialled = new Set<ConnectionId>();
  const servers = new Map<NodeId, Server>();
  const asked = new Map<string, readonly [string, string]>();
  const acknowledged: (readonly [string, string])[] = [];
  let [now, connections, requests] = [0, 0, 0];

  const later = (ms: number, work: () => void): void => queue.push(now + ms, work);

  function feed(node: NodeId, input: Input): void {
    const server = servers.get(node);
    if (server?.isUp !== true) return;
    const { logic } = server;
    for (const effect of logic.handle(input, now)) execute(node, server, effect);
    const deadline = logic.deadline();
    if (deadline === undefined) return;
    if (input.type === 'tick' && deadline <= now) throw new Error(`${node} wants to tick at ${deadline} for ever`);
    queue.push(Math.max(now, deadline), () => {
      if (servers.get(node)?.logic === logic && logic.deadline() === deadline) feed(node, { type: 'tick' });
    });
  }

  function execute(node: NodeId, server: Server, effect: Effect): void {
    if (effect.type === 'dial') later(random.unit(), () => dial(node, server, effect.node));
    else if (effect.type === 'close') close(effect.connection, effect.reason);
    else if (effect.type === 'send') deliver(effect.connection, effect.message);
    else if (effect.type === 'persist') {
      const { token } = effect;
      later(persistMs, () => {
        if (servers.get(node) === server) feed(node, { type: 'persisted', token });
      });
    } else if (effect.type === 'telemetry' && effect.event.type === 'joined') server.hasJoined = true;
    else if (effect.type === 'telemetry' && effect.event.type === 'item-held') {
      server.held.set(effect.event.name, effect.event.hash);
    }
  }

  function dial(from: NodeId, dialler: Server, to: NodeId): void {
    if (servers.get(from) !== dialler || !dialler.isUp) return;
    if (servers.get(to)?.isUp !== true) return feed(from, { type: 'dial-failed', node: to, reason: 'ECONNREFUSED' });
    const [here, there] = open(from, to);
    feed(to, { type: 'connected', connection: there, direction: 'inbound', node: from });
    dialled.add(here);
    later(random.unit(), () => {
      dialled.delete(here);
      if (ends.has(here)) feed(from, { type: 'connected', connection: here, direction: 'outbound', node: to });
      else if (servers.get(from) === dialler) feed(from, { type: 'dial-failed', node: to, reason: 'ECONNRESET' });
    });
  }

  function open(from: NodeId, to: NodeId): readonly [ConnectionId, ConnectionId] {
    const [here, there] = [connectionId(++connections), connectionId(++connections)];
    ends.set(here, { node: from, other: there });
    ends.set(there, { node: to, other: here });
    return [here, there];
  }

  /** In order on each connection: all its messages take equally long. */
  function deliver(connection: ConnectionId, message: Message): void {
    const end = ends.get(connection);
    if (end === undefined) return;
    later(1 + (end.other % 7), () => {
      const target = ends.get(end.other);
      if (target === undefined) return;
      if (target.node !== user) return feed(target.node, { type: 'message', connection: end.other, message });
      const what = message.type === 'published' ? asked.get(`${connection} ${message.requestId}`) : undefined;
      if (what !== undefined) acknowledged.push(what);
    });
  }

  function close(connection: ConnectionId, reason: string): void {
    const end = ends.get(connection);
    if (end === undefined) return;
    ends.delete(connection);
    if (!dialled.has(connection)) later(0, () => feed(end.node, { type: 'disconnected', connection, reason }));
    const other = ends.get(end.other);
    ends.delete(end.other);
    if (other !== undefined && !dialled.has(end.other)) {
      later(random.unit(), () => feed(other.node, { type: 'disconnected', connection: end.other, reason: 'closed' }));
    }
  }

  function start(node: NodeId): void {
    const others = names.filter((name) => name !== node);
    const logic = createServer({ self: node, others, capacity: 0, phase: random.unit() });
    servers.set(node, { logic, isUp: true, held: new Map(), hasJoined: false });
    later(random.unit(), () => {
      if (servers.get(node)?.logic === logic) feed(node, { type: 'started' });
    });
  }

  function closeAll(isMeant: (end: End) => boolean): void {
    for (const [connection, end] of [...ends]) if (isMeant(end)) close(connection, 'ECONNRESET');
  }

  for (const node of names) start(node);
  return {
    servers,
    acknowledged,
    publish(node, name, content) {
      if (servers.get(node)?.isUp !== true) return;
      const [, connection] = open(user, node);
      const requestId = ++requests;
      asked.set(`${connection} ${requestId}`, [name, content]);
      feed(node, { type: 'connected', connection, direction: 'inbound', node: user });
      const message: Message = { type: 'publish', requestId, name, content: Buffer.from(content) };
      feed(node, { type: 'message', connection, message });
    },
    kill(node) {
      const server = servers.get(node);
      if (server === undefined) return;
      server.isUp = false;
      closeAll((end) => end.node === node);
    },
    restart(node) {
      if (servers.get(node)?.isUp === false) start(node);
    },
    cut: (a, b) => closeAll(({ node, other }) => node === a && ends.get(other)?.node === b),
    run(ms) {
      const until = now + ms;
      for (let at = queue.nextAt; at !== undefined && at <= until; at = queue.nextAt) {
        now = at;
        queue.pop()?.value();
      }
      now = until;
    },
  };
}
