import { earliest } from '../../base/earliest.ts';
import type { Random } from '../../base/random.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import { compareDistance, type Key, keyOf, keyOfNode } from '../../protocol/key.ts';
import type { Message, Provider } from '../../protocol/messages.ts';
import type { Answer, Request } from '../exchanges.ts';
import { createPending } from '../pending.ts';
import { createLookup, type Lookup } from './lookup.ts';
import type { Announced, Overlay, OverlayHost } from './overlay.ts';
import { createProviderRecords, republishMs } from './provider-records.ts';
import { createRoutingTable } from './routing-table.ts';

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

/** A lookup under way, and what is done with its answers. */
interface Search {
  readonly lookup: Lookup;
  readonly request: Request;
  /** Providers that an answer named, and after how many hops; true: look no further for now. */
  readonly onProviders: (providers: readonly Provider[], hops: number, now: Timestamp) => boolean;
  readonly onOver: (lookup: Lookup, now: Timestamp) => void;
  /** Asks alpha at a time; until then one, which is the nearest known. */
  isWide: boolean;
  isPaused: boolean;
  isOver: boolean;
}

/** What is looked for, and where from: the own table, unless `seeds` says otherwise. */
interface SearchPlan extends Pick<Search, 'request' | 'onOver'> {
  readonly target: Key;
  readonly onProviders?: Search['onProviders'];
  readonly seeds: readonly NodeId[] | undefined;
  readonly isWide?: boolean;
  readonly isPaused?: boolean;
}

/**
 * Kademlia (Maymounkov and Mazieres 2002) with provider records: the k peers closest to an item's key know who holds it; the content stays
 * with its holders. A lookup takes O(log N) hops, each answered by one peer.
 */
export function createKademlia(options: KademliaOptions, host: OverlayHost): Overlay {
  const { self, k, alpha, random } = options;
  /** How many of the closest a lookup goes on with. With k below alpha it would ask one after the other, and end at the first gap in a table. */
  const breadth = Math.max(k, alpha);
  const bootstrap = options.bootstrap.filter((node) => node !== self);
  const table = createRoutingTable(self, k);
  const records = createProviderRecords((event) => host.emit({ type: 'telemetry', event }));
  const finds = new Map<number, Search>();
  /** Of these, those that ask one peer at a time so far. */
  const narrow = createPending<number, Search>(narrowMs);
  let joined = bootstrap.length === 0;
  let nextDoubtAt: Timestamp = 0;
  let rejoinAt: Timestamp | undefined;
  let refreshAt: Timestamp | undefined;
  let republishAt: Timestamp | undefined;
  /** Names still to be announced in this round, and the pause between two of them. */
  let toRepublish: string[] = [];
  let republishPauseMs = republishMs;

  function heard(node: NodeId, now: Timestamp): void {
    const seen = table.seen(node, now);
    if (seen.type === 'full' && now >= nextDoubtAt) doubt(seen.oldest, now);
  }

  /** Pings the least recently seen contact of a full bucket: it stays if it answers (paper, section 2.2). */
  function doubt(node: NodeId, now: Timestamp): void {
    nextDoubtAt = now + doubtMs;
    host.ask(node, { type: 'ping' }, now, (answer, at) => {
      if (answer.type === 'failed') table.failed(node);
      else table.seen(node, at);
    });
  }

  function search(
    { target, seeds, isWide = true, isPaused = false, onProviders = () => false, ...plan }: SearchPlan,
    now: Timestamp,
  ): Search {
    const lookup = createLookup({ self, target, k: breadth, alpha, seeds: seeds ?? table.closest(target, breadth) });
    const one: Search = { ...plan, lookup, onProviders, isWide, isPaused, isOver: false };
    goOn(one, now);
    return one;
  }

  function goOn(one: Search, now: Timestamp): void {
    if (one.isPaused || one.isOver) return;
    if (!one.lookup.comesNearer) one.isWide = true;
    for (const node of one.lookup.next(one.isWide ? alpha : 1)) {
      host.ask(node, one.request, now, (answer, at) => onAnswer(one, node, answer, at));
    }
    if (!one.lookup.isOver || one.isOver) return;
    one.isOver = true;
    one.onOver(one.lookup, now);
  }

  function onAnswer(one: Search, from: NodeId, answer: Answer, now: Timestamp): void {
    const message = answer.type === 'response' ? answer.message : undefined;
    if (message?.type !== 'nodes' && message?.type !== 'providers') {
      if (answer.type === 'failed') table.failed(from);
      one.lookup.onFailure(from);
      return goOn(one, now);
    }
    one.lookup.onReply(from, message.contacts);
    if (message.type === 'providers' && message.providers.length > 0 && !one.isOver) {
      const hops = one.lookup.hopsOf(from) ?? 1;
      if (one.onProviders(message.providers, hops, now)) one.isPaused = true;
    }
    goOn(one, now);
  }

  function widen(one: Search, now: Timestamp): void {
    one.isWide = true;
    goOn(one, now);
  }

  function forget(findId: number): void {
    finds.delete(findId);
    narrow.take(findId);
  }

  /** The k closest peers to a key, this one among them if it is. */
  function closestTo(target: Key, now: Timestamp, done: (closest: readonly NodeId[], now: Timestamp) => void): void {
    const onOver = (lookup: Lookup, at: Timestamp): void => {
      const closest = [...lookup.closest(), self];
      closest.sort((a, b) => compareDistance(target, keyOfNode(a), keyOfNode(b)));
      done(closest.slice(0, k), at);
    };
    search({ target, seeds: undefined, request: { type: 'find-node', target }, onOver }, now);
  }

  function announce({ name, hash }: Announced, now: Timestamp, done: (now: Timestamp) => void): void {
    const key = keyOf(name);
    closestTo(key, now, (closest, at) => {
      let open = closest.length;
      const oneDone = (when: Timestamp): void => {
        open--;
        if (open === 0) done(when);
      };
      for (const node of closest) {
        if (node === self) {
          records.add(key, { node: self, hash }, at);
          oneDone(at);
        } else host.ask(node, { type: 'add-provider', key, hash }, at, (_answer, when) => oneDone(when));
      }
    });
  }

  /**
   * Joins through any peer: looks for itself, then for somebody in every range that it met nobody in (paper, section 2.3), and then for itself
   * once more: when a whole network starts at the same time, those it met first knew next to nobody. Ranges with contacts wait for the next
   * round: refreshing them at once made 32 joining nodes ask 2.6 x as much, and no lookup shorter.
   */
  function join(now: Timestamp): void {
    rejoinAt = undefined;
    meetNeighbours(bootstrap, now, (at) => {
      if (table.size === 0 && bootstrap.length > 0) {
        rejoinAt = at + rejoinMs;
        joined = true; // as far as it could
        return;
      }
      refreshBuckets(now, at, (then) => {
        if (!joined) meetNeighbours(undefined, then, becomeJoined);
      });
    });
  }

  function becomeJoined(): void {
    joined = true;
  }

  /** Looks for the own key: whoever is near hears of this peer. `seeds`: through whom; undefined: through its own contacts. */
  function meetNeighbours(seeds: readonly NodeId[] | undefined, now: Timestamp, done: (now: Timestamp) => void): void {
    const target = keyOfNode(self);
    const onOver = (_lookup: Lookup, at: Timestamp): void => done(at);
    search({ target, seeds, request: { type: 'find-node', target }, onOver }, now);
  }

  /** Looks for somebody in each bucket that saw nobody since then. */
  function refreshBuckets(since: Timestamp, now: Timestamp, done: (now: Timestamp) => void = () => undefined): void {
    const targets = table.staleKeys(since, random).slice(0, refreshesMax);
    let open = targets.length;
    if (open === 0) return done(now);
    for (const target of targets) {
      closestTo(target, now, (_closest, at) => {
        open--;
        if (open === 0) done(at);
      });
    }
  }

  /**
   * Also looks for itself through nobody but those it once joined through: after a partition the other half is in no table any more, and its
   * members would not be near enough to be asked by a lookup that begins with the own contacts.
   */
  function refresh(now: Timestamp): void {
    refreshAt = now + refreshMs;
    records.expire(now);
    refreshBuckets(now - refreshMs, now);
    meetNeighbours(undefined, now, () => undefined);
    join(now);
  }

  function republish(now: Timestamp): void {
    if (toRepublish.length === 0) {
      toRepublish = [...host.heldNames()];
      republishPauseMs = republishMs / Math.max(1, toRepublish.length);
    }
    const name = toRepublish.pop();
    const hash = name === undefined ? undefined : host.held(name);
    if (name !== undefined && hash !== undefined) announce({ name, hash }, now, () => undefined);
    republishAt = now + republishPauseMs; // one item at a time, evenly over the round
  }

  function onProvidersFound(findId: number, providers: readonly Provider[], hops: number, now: Timestamp): boolean {
    let isAny = false;
    for (const { node, hash } of providers) {
      if (node === self) continue;
      isAny = true;
      host.found(findId, { holder: node, hash, hops }, now);
    }
    return isAny;
  }

  function answerFindProviders(connection: ConnectionId, from: NodeId, requestId: number, key: Key, now: Timestamp) {
    const providers = records.of(key, now);
    const contacts = table.closest(key, k, from);
    host.emit({ type: 'send', connection, message: { type: 'providers', requestId, providers, contacts } });
  }

  function addProvider(connection: ConnectionId, from: NodeId, message: AddProvider, now: Timestamp): void {
    const { requestId, key, hash } = message;
    const isKept = records.add(key, { node: from, hash }, now);
    const answer: Message = isKept
      ? { type: 'provider-added', requestId }
      : { type: 'refused', requestId, code: 'overloaded' };
    host.emit({ type: 'send', connection, message: answer });
  }

  return {
    begin(now) {
      refreshAt = now + refreshMs * (0.5 + random.unit());
      republishAt = now + republishMs * random.unit(); // what is published now has its turn within two rounds
      join(now);
    },
    isJoined: () => joined,
    neighbourJoined: () => undefined,
    neighbourLeft: () => undefined,
    heard,
    left(node) {
      table.failed(node);
      records.dropProvider(node);
    },
    announce,
    /**
     * The nearest known keeps the record as a rule, so that alpha questions at once would be two for nothing: asks one at a time while each answer
     * leads nearer, and alpha (paper, section 2.3) from the first that does not, or as soon as it takes long.
     */
    find(findId, name, now) {
      const key = keyOf(name);
      host.emit({ type: 'telemetry', event: { type: 'query-started', query: { origin: self, sequence: findId } } });
      const onProviders: Search['onProviders'] = (...found) => onProvidersFound(findId, ...found);
      const isPaused = onProviders(records.of(key, now), 0, now);
      const onOver = (): void => {
        forget(findId);
        host.searchEnded(findId);
      };
      const request = { type: 'find-providers', key } as const;
      const one = search({ target: key, seeds: undefined, request, isWide: false, isPaused, onProviders, onOver }, now);
      if (one.isOver) return;
      finds.set(findId, one);
      if (!one.isWide) narrow.add(findId, one, now);
    },
    findMore(findId, now) {
      const one = finds.get(findId);
      if (one === undefined) return host.searchEnded(findId);
      one.isPaused = false;
      widen(one, now);
    },
    findOver(findId) {
      const one = finds.get(findId);
      if (one === undefined) return;
      forget(findId);
      one.isOver = true;
    },
    peersNear(key, now, done) {
      closestTo(key, now, (closest, at) => {
        const near = closest.filter((node) => node !== self);
        const rest = [...table.nodes()].filter((node) => !near.includes(node));
        done([...near, ...random.shuffled(rest)], at);
      });
    },
    receive(connection, from, message, now) {
      switch (message.type) {
        case 'find-node': {
          const { requestId, target } = message;
          const contacts = table.closest(target, k, from);
          host.emit({ type: 'send', connection, message: { type: 'nodes', requestId, contacts } });
          return true;
        }
        case 'find-providers':
          answerFindProviders(connection, from, message.requestId, message.key, now);
          return true;
        case 'add-provider':
          addProvider(connection, from, message, now);
          return true;
        default:
          return false;
      }
    },
    deadline: () => earliest(rejoinAt, refreshAt, republishAt, narrow.deadline()),
    tick(now) {
      for (const [, one] of narrow.expired(now)) widen(one, now);
      if (rejoinAt !== undefined && now >= rejoinAt) join(now);
      if (refreshAt !== undefined && now >= refreshAt) refresh(now);
      if (republishAt !== undefined && now >= republishAt) republish(now);
    },
  };
}

type AddProvider = Extract<Message, { type: 'add-provider' }>;
