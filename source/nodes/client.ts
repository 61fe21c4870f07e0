import { earliest } from '../base/earliest.ts';
import { type ConnectionId, type ItemHash, type NodeId, nodeId, type Timestamp } from '../protocol/ids.ts';
import type { Message } from '../protocol/messages.ts';
import { hashOf } from '../protocol/sha256.ts';
import type { Command, Effect, Input, NodeLogic, Outcome } from './contract.ts';
import { createDialPlan } from './dial-plan.ts';
import { createKeepalive } from './keepalive.ts';
import { createPending } from './pending.ts';

/** Options of a client. */
export interface ClientOptions {
  /** Whom it asks: the first that is there. */
  readonly servers: readonly NodeId[];
  /** In [0, 1): shifts its keepalive rounds. */
  readonly phase: number;
}

/** How long a request may wait for its response before the outcome of its operation is indefinite. */
export const exchangeMsMax = 3_000;

type Operation =
  | { readonly type: 'publish'; readonly hash: ItemHash; readonly bytes: number }
  | { readonly type: 'find' }
  | { readonly type: 'fetch'; readonly hash: ItemHash };

/** A client: keeps one connection to the server and asks it for everything. It never listens. */
export function createClient({ servers, phase }: ClientOptions): NodeLogic {
  const [server = nodeId(1)] = servers;
  const dialPlan = createDialPlan([server]);
  const keepalive = createKeepalive(phase);
  const open = createPending<number, Operation>(exchangeMsMax);
  let connection: ConnectionId | undefined;
  let joined = false;
  let effects: Effect[] = [];

  function send(message: Message): void {
    if (connection !== undefined) effects.push({ type: 'send', connection, message });
  }

  function answer(requestId: number, outcome: Outcome): void {
    effects.push({ type: 'answer', requestId, outcome });
  }

  function onCommand(requestId: number, command: Command, now: Timestamp): void {
    if (connection === undefined) {
      return answer(requestId, { type: 'unreachable', reason: `no connection to the server ${server}` });
    }
    if (command.type === 'publish') {
      const { name, content } = command;
      open.add(requestId, { type: 'publish', hash: hashOf(content), bytes: content.length }, now);
      return send({ type: 'publish', requestId, name, content });
    }
    open.add(requestId, { type: 'find' }, now);
    send({ type: 'find', requestId, name: command.name });
  }

  function onMessage(message: Message, now: Timestamp): void {
    switch (message.type) {
      case 'pong':
        return;
      case 'published':
      case 'found':
      case 'content':
      case 'refused':
        return onResponse(message, now);
      default:
        if (connection !== undefined) effects.push({ type: 'close', connection, reason: 'unexpected-message' });
    }
  }

  function onResponse(
    response: Extract<Message, { type: 'published' | 'found' | 'content' | 'refused' }>,
    now: Timestamp,
  ): void {
    const { requestId } = response;
    const operation = open.take(requestId);
    if (operation === undefined) return; // it timed out before
    if (response.type === 'refused') return answer(requestId, refusal(response.code));
    if (response.type === 'published' && operation.type === 'publish') {
      return answer(requestId, done(operation.hash, operation.bytes));
    }
    if (response.type === 'found' && operation.type === 'find') {
      open.add(requestId, { type: 'fetch', hash: response.hash }, now);
      return send({ type: 'fetch', requestId, hash: response.hash });
    }
    if (response.type === 'content' && operation.type === 'fetch') {
      const isRight = hashOf(response.content) === operation.hash;
      return answer(
        requestId,
        isRight ? done(operation.hash, response.content.length) : { type: 'refused', code: 'wrong-content' },
      );
    }
    answer(requestId, { type: 'refused', code: `unexpected-${response.type}` });
    if (connection !== undefined) effects.push({ type: 'close', connection, reason: 'unexpected-message' });
  }

  function done(hash: ItemHash, bytes: number): Outcome {
    return { type: 'done', servedBy: server, hops: 1, hash, bytes };
  }

  function onDisconnected(ended: ConnectionId, reason: string, now: Timestamp): void {
    keepalive.remove(ended);
    if (ended !== connection) return;
    connection = undefined;
    dialPlan.lost(server, now);
    for (const [requestId, operation] of [...open.entries()]) {
      open.take(requestId);
      // A write may have reached the server before the connection ended: nobody can say.
      answer(requestId, operation.type === 'publish' ? { type: 'timed-out' } : { type: 'unreachable', reason });
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
        connection = input.connection;
        dialPlan.connected(server);
        keepalive.add(input.connection, input.direction, now);
        effects.push({ type: 'telemetry', event: { type: 'purpose', connection, purpose: 'overlay' } });
        return;
      case 'dial-failed':
        return dialPlan.lost(server, now);
      case 'disconnected':
        return onDisconnected(input.connection, input.reason, now);
      case 'message':
        keepalive.heard(input.connection, now);
        return onMessage(input.message, now);
      case 'command':
        return onCommand(input.requestId, input.command, now);
      case 'leave':
        return send({ type: 'leave' });
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
    gauges: () => ({ queueLength: 0, queueLengthMax: 0, busyMs: 0 }),
  };
}

function refusal(code: string): Outcome {
  return code === 'not-found' ? { type: 'not-found' } : { type: 'refused', code };
}
