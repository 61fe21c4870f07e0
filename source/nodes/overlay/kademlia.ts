import { earlier } from '../../base/earliest.ts';
import type { Random } from '../../base/random.ts';
import { type LogicTable, tableOf } from '../../protocol/control/inspection.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import { type Key, keyOf, keyOfNode, sharedBits } from '../../protocol/key.ts';
import type { Message, Provider } from '../../protocol/messages.ts';
import { createPending, type Pending } from '../parts/pending.ts';
import type { Lookup } from './lookup.ts';
import type { Announced, Overlay, OverlayHost } from './overlay.ts';
import { createProviderRecords, type ProviderRecords, republishMs } from './provider-records.ts';
import { createRoutingTable, type RoutingTable } from './routing-table.ts';
import { beginSearch, closestTo, type Search, type Searcher, widen } from './search.ts';

/** Options of Kademlia. */
export interface KademliaOptions {
  readonly self: NodeId;
  /** Contacts in a bucket, and peers that keep a record. */
  readonly k: number;
  /** Requests of one lookup that are under way at a time. */
  readonly alpha: number;
  /** Peers to join through. */
  readonly bootstrap: readonly NodeId[];
  readonly random: Random;
}

/** Buckets that saw nobody for so long are refreshed (paper, section 2.3: an hour; a class does not wait that long). */
export const refreshMs = 60_000;
/** A peer that found nobody to join through tries again after this time. */
export const rejoinMs = 1_000;
/** Pause between two pings of contacts whose place a newcomer wants: in a small network there is always a newcomer. */
const doubtMs = 1_000;
/** A search for providers asks one peer at a time no longer than this, a fifth of what one answer may take: who is silent costs that at most. */
export const narrowMs = 200;
/** Lookups for the refresh of buckets in one round. */
const refreshesMax = 16;

/**
 * Kademlia (Maymounkov and Mazieres 2002) with provider records: the k peers closest to an item's key know who holds it; the content stays
 * with its holders. A lookup takes O(log N) hops, each answered by one peer.
 */
export function createKademlia(options: KademliaOptions, host: OverlayHost): Overlay {
  return new Kademlia(options, host);
}

/** A class, because each of very many simulated peers has one. What most of them never need is made when it is needed first. */
class Kademlia implements Overlay, Searcher {
  readonly host: OverlayHost;
  readonly self: NodeId;
  readonly k: number;
  readonly alpha: number;
  readonly #random: Random;
  readonly #bootstrap: readonly NodeId[];
  readonly table: RoutingTable;
  #records: ProviderRecords | undefined;
  #finds: Map<number, Search> | undefined;
  /** Of these, those that ask one peer at a time so far. */
  #narrow: Pending<number, Search> | undefined;
  #joined: boolean;
  #nextDoubtAt: Timestamp = 0;
  #rejoinAt: Timestamp | undefined;
  #refreshAt: Timestamp | undefined;
  #republishAt: Timestamp | undefined;
  /** Names still to be announced in this round, and the pause between two of them. */
  #toRepublish: string[] | undefined;
  #republishPauseMs = republishMs;

  constructor({ self, k, alpha, bootstrap, random }: KademliaOptions, host: OverlayHost) {
    this.host = host;
    this.self = self;
    this.k = k;
    this.alpha = alpha;
    this.#random = random;
    this.#bootstrap = bootstrap.includes(self) ? bootstrap.filter((node) => node !== self) : bootstrap;
    this.table = createRoutingTable(self, k);
    this.#joined = this.#bootstrap.length === 0;
  }

  begin(now: Timestamp): void {
    this.#refreshAt = now + refreshMs * (0.5 + this.#random.unit());
    this.#republishAt = now + republishMs * this.#random.unit(); // what is published now has its turn within two rounds
    this.#join(now);
  }

  isJoined(): boolean {
    return this.#joined;
  }

  neighbourJoined(): void {}

  neighbourLeft(): void {}

  heard(node: NodeId, now: Timestamp): void {
    const seen = this.table.seen(node, now);
    if (seen.type === 'full' && now >= this.#nextDoubtAt) this.#doubt(seen.oldest, now);
  }

  left(node: NodeId): void {
    this.table.failed(node);
    this.#records?.dropProvider(node);
  }

  announce({ name, hash }: Announced, now: Timestamp, done: (now: Timestamp) => void): void {
    const key = keyOf(name);
    closestTo(this, key, now, (closest, at) => {
      let open = closest.length;
      const oneDone = (when: Timestamp): void => {
        open--;
        if (open === 0) done(when);
      };
      for (const node of closest) {
        if (node === this.self) {
          this.#keptRecords().add(key, { node, hash }, at);
          oneDone(at);
        } else this.host.ask(node, { type: 'add-provider', key, hash }, at, (_answer, when) => oneDone(when));
      }
    });
  }

  /**
   * The nearest known keeps the record as a rule. Alpha questions at once would be two for nothing: asks one at a time while each answer
   * leads nearer, and alpha (paper, section 2.3) from the first that does not, or as soon as it takes long.
   */
  find(findId: number, name: string, now: Timestamp): void {
    const key = keyOf(name);
    const query = { origin: this.self, sequence: findId };
    this.host.emit({ type: 'telemetry', event: { type: 'query-started', query } });
    const onProviders: Search['onProviders'] = (...found) => this.#onProvidersFound(findId, ...found);
    const isPaused = onProviders(this.#records?.of(key, now) ?? [], 0, now);
    const onOver = (): void => {
      this.#endFind(findId);
      this.host.searchEnded(findId);
    };
    const request = { type: 'find-providers', key } as const;
    const plan = { findId, target: key, seeds: undefined, request, isWide: false, isPaused, onProviders, onOver };
    const one = beginSearch(this, plan, now);
    if (one.isOver) return;
    this.#finds ??= new Map();
    this.#finds.set(findId, one);
    if (one.isWide) return;
    this.#narrow ??= createPending(narrowMs);
    this.#narrow.add(findId, one, now);
  }

  findMore(findId: number, now: Timestamp): void {
    const one = this.#finds?.get(findId);
    if (one === undefined) return this.host.searchEnded(findId);
    one.isPaused = false;
    widen(this, one, now);
  }

  findOver(findId: number): void {
    const one = this.#finds?.get(findId);
    if (one === undefined) return;
    this.#endFind(findId);
    one.isOver = true;
  }

  describe(now: Timestamp): readonly LogicTable[] {
    const own = keyOfNode(this.self);
    const buckets = new Map<number, string[]>();
    for (const node of this.table.nodes()) {
      const bucket = sharedBits(own, keyOfNode(node));
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), node]);
    }
    const rows = [...buckets].map(([bucket, nodes]) => [bucket, `${nodes.length}/${this.k}`, nodes.join(' ')]);
    const table = tableOf('Routing table', ['bucket', 'full', 'contacts, silent longest first'], rows);
    return [table, ...(this.#records === undefined ? [] : [this.#records.describe(now)])];
  }

  peersNear(key: Key, now: Timestamp, done: (peers: readonly NodeId[], now: Timestamp) => void): void {
    closestTo(this, key, now, (closest, at) => {
      const near = closest.filter((node) => node !== this.self);
      const rest = [...this.table.nodes()].filter((node) => !near.includes(node));
      done([...near, ...this.#random.shuffled(rest)], at);
    });
  }

  receive(connection: ConnectionId, from: NodeId, message: Message, now: Timestamp): boolean {
    switch (message.type) {
      case 'find-node': {
        const { requestId, target } = message;
        const contacts = this.table.closest(target, this.k, from);
        this.host.emit({ type: 'send', connection, message: { type: 'nodes', requestId, contacts } });
        return true;
      }
      case 'find-providers':
        this.#answerFindProviders(connection, from, message.requestId, message.key, now);
        return true;
      case 'add-provider':
        this.#addProvider(connection, from, message, now);
        return true;
      default:
        return false;
    }
  }

  deadline(): Timestamp | undefined {
    return earlier(earlier(this.#narrow?.deadline(), this.#rejoinAt), earlier(this.#refreshAt, this.#republishAt));
  }

  tick(now: Timestamp): void {
    for (const [, one] of this.#narrow?.expired(now) ?? []) widen(this, one, now);
    if (this.#rejoinAt !== undefined && now >= this.#rejoinAt) this.#join(now);
    if (this.#refreshAt !== undefined && now >= this.#refreshAt) this.#refresh(now);
    if (this.#republishAt !== undefined && now >= this.#republishAt) this.#republish(now);
  }

  #keptRecords(): ProviderRecords {
    this.#records ??= createProviderRecords((event) => this.host.emit({ type: 'telemetry', event }));
    return this.#records;
  }

  #endFind(findId: number): void {
    this.#finds?.delete(findId);
    if (this.#finds?.size === 0) this.#finds = undefined;
    this.#narrow?.take(findId);
  }

  /** Pings the least recently seen contact of a full bucket: it stays if it answers (paper, section 2.2). */
  #doubt(node: NodeId, now: Timestamp): void {
    this.#nextDoubtAt = now + doubtMs;
    this.host.ask(node, { type: 'ping' }, now, (answer, at) => {
      if (answer.type === 'failed') this.table.failed(node);
      else this.table.seen(node, at);
    });
  }

  /**
   * Joins through any peer: looks for itself, then for somebody in every range that it met nobody in (paper, section 2.3), and then for itself
   * once more: when a whole network starts at the same time, those it met first knew next to nobody. Ranges with contacts wait for the next
   * round: refreshing them at once made 32 joining nodes ask 2.6 x as much, and no lookup shorter.
   */
  #join(now: Timestamp): void {
    this.#rejoinAt = undefined;
    this.#meetNeighbours(this.#bootstrap, now, (at) => {
      if (this.table.size === 0 && this.#bootstrap.length > 0) {
        this.#rejoinAt = at + rejoinMs;
        this.#joined = true; // as far as it could
        return;
      }
      this.#refreshBuckets(now, at, (then) => {
        if (this.#joined) return;
        this.#meetNeighbours(undefined, then, () => {
          this.#joined = true;
        });
      });
    });
  }

  /** Looks for the own key: whoever is near hears of this peer. `seeds`: through whom; undefined: through its own contacts. */
  #meetNeighbours(seeds: readonly NodeId[] | undefined, now: Timestamp, done: (now: Timestamp) => void): void {
    const target = keyOfNode(this.self);
    const onOver = (_lookup: Lookup, at: Timestamp): void => done(at);
    beginSearch(this, { target, seeds, request: { type: 'find-node', target }, onOver }, now);
  }

  /** Looks for somebody in each bucket that saw nobody since then. */
  #refreshBuckets(since: Timestamp, now: Timestamp, done: (now: Timestamp) => void = () => undefined): void {
    const targets = this.table.staleKeys(since, this.#random).slice(0, refreshesMax);
    let open = targets.length;
    if (open === 0) return done(now);
    for (const target of targets) {
      closestTo(this, target, now, (_closest, at) => {
        open--;
        if (open === 0) done(at);
      });
    }
  }

  /**
   * Also looks for itself through nobody but those it once joined through: after a partition the other half is in no table any more, and its
   * members would not be near enough to be asked by a lookup that begins with the own contacts.
   */
  #refresh(now: Timestamp): void {
    this.#refreshAt = now + refreshMs;
    this.#records?.expire(now);
    this.#refreshBuckets(now - refreshMs, now);
    this.#meetNeighbours(undefined, now, () => undefined);
    this.#join(now);
  }

  #republish(now: Timestamp): void {
    if (this.#toRepublish === undefined || this.#toRepublish.length === 0) {
      this.#toRepublish = [...this.host.heldNames()];
      this.#republishPauseMs = republishMs / Math.max(1, this.#toRepublish.length);
    }
    const name = this.#toRepublish.pop();
    const hash = name === undefined ? undefined : this.host.held(name);
    if (name !== undefined && hash !== undefined) this.announce({ name, hash }, now, () => undefined);
    this.#republishAt = now + this.#republishPauseMs; // one item at a time, evenly over the round
  }

  #onProvidersFound(findId: number, providers: readonly Provider[], hops: number, now: Timestamp): boolean {
    let isAny = false;
    for (const { node, hash } of providers) {
      if (node === this.self) continue;
      isAny = true;
      this.host.found(findId, { holder: node, hash, hops }, now);
    }
    return isAny;
  }

  #answerFindProviders(connection: ConnectionId, from: NodeId, requestId: number, key: Key, now: Timestamp): void {
    const providers = this.#records?.of(key, now) ?? [];
    const contacts = this.table.closest(key, this.k, from);
    this.host.emit({ type: 'send', connection, message: { type: 'providers', requestId, providers, contacts } });
  }

  #addProvider(connection: ConnectionId, from: NodeId, message: AddProvider, now: Timestamp): void {
    const { requestId, key, hash } = message;
    const isKept = this.#keptRecords().add(key, { node: from, hash }, now);
    const answer: Message = isKept
      ? { type: 'provider-added', requestId }
      : { type: 'refused', requestId, code: 'overloaded' };
    this.host.emit({ type: 'send', connection, message: answer });
  }
}

type AddProvider = Extract<Message, { type: 'add-provider' }>;
