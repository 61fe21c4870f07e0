import { earliest } from '../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../protocol/ids.ts';
import type { Message, RefusalCode } from '../protocol/messages.ts';
import type { Command, Effect, Input, NodeLogic, Outcome } from './contract.ts';
import { createItemStore, type Held, type HeldItem } from './item-store.ts';
import { createKeepalive } from './keepalive.ts';
import { createServiceQueue } from './service-queue.ts';

type Request = Extract<Message, { type: 'publish' | 'find' | 'fetch' }>;

interface Job {
  readonly connection: ConnectionId;
  readonly from: NodeId;
  readonly request: Request;
}

/** Options of a server. */
export interface ServerOptions {
  readonly self: NodeId;
  /** Requests a second it can serve; 0: no limit. */
  readonly capacity: number;
  /** In [0, 1): shifts its keepalive rounds. */
  readonly phase: number;
}

/** The central server: holds every item, answers what clients ask, one request after the other. */
export function createServer({ self, capacity, phase }: ServerOptions): NodeLogic {
  const store = createItemStore(0);
  const queue = createServiceQueue<Job>(capacity);
  const keepalive = createKeepalive(phase);
  const clients = new Map<ConnectionId, NodeId>();
  let effects: Effect[] = [];

  function send(connection: ConnectionId, message: Message): void {
    effects.push({ type: 'send', connection, message });
  }

  function hold(name: string, content: Buffer, author: NodeId): Held {
    const holding = author === self ? 'authored' : 'stored';
    const held = store.hold({ name, content, author, holding });
    for (const event of held.events) effects.push({ type: 'telemetry', event });
    return held;
  }

  function onMessage(connection: ConnectionId, message: Message, now: Timestamp): void {
    const from = clients.get(connection);
    if (from === undefined) return;
    keepalive.heard(connection, now);
    switch (message.type) {
      case 'publish':
      case 'find':
      case 'fetch':
        if (!queue.offer({ connection, from, request: message }, now))
          refuse(connection, message.requestId, 'overloaded');
        return;
      case 'ping':
        return send(connection, { type: 'pong', requestId: message.requestId });
      case 'leave':
      case 'pong':
        return;
      default:
        effects.push({ type: 'close', connection, reason: 'unexpected-message' });
    }
  }

  function refuse(connection: ConnectionId, requestId: number, code: RefusalCode): void {
    send(connection, { type: 'refused', requestId, code });
  }

  function serve({ connection, from, request }: Job): void {
    if (!clients.has(connection)) return;
    const { requestId } = request;
    switch (request.type) {
      case 'publish':
        if (hold(request.name, request.content, from).isTaken) return refuse(connection, requestId, 'wrong-content');
        send(connection, { type: 'published', requestId });
        return served(from);
      case 'find': {
        const item = store.byName(request.name);
        if (item === undefined) return refuse(connection, requestId, 'not-found');
        return send(connection, { type: 'found', requestId, hash: item.hash });
      }
      case 'fetch': {
        const item = store.byHash(request.hash);
        if (item === undefined) return refuse(connection, requestId, 'not-found');
        send(connection, { type: 'content', requestId, content: item.content });
        return served(from);
      }
    }
  }

  function served(node: NodeId): void {
    effects.push({ type: 'telemetry', event: { type: 'served', node } });
  }

  function serveFinished(now: Timestamp): void {
    for (let job = queue.finished(now); job !== undefined; job = queue.finished(now)) serve(job);
  }

  /** The user at the server's own keyboard: his items are there already. */
  function onCommand(requestId: number, command: Command): void {
    const answer = (outcome: Outcome): void => {
      effects.push({ type: 'answer', requestId, outcome });
    };
    const done = ({ hash, content }: HeldItem): void =>
      answer({ type: 'done', servedBy: self, hops: 0, hash, bytes: content.length });
    if (command.type === 'publish') {
      const { item, isTaken } = hold(command.name, command.content, self);
      return isTaken ? answer({ type: 'refused', code: 'wrong-content' }) : done(item);
    }
    const item = store.byName(command.name);
    return item === undefined ? answer({ type: 'not-found' }) : done(item);
  }

  function take(input: Input, now: Timestamp): void {
    switch (input.type) {
      case 'started':
        effects.push({ type: 'telemetry', event: { type: 'joined' } });
        return;
      case 'connected':
        clients.set(input.connection, input.node);
        return keepalive.add(input.connection, input.direction, now);
      case 'disconnected':
        clients.delete(input.connection);
        return keepalive.remove(input.connection);
      case 'message':
        return onMessage(input.connection, input.message, now);
      case 'command':
        return onCommand(input.requestId, input.command);
      case 'dial-failed':
      case 'leave':
      case 'tick':
        return;
    }
  }

  return {
    handle(input, now) {
      effects = [];
      take(input, now);
      serveFinished(now);
      if (input.type === 'tick') effects.push(...keepalive.tick(now));
      return effects;
    },
    deadline: () => earliest(queue.deadline(), keepalive.deadline()),
    gauges: () => queue.gauges(),
  };
}
