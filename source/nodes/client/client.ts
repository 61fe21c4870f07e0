import { earliest } from '../../base/earliest.ts';
import { tableOf } from '../../protocol/control/inspection.ts';
import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import { hashOf } from '../../protocol/sha256.ts';
import type { Command, Effect, Input, NodeLogic, Outcome } from '../contract.ts';
import { createDialPlan } from '../parts/dial-plan.ts';
import { createKeepalive } from '../parts/keepalive.ts';
import { createPending } from '../parts/pending.ts';

/** Options of a client. */
export interface ClientOptions {
  /** Whom it asks: the first that is there and has everything. */
  readonly servers: readonly NodeId[];
  /** In [0, 1): shifts its keepalive rounds. */
  readonly phase: number;
}

/** How long a request may wait for its response before the outcome of its operation is indefinite. */
export const exchangeMsMax = 3_000;
/** How long a server is passed over that is still catching up, where there is another one. */
export const catchingUpMs = 500;

interface Operation {
  readonly command: Command;
  /** What a fetch is to bring; undefined until it is found. */
  readonly hash: ItemHash | undefined;
  /** Who is asked now. */
  server: NodeId;
  /** Servers that are catching up, as they said to this operation. */
  readonly refusedBy: Set<NodeId>;
  /** A connection broke under it: it may have happened. */
  isDoubtful: boolean;
}

/**
 * A client: keeps one connection to each server and asks one of them for everything. When that one goes, what is under way is asked of the next
 * one, within the same time: all of it can be repeated without harm. It never listens.
 */
export function createClient({ servers, phase }: ClientOptions): NodeLogic {
  const dialPlan = createDialPlan(servers);
  const keepalive = createKeepalive(phase);
  const open = createPending<number, Operation>(exchangeMsMax);
  const connections = new Map<NodeId, ConnectionId>();
  /** Until when servers are passed over. */
  const catchingUp = new Map<NodeId, Timestamp>();
  let joined = false;
  let effects: Effect[] = [];

  function send(connection: ConnectionId, message: Message): void {
    effects.push({ type: 'send', connection, message });
  }

  function close(connection: ConnectionId): void {
    effects.push({ type: 'close', connection, reason: 'unexpected-message' });
  }

  function answer(requestId: number, outcome: Outcome): void {
    open.take(requestId);
    effects.push({ type: 'answer', requestId, outcome });
  }

  function serverAt(connection: ConnectionId): NodeId | undefined {
    return servers.find((server) => connections.get(server) === connection);
  }

  /** The first that is connected and has everything, as far as is known; else the first that is connected. */
  function choose(now: Timestamp, refusedBy: ReadonlySet<NodeId>): NodeId | undefined {
    const connected = servers.filter((server) => connections.has(server) && !refusedBy.has(server));
    return connected.find((server) => (catchingUp.get(server) ?? 0) <= now) ?? connected[0];
  }

  function onCommand(requestId: number, command: Command, now: Timestamp): void {
    const refusedBy = new Set<NodeId>();
    const server = choose(now, refusedBy);
    if (server === undefined) return answer(requestId, { type: 'unreachable', reason: noConnection(servers) });
    const operation = { command, hash: undefined, server, refusedBy, isDoubtful: false };
    open.add(requestId, operation, now);
    ask(requestId, operation);
  }

  function ask(requestId: number, { command, hash, server }: Operation): void {
    const connection = connections.get(server);
    if (connection === undefined) return;
    const { name } = command;
    if (command.type === 'publish') send(connection, { type: 'publish', requestId, name, content: command.content });
    else if (hash === undefined) send(connection, { type: 'find', requestId, name });
    else send(connection, { type: 'fetch', requestId, hash });
  }

  /** At the next server, until the time of the exchange that failed is over; `outcome`: when there is none. */
  function tryNext(requestId: number, operation: Operation, outcome: Outcome, now: Timestamp): void {
    const server = choose(now, operation.refusedBy);
    if (server !== undefined) {
      operation.server = server;
      return ask(requestId, operation);
    }
    // A write may have reached the server before its connection ended: nobody can say.
    const isIndefinite = operation.isDoubtful && operation.command.type === 'publish';
    answer(requestId, isIndefinite ? { type: 'timed-out' } : outcome);
  }

  function onMessage(connection: ConnectionId, server: NodeId, message: Message, now: Timestamp): void {
    switch (message.type) {
      case 'pong':
        return;
      case 'published':
      case 'found':
      case 'content':
      case 'refused':
        return onResponse(connection, server, message, now);
      default:
        close(connection);
    }
  }

  function onResponse(
    connection: ConnectionId,
    server: NodeId,
    response: Extract<Message, { type: 'published' | 'found' | 'content' | 'refused' }>,
    now: Timestamp,
  ): void {
    const { requestId } = response;
    const operation = open.get(requestId);
    if (operation?.server !== server) return; // it timed out before
    const { command, hash } = operation;
    if (response.type === 'refused') return onRefused(requestId, operation, response.code, now);
    if (response.type === 'published' && command.type === 'publish') {
      return answer(requestId, done(server, hashOf(command.content), command.content.length));
    }
    if (response.type === 'found' && command.type === 'fetch' && hash === undefined) {
      const found = { ...operation, hash: response.hash };
      open.take(requestId);
      open.add(requestId, found, now);
      return ask(requestId, found);
    }
    if (response.type === 'content' && hash !== undefined) {
      const isRight = hashOf(response.content) === hash;
      return answer(
        requestId,
        isRight ? done(server, hash, response.content.length) : { type: 'refused', code: 'wrong-content' },
      );
    }
    answer(requestId, { type: 'refused', code: `unexpected-${response.type}` });
    close(connection);
  }

  function onRefused(requestId: number, operation: Operation, code: string, now: Timestamp): void {
    if (code === 'not-found') return answer(requestId, { type: 'not-found' });
    if (code !== 'catching-up') return answer(requestId, { type: 'refused', code });
    catchingUp.set(operation.server, now + catchingUpMs);
    operation.refusedBy.add(operation.server);
    tryNext(requestId, operation, { type: 'refused', code }, now);
  }

  function done(servedBy: NodeId, hash: ItemHash, bytes: number): Outcome {
    return { type: 'done', servedBy, hops: 1, hash, bytes };
  }

  function onConnected(
    connection: ConnectionId,
    direction: 'inbound' | 'outbound',
    node: NodeId,
    now: Timestamp,
  ): void {
    if (!servers.includes(node)) return;
    connections.set(node, connection);
    catchingUp.delete(node);
    dialPlan.connected(node);
    keepalive.add(connection, direction, now);
    effects.push({ type: 'telemetry', event: { type: 'purpose', connection, purpose: 'overlay' } });
  }

  function onDisconnected(ended: ConnectionId, reason: string, now: Timestamp): void {
    keepalive.remove(ended);
    const server = serverAt(ended);
    if (server === undefined) return;
    connections.delete(server);
    dialPlan.lost(server, now);
    for (const [requestId, operation] of [...open.entries()]) {
      if (operation.server !== server) continue;
      operation.isDoubtful = true;
      tryNext(requestId, operation, { type: 'unreachable', reason }, now);
    }
  }

  function onTick(now: Timestamp): void {
    for (const [requestId] of open.expired(now)) answer(requestId, { type: 'timed-out' });
    effects.push(...dialPlan.tick(now), ...keepalive.tick(now));
  }

  function take(input: Input, now: Timestamp): void {
    switch (input.type) {
      case 'started':
        effects.push(...dialPlan.begin());
        return;
      case 'connected':
        return onConnected(input.connection, input.direction, input.node, now);
      case 'dial-failed':
        return dialPlan.lost(input.node, now);
      case 'disconnected':
        return onDisconnected(input.connection, input.reason, now);
      case 'message': {
        keepalive.heard(input.connection, now);
        const server = serverAt(input.connection);
        if (server !== undefined) onMessage(input.connection, server, input.message, now);
        return;
      }
      case 'command':
        return onCommand(input.requestId, input.command, now);
      case 'restored': // it keeps nothing, and writes nothing
      case 'persisted':
      case 'persist-failed':
        return;
      case 'leave':
        for (const connection of connections.values()) send(connection, { type: 'leave' });
        return;
      case 'tick':
        return onTick(now);
    }
  }

  return {
    handle(input, now) {
      effects = [];
      take(input, now);
      if (!joined && dialPlan.isJoined()) {
        joined = true;
        effects.push({ type: 'telemetry', event: { type: 'joined' } });
      }
      return effects;
    },
    deadline: () => earliest(open.deadline(), dialPlan.deadline(), keepalive.deadline()),
    describe: () => [
      tableOf(
        'Its servers',
        ['server', 'state'],
        servers.map((server) => [server, connections.has(server) ? 'connected' : 'not connected']),
      ),
    ],
    gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
  };
}

function noConnection(servers: readonly NodeId[]): string {
  return servers.length === 1
    ? `no connection to the server ${servers[0]}`
    : `no connection to any of the servers ${servers.join(', ')}`;
}
