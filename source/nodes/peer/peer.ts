import { earlier } from '../../base/earliest.ts';
import type { Random } from '../../base/random.ts';
import type { LogicTable } from '../../protocol/control/inspection.ts';
import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { RouteStep } from '../../protocol/route.ts';
import type { Command, Effect, Gauges, Input, NodeEvent, NodeLogic, Outcome } from '../contract.ts';
import type { Hit, Overlay, OverlayHost } from '../overlay/overlay.ts';
import { createDialPlan, type DialPlan } from '../parts/dial-plan.ts';
import { createExchanges, type Done, type Exchanges, type ExchangesHost, type Request } from '../parts/exchanges.ts';
import { createKeepalive, type Keepalive } from '../parts/keepalive.ts';
import { createServiceQueue, type ServiceQueue } from '../parts/service-queue.ts';
import { type Connections, createConnections } from './connections.ts';
import { createHoldings, type Holdings } from './holdings.ts';
import { createReplicas, type Replicas } from './replicas.ts';
import { createTransfers, type Fetched, type Transfers } from './transfers.ts';

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

type FetchRequest = Extract<Message, { type: 'fetch' }>;
type ReplicateRequest = Extract<Message, { type: 'replicate' }>;

interface Job {
  readonly connection: ConnectionId;
  readonly request: FetchRequest;
}

/** One peer among equals: it listens, dials, asks and answers, keeps what it authored, what it fetched, and what others gave it to keep. */
export function createPeer(options: PeerOptions): NodeLogic {
  return new Peer(options);
}

const idle: Gauges = { queueLength: 0, queueLengthMax: 0, busyMs: 0 };

/**
 * A class, and each part made when it is needed first: in a simulated network of 100,000 peers most of them have met others and answered them, but
 * neither fetched nor kept anything, and what a peer takes then decides how many there can be.
 */
class Peer implements NodeLogic, OverlayHost, ExchangesHost {
  readonly #self: NodeId;
  readonly #isFreeRider: boolean;
  readonly #capacity: number;
  readonly #copiesMax: number;
  readonly #replicaCount: number;
  readonly #random: Random;
  /** Of the keepalive's rounds. */
  readonly #phase: number;
  readonly #connections: Connections;
  readonly #exchanges: Exchanges;
  readonly #overlay: Overlay;
  readonly #dialPlan: DialPlan | undefined;
  /** Those of the dial plan that are open. */
  #planned: Set<ConnectionId> | undefined;
  #holdings: Holdings | undefined;
  #queue: ServiceQueue<Job> | undefined;
  #keepalive: Keepalive | undefined;
  #transfers: Transfers | undefined;
  #replicas: Replicas | undefined;
  #slowness = 1;
  #joined = false;
  #effects: Effect[] = [];

  constructor(options: PeerOptions) {
    this.#self = options.self;
    this.#isFreeRider = options.isFreeRider;
    this.#capacity = options.capacity;
    this.#copiesMax = options.copiesMax;
    this.#replicaCount = options.replicas;
    this.#random = options.random;
    this.#phase = options.random.unit();
    this.#dialPlan = options.dials.length === 0 ? undefined : createDialPlan(options.dials);
    this.#connections = createConnections(options.self);
    this.#exchanges = createExchanges(this);
    this.#overlay = options.createOverlay(this);
  }

  handle(input: Input, now: Timestamp): readonly Effect[] {
    this.#effects = [];
    this.#take(input, now);
    if (this.#queue !== undefined) this.#serveFinished(this.#queue, now);
    const mayJoin = !this.#joined && input.type !== 'restored';
    if (mayJoin && this.#dialPlan?.isJoined() !== false && this.#overlay.isJoined()) {
      this.#joined = true;
      this.#announceRestored(now);
      this.#report({ type: 'joined' });
    }
    const effects = this.#effects;
    this.#effects = none;
    return effects;
  }

  deadline(): Timestamp | undefined {
    let first = earlier(this.#overlay.deadline(), this.#exchanges.deadline());
    first = earlier(first, this.#connections.deadline());
    if (this.#queue !== undefined) first = earlier(first, this.#queue.deadline());
    if (this.#transfers !== undefined) first = earlier(first, this.#transfers.deadline());
    if (this.#replicas !== undefined) first = earlier(first, this.#replicas.deadline());
    if (this.#dialPlan !== undefined) first = earlier(first, this.#dialPlan.deadline());
    if (this.#keepalive !== undefined) first = earlier(first, this.#keepalive.deadline());
    return first;
  }

  gauges(): Gauges {
    return this.#queue?.gauges() ?? idle;
  }

  contentOf(name: string): Buffer | undefined {
    return this.#holdings?.byName(name)?.content;
  }

  describe(now: Timestamp): readonly LogicTable[] {
    return [...this.#overlay.describe(now), ...(this.#holdings === undefined ? [] : [this.#holdings.describe()])];
  }

  emit(effect: Effect): void {
    this.#effects.push(effect);
  }

  connectionTo(node: NodeId): ConnectionId | undefined {
    return this.#connections.to(node);
  }

  used(connection: ConnectionId, now: Timestamp): void {
    this.#connections.used(connection, now);
  }

  ask(node: NodeId, request: Request, now: Timestamp, done: Done, findId?: number): void {
    if (findId === undefined) return this.#exchanges.ask(node, request, overlayMsMax, now, done);
    this.#transfers?.passed(findId, { from: this.#self, to: node, message: request.type, at: now });
    this.#exchanges.ask(node, request, overlayMsMax, now, (answer, at) => {
      if (answer.type === 'response')
        this.#transfers?.passed(findId, { from: node, to: this.#self, message: answer.message.type, at });
      done(answer, at);
    });
  }

  held(name: string): ItemHash | undefined {
    return this.#isFreeRider ? undefined : this.#holdings?.shownByName(name)?.hash;
  }

  heldNames(): IterableIterator<string> {
    return this.#isFreeRider || this.#holdings === undefined ? [].values() : this.#holdings.names();
  }

  found(findId: number, hit: Hit, now: Timestamp): void {
    this.#transfers?.found(findId, hit, now);
  }

  searchEnded(findId: number, failure?: Outcome): void {
    this.#transfers?.searchEnded(findId, failure);
  }

  #send(connection: ConnectionId, message: Message): void {
    this.emit({ type: 'send', connection, message });
  }

  #report(event: NodeEvent): void {
    this.emit({ type: 'telemetry', event });
  }

  #answer(requestId: number, outcome: Outcome, route?: readonly RouteStep[]): void {
    this.emit({ type: 'answer', requestId, outcome, ...(route === undefined ? {} : { route }) });
  }

  #createTransfers(): Transfers {
    return createTransfers(this.#self, {
      emit: (effect) => this.emit(effect),
      ask: (...question) => this.#exchanges.ask(...question),
      searchMore: (findId, now) => this.#overlay.findMore(findId, now),
      done: (findId, fetched, now) => this.#onFetched(findId, fetched, now),
      failed: (findId, outcome, route) => {
        this.#overlay.findOver(findId);
        this.#answer(findId, outcome, route);
      },
    });
  }

  #onFetched(findId: number, { name, content, holder, hops, hash, route }: Fetched, now: Timestamp): void {
    this.#overlay.findOver(findId);
    if (this.#copiesMax > 0) {
      this.#holdingsNow().hold({ name, content, author: undefined, holding: 'copy' }, now);
      if (!this.#isFreeRider) this.#overlay.announce({ name, hash }, now, () => undefined);
    }
    this.#answer(findId, { type: 'done', servedBy: holder, hops, hash, bytes: content.length }, route);
  }

  #holdingsNow(): Holdings {
    this.#holdings ??= createHoldings(this.#isFreeRider ? 0 : this.#copiesMax, this);
    return this.#holdings;
  }

  /** What it holds from an earlier life, others can find again. */
  #announceRestored(now: Timestamp): void {
    for (const item of this.#holdings?.takeRestored() ?? []) this.#overlay.announce(item, now, () => undefined);
  }

  #replicasNow(): Replicas {
    this.#replicas ??= createReplicas(this.#self, this.#replicaCount, this.#random, {
      ask: (...question) => this.#exchanges.ask(...question),
      peersNear: (key, now, done) => this.#overlay.peersNear(key, now, done),
      item: (name) => this.#holdings?.byName(name),
      report: (event) => this.#report(event),
    });
    return this.#replicas;
  }

  #onCommand(requestId: number, command: Command, now: Timestamp): void {
    if (command.type === 'publish') return this.#publish(requestId, command, now);
    const held = this.#holdings?.byName(command.name);
    if (held !== undefined) {
      const { hash, content } = held;
      return this.#answer(requestId, { type: 'done', servedBy: this.#self, hops: 0, hash, bytes: content.length });
    }
    this.#transfers ??= this.#createTransfers();
    this.#transfers.begin(requestId, command.name, now);
    this.#overlay.find(requestId, command.name, now);
  }

  /** Done when the item is kept for good and announced and has its replicas, or as many as there are peers to keep one. */
  #publish(requestId: number, command: Extract<Command, { type: 'publish' }>, now: Timestamp): void {
    const holdings = this.#holdingsNow();
    if (holdings.isFull) return this.#answer(requestId, { type: 'refused', code: 'overloaded' });
    const { content } = command;
    const authored = { name: command.name, content, author: this.#self, holding: 'authored' } as const;
    const { item, isTaken } = holdings.hold(authored, now);
    if (isTaken) return this.#answer(requestId, { type: 'refused', code: 'wrong-content' });
    const { name, hash } = item;
    const outcome = { type: 'done', servedBy: this.#self, hops: 0, hash, bytes: item.content.length } as const;
    holdings.whenPersisted(name, now, (failure, kept) => {
      if (failure !== undefined) return this.#answer(requestId, { type: 'refused', code: failure });
      this.#overlay.announce(item, kept, (at) =>
        this.#replicasNow().place(name, at, () => this.#answer(requestId, outcome)),
      );
    });
  }

  #onConnected(connection: ConnectionId, direction: 'inbound' | 'outbound', node: NodeId, now: Timestamp): void {
    this.#connections.add(connection, node, direction, now);
    if (direction === 'outbound' && this.#dialPlan?.includes(node) === true) {
      this.#dialPlan.connected(node);
      this.#planned ??= new Set();
      this.#planned.add(connection);
      this.#report({ type: 'purpose', connection, purpose: 'overlay' });
      this.#send(connection, { type: 'join' });
      this.#becomeNeighbours(connection, direction, node, now);
    } else if (direction === 'outbound') {
      const wanted = this.#exchanges.waitingFor(node)?.type;
      this.#report({ type: 'purpose', connection, purpose: isForOverlay(wanted) ? 'overlay' : 'transfer' });
    }
    this.#exchanges.connected(connection, node, now);
    this.#overlay.heard(node, now);
  }

  #becomeNeighbours(connection: ConnectionId, direction: 'inbound' | 'outbound', node: NodeId, now: Timestamp): void {
    this.#connections.keep(connection);
    this.#keepalive ??= createKeepalive(this.#phase);
    this.#keepalive.add(connection, direction, now);
    this.#overlay.neighbourJoined(connection, node, now);
  }

  #onDisconnected(connection: ConnectionId, reason: string, now: Timestamp): void {
    const node = this.#connections.nodeOf(connection);
    this.#connections.remove(connection);
    this.#keepalive?.remove(connection);
    this.#overlay.neighbourLeft(connection);
    this.#exchanges.disconnected(connection, reason, now);
    if (node === undefined) return;
    if (this.#planned?.delete(connection) === true) this.#dialPlan?.lost(node, now);
    if (this.#connections.to(node) === undefined && reason !== 'idle') this.#replicas?.lost(node, now);
  }

  #onMessage(connection: ConnectionId, message: Message, now: Timestamp): void {
    const node = this.#connections.nodeOf(connection);
    if (node === undefined) return;
    this.#connections.used(connection, now);
    this.#keepalive?.heard(connection, now);
    this.#overlay.heard(node, now);
    switch (message.type) {
      case 'join':
        return this.#becomeNeighbours(connection, 'inbound', node, now);
      case 'leave':
        this.#overlay.left(node);
        return this.#dialPlan?.forget(node);
      case 'ping':
        return this.#send(connection, { type: 'pong', requestId: message.requestId });
      case 'fetch':
        return this.#onFetch(connection, message, now);
      case 'replicate':
        return this.#keepReplica(connection, message, now);
      case 'check-replicas': {
        const missing = this.#replicasNow().checked(node, message.sets, now);
        return this.#send(connection, { type: 'replicas', requestId: message.requestId, missing });
      }
      case 'content':
      case 'refused':
      case 'pong':
      case 'nodes':
      case 'providers':
      case 'provider-added':
      case 'replicated':
      case 'replicas':
        return this.#exchanges.receive(connection, message, now);
      default:
        if (!this.#overlay.receive(connection, node, message, now))
          this.emit({ type: 'close', connection, reason: 'unexpected-message' });
    }
  }

  #createQueue(): ServiceQueue<Job> {
    const queue = createServiceQueue<Job>(this.#capacity);
    queue.slow(this.#slowness);
    return queue;
  }

  #onFetch(connection: ConnectionId, request: FetchRequest, now: Timestamp): void {
    const { requestId } = request;
    if (this.#isFreeRider) return this.#send(connection, { type: 'refused', requestId, code: 'free-rider' });
    this.#queue ??= this.#createQueue();
    if (!this.#queue.offer({ connection, request }, now))
      this.#send(connection, { type: 'refused', requestId, code: 'overloaded' });
  }

  #keepReplica(connection: ConnectionId, request: ReplicateRequest, now: Timestamp): void {
    const { requestId, name, author, content } = request;
    if (this.#isFreeRider) return this.#send(connection, { type: 'refused', requestId, code: 'free-rider' });
    const holdings = this.#holdingsNow();
    if (holdings.isFull || !holdings.hasRoomFor(name, content.length))
      return this.#send(connection, { type: 'refused', requestId, code: 'overloaded' });
    const { item, isTaken } = holdings.hold({ name, content, author, holding: 'replica' }, now);
    if (isTaken) return this.#send(connection, { type: 'refused', requestId, code: 'wrong-content' });
    holdings.whenPersisted(name, now, (failure, at) => {
      const isThere = this.#connections.nodeOf(connection) !== undefined;
      if (failure === undefined) {
        this.#replicasNow().kept(request, at);
        this.#overlay.announce({ name, hash: item.hash }, at, () => undefined);
        if (isThere) this.#send(connection, { type: 'replicated', requestId });
      } else if (isThere) this.#send(connection, { type: 'refused', requestId, code: failure });
    });
  }

  #serveFinished(queue: ServiceQueue<Job>, now: Timestamp): void {
    for (let job = queue.finished(now); job !== undefined; job = queue.finished(now)) this.#serve(job);
  }

  #serve({ connection, request }: Job): void {
    const node = this.#connections.nodeOf(connection);
    if (node === undefined) return;
    const { requestId, hash } = request;
    const item = this.#holdings?.shownByHash(hash);
    if (item === undefined) return this.#send(connection, { type: 'refused', requestId, code: 'not-found' });
    this.#send(connection, { type: 'content', requestId, content: item.content });
    this.#report({ type: 'served', node });
  }

  #onTick(now: Timestamp): void {
    this.#overlay.tick(now);
    this.#exchanges.tick(now);
    this.#transfers?.tick(now);
    this.#replicas?.tick(now);
    for (const part of [this.#dialPlan, this.#keepalive, this.#connections]) {
      if (part !== undefined) this.#effects.push(...part.tick(now));
    }
  }

  #take(input: Input, now: Timestamp): void {
    switch (input.type) {
      case 'started':
        if (this.#dialPlan !== undefined) this.#effects.push(...this.#dialPlan.begin());
        return this.#overlay.begin(now);
      case 'connected':
        return this.#onConnected(input.connection, input.direction, input.node, now);
      case 'dial-failed':
        this.#dialPlan?.lost(input.node, now);
        return this.#exchanges.dialFailed(input.node, input.reason, now);
      case 'disconnected':
        return this.#onDisconnected(input.connection, input.reason, now);
      case 'message':
        return this.#onMessage(input.connection, input.message, now);
      case 'command':
        return this.#onCommand(input.requestId, input.command, now);
      case 'restored':
        if (!this.#isFreeRider && input.items.length > 0) this.#holdingsNow().restore(input.items);
        return;
      case 'persisted':
      case 'persist-failed':
        return this.#holdings?.settled(input, now);
      case 'slowed':
        this.#slowness = input.times;
        return this.#queue?.slow(input.times);
      case 'leave':
        for (const connection of this.#connections.ids()) this.#send(connection, { type: 'leave' });
        return;
      case 'tick':
        return this.#onTick(now);
    }
  }
}

/** Between two inputs; frozen, so nothing is emitted outside of a turn unnoticed. */
const none: Effect[] = [];
Object.freeze(none);

/** A connection that is dialled for items is none of the network's shape; nor is one for which nothing waits any more. */
function isForOverlay(wanted: Request['type'] | undefined): boolean {
  return wanted === 'find-node' || wanted === 'find-providers' || wanted === 'add-provider' || wanted === 'ping';
}
