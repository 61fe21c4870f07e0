import { earliest } from '../base/earliest.ts';
import type { Random } from '../base/random.ts';
import type { ConnectionId, NodeId, Timestamp } from '../protocol/ids.ts';
import type { Message } from '../protocol/messages.ts';
import { createConnections } from './connections.ts';
import type { Command, Effect, Input, NodeEvent, NodeLogic, Outcome, StoredItem } from './contract.ts';
import { createDialPlan } from './dial-plan.ts';
import { createExchanges, type Request } from './exchanges.ts';
import { createItemStore, type HeldItem } from './item-store.ts';
import { createKeepalive } from './keepalive.ts';
import type { Overlay, OverlayHost } from './overlay/overlay.ts';
import { createPersists } from './persists.ts';
import { createReplicas } from './replicas.ts';
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
  /** Holders that each of its items is to have, itself among them. */
  readonly replicas: number;
  /** It takes, and serves nobody. */
  readonly isFreeRider: boolean;
  readonly random: Random;
  readonly createOverlay: (host: OverlayHost) => Overlay;
}

/** How long one request of an overlay may take. */
export const overlayMsMax = 1_000;
/** Bytes of content that a peer keeps for others: nobody can fill its memory. */
export const replicaBytesMax = 256 * 1024 * 1024;

type FetchRequest = Extract<Message, { type: 'fetch' }>;
type ReplicateRequest = Extract<Message, { type: 'replicate' }>;

interface Job {
  readonly connection: ConnectionId;
  readonly request: FetchRequest;
}

/** One peer among equals: it listens, dials, asks and answers, keeps what it authored, what it fetched, and what others gave it to keep. */
export function createPeer(options: PeerOptions): NodeLogic {
  const { self, isFreeRider, random } = options;
  const store = createItemStore(isFreeRider ? 0 : options.copiesMax);
  const queue = createServiceQueue<Job>(options.capacity);
  const dialPlan = createDialPlan(options.dials);
  const keepalive = createKeepalive(random.unit());
  const connections = createConnections(self);
  /** Those of the dial plan that are open. */
  const planned = new Set<ConnectionId>();
  /** What its store kept of an earlier life; made known when it has joined. */
  const restored: HeldItem[] = [];
  let replicaBytes = 0;
  let joined = false;
  let effects: Effect[] = [];

  const emit = (effect: Effect): void => {
    effects.push(effect);
  };
  const send = (connection: ConnectionId, message: Message): void => emit({ type: 'send', connection, message });
  const report = (event: NodeEvent): void => emit({ type: 'telemetry', event });
  const answer = (requestId: number, outcome: Outcome): void => emit({ type: 'answer', requestId, outcome });
  const persists = createPersists({
    emit,
    forget({ name, holding, content }) {
      if (holding === 'replica') replicaBytes -= content.length;
      store.drop(name).forEach(report);
    },
  });
  const exchanges = createExchanges({ emit, connectionTo: connections.to, used: connections.used });
  const overlay = options.createOverlay({
    emit,
    ask: (node, request, now, done) => exchanges.ask(node, request, overlayMsMax, now, done),
    held: (name) => (isFreeRider || persists.isPending(name) ? undefined : store.byName(name)?.hash),
    heldNames: () => (isFreeRider ? [].values() : store.names()),
    found: (findId, hit, now) => transfers.found(findId, hit, now),
    searchEnded: (findId, failure) => transfers.searchEnded(findId, failure),
  });
  const transfers = createTransfers({
    emit,
    ask: exchanges.ask,
    searchMore: overlay.findMore,
    done(findId, { name, content, holder, hops, hash }, now) {
      overlay.findOver(findId);
      if (options.copiesMax > 0) {
        hold({ type: 'publish', name, content }, undefined, 'copy', now);
        if (!isFreeRider) overlay.announce({ name, hash }, now, () => undefined);
      }
      answer(findId, { type: 'done', servedBy: holder, hops, hash, bytes: content.length });
    },
    failed(findId, outcome) {
      overlay.findOver(findId);
      answer(findId, outcome);
    },
  });
  const replicas = createReplicas(self, options.replicas, random, {
    ask: exchanges.ask,
    peersNear: overlay.peersNear,
    item: store.byName,
    report,
  });

  function hold(
    { name, content }: Extract<Command, { type: 'publish' }>,
    author: NodeId | undefined,
    holding: 'authored' | 'copy' | 'replica',
    now: Timestamp,
  ) {
    const held = store.hold({ name, content, author, holding });
    held.events.forEach(report);
    if (held.events.length > 0 && holding !== 'copy') persists.begin(held.item, now);
    return held;
  }

  function onCommand(requestId: number, command: Command, now: Timestamp): void {
    if (command.type === 'publish') return publish(requestId, command, now);
    const held = store.byName(command.name);
    if (held !== undefined) {
      const outcome = { type: 'done', servedBy: self, hops: 0, hash: held.hash, bytes: held.content.length } as const;
      return answer(requestId, outcome);
    }
    transfers.begin(requestId, command.name, now);
    overlay.find(requestId, command.name, now);
  }

  /** Done when the item is kept for good and announced and has its replicas, or as many as there are peers to keep one. */
  function publish(requestId: number, command: Extract<Command, { type: 'publish' }>, now: Timestamp): void {
    if (persists.isFull) return answer(requestId, { type: 'refused', code: 'overloaded' });
    const { item, isTaken } = hold(command, self, 'authored', now);
    if (isTaken) return answer(requestId, { type: 'refused', code: 'wrong-content' });
    const { name, hash } = item;
    const outcome = { type: 'done', servedBy: self, hops: 0, hash, bytes: item.content.length } as const;
    persists.whenPersisted(name, now, (failure, kept) => {
      if (failure !== undefined) return answer(requestId, { type: 'refused', code: failure });
      overlay.announce(item, kept, (at) => replicas.place(name, at, () => answer(requestId, outcome)));
    });
  }

  function onConnected(
    connection: ConnectionId,
    direction: 'inbound' | 'outbound',
    node: NodeId,
    now: Timestamp,
  ): void {
    connections.add(connection, node, direction, now);
    if (direction === 'outbound' && dialPlan.includes(node)) {
      dialPlan.connected(node);
      planned.add(connection);
      report({ type: 'purpose', connection, purpose: 'overlay' });
      send(connection, { type: 'join' });
      becomeNeighbours(connection, direction, node, now);
    } else if (direction === 'outbound') {
      const wanted = exchanges.waitingFor(node)?.type;
      report({ type: 'purpose', connection, purpose: isForOverlay(wanted) ? 'overlay' : 'transfer' });
    }
    exchanges.connected(connection, node, now);
    overlay.heard(node, now);
  }

  function becomeNeighbours(
    connection: ConnectionId,
    direction: 'inbound' | 'outbound',
    node: NodeId,
    now: Timestamp,
  ): void {
    connections.keep(connection);
    keepalive.add(connection, direction, now);
    overlay.neighbourJoined(connection, node, now);
  }

  function onDisconnected(connection: ConnectionId, reason: string, now: Timestamp): void {
    const node = connections.nodeOf(connection);
    connections.remove(connection);
    keepalive.remove(connection);
    overlay.neighbourLeft(connection);
    exchanges.disconnected(connection, reason, now);
    if (node === undefined) return;
    if (planned.delete(connection)) dialPlan.lost(node, now);
    if (connections.to(node) === undefined && reason !== 'idle') replicas.lost(node, now);
  }

  function onMessage(connection: ConnectionId, message: Message, now: Timestamp): void {
    const node = connections.nodeOf(connection);
    if (node === undefined) return;
    connections.used(connection, now);
    keepalive.heard(connection, now);
    overlay.heard(node, now);
    switch (message.type) {
      case 'join':
        return becomeNeighbours(connection, 'inbound', node, now);
      case 'leave':
        overlay.left(node);
        return dialPlan.forget(node);
      case 'ping':
        return send(connection, { type: 'pong', requestId: message.requestId });
      case 'fetch':
        return onFetch(connection, message, now);
      case 'replicate':
        return keepReplica(connection, message, now);
      case 'check-replicas': {
        const missing = replicas.checked(node, message.sets, now);
        return send(connection, { type: 'replicas', requestId: message.requestId, missing });
      }
      case 'content':
      case 'refused':
      case 'pong':
      case 'nodes':
      case 'providers':
      case 'provider-added':
      case 'replicated':
      case 'replicas':
        return exchanges.receive(connection, message, now);
      default:
        if (!overlay.receive(connection, node, message, now))
          emit({ type: 'close', connection, reason: 'unexpected-message' });
    }
  }

  function onFetch(connection: ConnectionId, request: FetchRequest, now: Timestamp): void {
    const { requestId } = request;
    if (isFreeRider) return send(connection, { type: 'refused', requestId, code: 'free-rider' });
    if (!queue.offer({ connection, request }, now))
      send(connection, { type: 'refused', requestId, code: 'overloaded' });
  }

  function keepReplica(connection: ConnectionId, request: ReplicateRequest, now: Timestamp): void {
    const { requestId, name, author, content } = request;
    if (isFreeRider) return send(connection, { type: 'refused', requestId, code: 'free-rider' });
    const isTooMuch = replicaBytes + content.length > replicaBytesMax && store.byName(name) === undefined;
    if (isTooMuch || persists.isFull) {
      return send(connection, { type: 'refused', requestId, code: 'overloaded' });
    }
    const { item, isTaken, events } = hold({ type: 'publish', name, content }, author, 'replica', now);
    if (events.length > 0) replicaBytes += content.length;
    if (isTaken) return send(connection, { type: 'refused', requestId, code: 'wrong-content' });
    persists.whenPersisted(name, now, (failure, at) => {
      const isThere = connections.nodeOf(connection) !== undefined;
      if (failure === undefined) {
        replicas.kept(request, at);
        overlay.announce({ name, hash: item.hash }, at, () => undefined);
        if (isThere) send(connection, { type: 'replicated', requestId });
      } else if (isThere) send(connection, { type: 'refused', requestId, code: failure });
    });
  }

  function restore(items: readonly StoredItem[]): void {
    for (const stored of items) {
      const { item, events } = store.hold(stored);
      events.forEach(report);
      if (events.length === 0) continue;
      if (item.holding === 'replica') replicaBytes += item.content.length;
      restored.push(item);
    }
  }

  /** What it holds from an earlier life, others can find again. */
  function announceRestored(now: Timestamp): void {
    for (const item of restored.splice(0)) overlay.announce(item, now, () => undefined);
  }

  function serve({ connection, request }: Job): void {
    const node = connections.nodeOf(connection);
    if (node === undefined) return;
    const { requestId, hash } = request;
    const item = store.byHash(hash);
    if (item === undefined || persists.isPending(item.name))
      return send(connection, { type: 'refused', requestId, code: 'not-found' });
    send(connection, { type: 'content', requestId, content: item.content });
    report({ type: 'served', node });
  }

  function onTick(now: Timestamp): void {
    overlay.tick(now);
    exchanges.tick(now);
    transfers.tick(now);
    replicas.tick(now);
    effects.push(...dialPlan.tick(now), ...keepalive.tick(now), ...connections.tick(now));
  }

  function take(input: Input, now: Timestamp): void {
    switch (input.type) {
      case 'started':
        effects.push(...dialPlan.begin());
        return overlay.begin(now);
      case 'connected':
        return onConnected(input.connection, input.direction, input.node, now);
      case 'dial-failed':
        dialPlan.lost(input.node, now);
        return exchanges.dialFailed(input.node, input.reason, now);
      case 'disconnected':
        return onDisconnected(input.connection, input.reason, now);
      case 'message':
        return onMessage(input.connection, input.message, now);
      case 'command':
        return onCommand(input.requestId, input.command, now);
      case 'restored':
        return isFreeRider ? undefined : restore(input.items);
      case 'persisted':
      case 'persist-failed':
        return persists.settled(input, now);
      case 'leave':
        for (const connection of connections.ids()) send(connection, { type: 'leave' });
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
      if (!joined && input.type !== 'restored' && dialPlan.isJoined() && overlay.isJoined()) {
        joined = true;
        report({ type: 'joined' });
        announceRestored(now);
      }
      return effects;
    },
    deadline: () =>
      earliest(
        queue.deadline(),
        overlay.deadline(),
        exchanges.deadline(),
        transfers.deadline(),
        replicas.deadline(),
        dialPlan.deadline(),
        keepalive.deadline(),
        connections.deadline(),
      ),
    gauges: () => queue.gauges(),
  };
}

/** A connection that is dialled for items is none of the network's shape; nor is one for which nothing waits any more. */
function isForOverlay(wanted: Request['type'] | undefined): boolean {
  return wanted === 'find-node' || wanted === 'find-providers' || wanted === 'add-provider' || wanted === 'ping';
}
