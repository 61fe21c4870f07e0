import { earliest } from '../base/earliest.ts';
import type { ConnectionId, NodeId, Timestamp } from '../protocol/ids.ts';
import type { Message } from '../protocol/messages.ts';
import type { Command, Effect, Input, NodeEvent, NodeLogic, Outcome } from './contract.ts';
import { createDialPlan } from './dial-plan.ts';
import { createItemStore } from './item-store.ts';
import { createKeepalive } from './keepalive.ts';
import type { Overlay, OverlayHost } from './overlay/overlay.ts';
import { createServiceQueue } from './service-queue.ts';
import { createTransfers } from './transfers.ts';

/** Options of a peer. */
export interface PeerOptions {
  readonly self: NodeId;
  /** The neighbours whose connections this peer opens and keeps open; the others dial it. */
  readonly dials: readonly NodeId[];
  /** Requests a second it can serve; 0: no limit. */
  readonly capacity: number;
  /** Copies it keeps of what it fetched, besides everything it authored. */
  readonly copiesMax: number;
  /** In [0, 1): shifts its keepalive rounds. */
  readonly phase: number;
  readonly createOverlay: (host: OverlayHost) => Overlay;
}

type FetchRequest = Extract<Message, { type: 'fetch' }>;

interface Job {
  readonly connection: ConnectionId;
  readonly request: FetchRequest;
}

/** One peer among equals: it listens, dials, asks and answers, keeps what it authored and what it fetched. */
export function createPeer(options: PeerOptions): NodeLogic {
  const { self } = options;
  const store = createItemStore(options.copiesMax);
  const queue = createServiceQueue<Job>(options.capacity);
  const dialPlan = createDialPlan(options.dials);
  const keepalive = createKeepalive(options.phase);
  const connections = new Map<ConnectionId, NodeId>();
  /** Those of the dial plan that are open. */
  const planned = new Set<ConnectionId>();
  let joined = false;
  let effects: Effect[] = [];

  const emit = (effect: Effect): void => {
    effects.push(effect);
  };
  const report = (event: NodeEvent): void => emit({ type: 'telemetry', event });
  const answer = (requestId: number, outcome: Outcome): void => emit({ type: 'answer', requestId, outcome });
  const overlay = options.createOverlay({
    emit,
    held: (name) => store.byName(name)?.hash,
    found: (findId, hit) => transfers.found(findId, hit),
    searchEnded: (findId) => transfers.searchEnded(findId),
  });
  const transfers = createTransfers({
    emit,
    isPlanned: (node) => dialPlan.includes(node),
    connectionTo,
    done(findId, item) {
      const { name, content, holder, hops, hash } = item;
      store.hold({ name, content, author: undefined, holding: 'copy' }).events.forEach(report);
      answer(findId, { type: 'done', servedBy: holder, hops, hash, bytes: content.length });
    },
    failed: answer,
  });

  function connectionTo(node: NodeId): ConnectionId | undefined {
    for (const [connection, other] of connections) if (other === node) return connection;
    return undefined;
  }

  function onCommand(requestId: number, command: Command, now: Timestamp): void {
    if (command.type === 'publish') {
      const { name, content } = command;
      const { item, isTaken, events } = store.hold({ name, content, author: self, holding: 'authored' });
      events.forEach(report);
      if (isTaken) return answer(requestId, { type: 'refused', code: 'wrong-content' });
      return answer(requestId, { type: 'done', servedBy: self, hops: 0, hash: item.hash, bytes: item.content.length });
    }
    const held = store.byName(command.name);
    if (held !== undefined) {
      const outcome = { type: 'done', servedBy: self, hops: 0, hash: held.hash, bytes: held.content.length } as const;
      return answer(requestId, outcome);
    }
    transfers.begin(requestId, command.name, now);
    overlay.find(requestId, command.name, now);
  }

  function onConnected(
    connection: ConnectionId,
    direction: 'inbound' | 'outbound',
    node: NodeId,
    now: Timestamp,
  ): void {
    connections.set(connection, node);
    keepalive.add(connection, direction, now);
    if (direction === 'outbound' && dialPlan.includes(node)) {
      dialPlan.connected(node);
      planned.add(connection);
      report({ type: 'purpose', connection, purpose: 'overlay' });
      emit({ type: 'send', connection, message: { type: 'join' } });
      overlay.neighbourJoined(connection, node);
    } else if (direction === 'outbound') {
      report({ type: 'purpose', connection, purpose: 'transfer' });
    }
    transfers.connected(connection, node, direction, now);
  }

  function onDisconnected(connection: ConnectionId, now: Timestamp): void {
    const node = connections.get(connection);
    connections.delete(connection);
    keepalive.remove(connection);
    overlay.neighbourLeft(connection);
    transfers.disconnected(connection);
    if (planned.delete(connection) && node !== undefined) dialPlan.lost(node, now);
  }

  function onMessage(connection: ConnectionId, message: Message, now: Timestamp): void {
    const node = connections.get(connection);
    if (node === undefined) return;
    keepalive.heard(connection, now);
    switch (message.type) {
      case 'join':
        return overlay.neighbourJoined(connection, node);
      case 'leave':
        return dialPlan.forget(node);
      case 'ping':
        return emit({ type: 'send', connection, message: { type: 'pong', requestId: message.requestId } });
      case 'pong':
        return;
      case 'fetch':
        transfers.used(connection, now);
        if (!queue.offer({ connection, request: message }, now)) {
          emit({
            type: 'send',
            connection,
            message: { type: 'refused', requestId: message.requestId, code: 'overloaded' },
          });
        }
        return;
      case 'content':
      case 'refused':
        return transfers.receive(connection, message, now);
      default:
        if (!overlay.receive(connection, message, now))
          emit({ type: 'close', connection, reason: 'unexpected-message' });
    }
  }

  function serve({ connection, request }: Job): void {
    const node = connections.get(connection);
    if (node === undefined) return;
    const { requestId, hash } = request;
    const item = store.byHash(hash);
    if (item === undefined) {
      return emit({ type: 'send', connection, message: { type: 'refused', requestId, code: 'not-found' } });
    }
    emit({ type: 'send', connection, message: { type: 'content', requestId, content: item.content } });
    report({ type: 'served', node });
  }

  function onTick(now: Timestamp): void {
    overlay.tick(now);
    transfers.tick(now);
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
        dialPlan.lost(input.node, now);
        return transfers.dialFailed(input.node);
      case 'disconnected':
        return onDisconnected(input.connection, now);
      case 'message':
        return onMessage(input.connection, input.message, now);
      case 'command':
        return onCommand(input.requestId, input.command, now);
      case 'leave':
        for (const connection of connections.keys()) emit({ type: 'send', connection, message: { type: 'leave' } });
        return;
      case 'tick':
        return onTick(now);
    }
  }

  return {
    handle(input, now) {
      effects = [];
      take(input, now);
      for (let job = queue.finished(now); job !== undefined; job = queue.finished(now)) serve(job);
      if (!joined && dialPlan.isJoined()) {
        joined = true;
        report({ type: 'joined' });
      }
      return effects;
    },
    deadline: () =>
      earliest(queue.deadline(), overlay.deadline(), transfers.deadline(), dialPlan.deadline(), keepalive.deadline()),
    gauges: () => queue.gauges(),
  };
}
