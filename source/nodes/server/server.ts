import { earliest } from '../../base/earliest.ts';
import { tableOf } from '../../protocol/control/inspection.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message, RefusalCode } from '../../protocol/messages.ts';
import type { Command, Effect, Input, NodeEvent, NodeLogic, Outcome } from '../contract.ts';
import { createItemStore, type Held, type HeldItem, itemTable } from '../parts/item-store.ts';
import { createKeepalive } from '../parts/keepalive.ts';
import { createPersists } from '../parts/persists.ts';
import { createServiceQueue } from '../parts/service-queue.ts';
import { createServerGroup } from './group.ts';
import type { Write, Written } from './requests.ts';

type Request = Extract<Message, { type: 'publish' | 'find' | 'fetch' }>;

interface Job {
  readonly connection: ConnectionId;
  readonly from: NodeId;
  readonly request: Request;
}

/** Options of a server. */
export interface ServerOptions {
  readonly self: NodeId;
  /** The servers that hold the same items. */
  readonly others: readonly NodeId[];
  /** Requests a second it can serve; 0: no limit. */
  readonly capacity: number;
  /** In [0, 1): shifts its keepalive rounds. */
  readonly phase: number;
}

/**
 * A server: answers what clients ask, one request after the other. It holds every item, and so do the others, if there are any: what one of
 * them is told is acknowledged when all of them that are live hold it, and counts as served where it was acknowledged.
 */
export function createServer({ self, others, capacity, phase }: ServerOptions): NodeLogic {
  const store = createItemStore(0);
  const queue = createServiceQueue<Job>(capacity);
  const keepalive = createKeepalive(phase);
  /** To clients and to other servers. */
  const connections = new Map<ConnectionId, NodeId>();
  let isStarted = false;
  let joined = false;
  let effects: Effect[] = [];

  const emit = (effect: Effect): void => {
    effects.push(effect);
  };
  const persists = createPersists({ emit, forget: ({ name }) => store.drop(name).forEach(report) });
  const group = createServerGroup(self, others, {
    emit,
    persists,
    item: store.byName,
    names: store.names,
    hold: (write, now) => !hold(write, now).isTaken,
    replace(write, now) {
      store.drop(write.name).forEach(report);
      hold(write, now);
    },
  });

  function send(connection: ConnectionId, message: Message): void {
    emit({ type: 'send', connection, message });
  }

  function report(event: NodeEvent): void {
    emit({ type: 'telemetry', event });
  }

  function hold({ name, content, author }: Write, now: Timestamp): Held {
    const holding = author === self ? 'authored' : 'stored';
    const held = store.hold({ name, content, author, holding });
    held.events.forEach(report);
    if (held.events.length > 0) persists.begin(held.item, now);
    return held;
  }

  /** What others may see: not what would be gone if this process died now. */
  function readable(item: HeldItem | undefined): HeldItem | undefined {
    return item === undefined || persists.isPending(item.name) ? undefined : item;
  }

  function onMessage(connection: ConnectionId, message: Message, now: Timestamp): void {
    const from = connections.get(connection);
    if (from === undefined) return;
    keepalive.heard(connection, now);
    if (group.receive(connection, from, message, now)) return;
    switch (message.type) {
      case 'publish':
      case 'find':
      case 'fetch':
        if (!group.isLive) return refuse(connection, message.requestId, 'catching-up');
        if (!queue.offer({ connection, from, request: message }, now))
          refuse(connection, message.requestId, 'overloaded');
        return;
      case 'ping':
        return send(connection, { type: 'pong', requestId: message.requestId });
      case 'leave':
      case 'pong':
        return;
      default:
        emit({ type: 'close', connection, reason: 'unexpected-message' });
    }
  }

  function refuse(connection: ConnectionId, requestId: number, code: RefusalCode): void {
    send(connection, { type: 'refused', requestId, code });
  }

  function serve({ connection, from, request }: Job, now: Timestamp): void {
    if (!connections.has(connection)) return;
    const { requestId } = request;
    if (!group.isLive) return refuse(connection, requestId, 'catching-up'); // it was when the request came
    switch (request.type) {
      case 'publish':
        return group.write({ name: request.name, content: request.content, author: from }, now, (how) => {
          if (connections.has(connection)) acknowledge(connection, from, requestId, how);
        });
      case 'find': {
        const item = readable(store.byName(request.name));
        if (item === undefined) return refuse(connection, requestId, 'not-found');
        return send(connection, { type: 'found', requestId, hash: item.hash });
      }
      case 'fetch': {
        const item = readable(store.byHash(request.hash));
        if (item === undefined) return refuse(connection, requestId, 'not-found');
        send(connection, { type: 'content', requestId, content: item.content });
        return served(from);
      }
    }
  }

  function acknowledge(connection: ConnectionId, from: NodeId, requestId: number, how: Written): void {
    if (how === 'timed-out' || how === 'unreachable') return; // nobody can say: neither does this server
    if (how !== 'stored') return refuse(connection, requestId, how);
    send(connection, { type: 'published', requestId });
    served(from);
  }

  function served(node: NodeId): void {
    report({ type: 'served', node });
  }

  function serveFinished(now: Timestamp): void {
    for (let job = queue.finished(now); job !== undefined; job = queue.finished(now)) serve(job, now);
  }

  /** The user at the server's own keyboard: his items are there already. */
  function onCommand(requestId: number, command: Command, now: Timestamp): void {
    const { name } = command;
    const answer = (outcome: Outcome): void => emit({ type: 'answer', requestId, outcome });
    if (command.type === 'fetch') return answer(atHome(name));
    group.write({ name, content: command.content, author: self }, now, (how) => {
      if (how === 'stored') answer(atHome(name));
      else if (how === 'timed-out' || how === 'unreachable') answer({ type: 'timed-out' });
      else answer({ type: 'refused', code: how });
    });
  }

  function atHome(name: string): Outcome {
    const item = store.byName(name);
    if (item === undefined) return { type: 'not-found' };
    return { type: 'done', servedBy: self, hops: 0, hash: item.hash, bytes: item.content.length };
  }

  function take(input: Input, now: Timestamp): void {
    switch (input.type) {
      case 'started':
        isStarted = true;
        return group.begin(now);
      case 'connected':
        connections.set(input.connection, input.node);
        keepalive.add(input.connection, input.direction, now);
        return group.connected(input.connection, input.direction, input.node);
      case 'disconnected':
        connections.delete(input.connection);
        keepalive.remove(input.connection);
        return group.disconnected(input.connection, now);
      case 'dial-failed':
        return group.dialFailed(input.node, now);
      case 'message':
        return onMessage(input.connection, input.message, now);
      case 'command':
        return onCommand(input.requestId, input.command, now);
      case 'restored':
        for (const item of input.items) store.hold(item).events.forEach(report);
        return;
      case 'persisted':
      case 'persist-failed':
        return persists.settled(input, now);
      case 'slowed':
        return queue.slow(input.times);
      case 'leave':
        return;
      case 'tick':
        return group.tick(now);
    }
  }

  return {
    handle(input, now) {
      effects = [];
      take(input, now);
      serveFinished(now);
      if (input.type === 'tick') effects.push(...keepalive.tick(now));
      group.settle(now);
      if (!joined && isStarted && group.isLive) {
        joined = true;
        report({ type: 'joined' });
      }
      return effects;
    },
    deadline: () => earliest(queue.deadline(), keepalive.deadline(), group.deadline()),
    gauges: () => queue.gauges(),
    describe: () => [
      tableOf(
        'Clients and servers',
        ['node', 'connection'],
        [...connections].map(([connection, node]) => [node, connection]),
      ),
      itemTable(store),
    ],
    contentOf: (name) => store.byName(name)?.content,
  };
}
