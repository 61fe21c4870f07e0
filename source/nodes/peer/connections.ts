import { type ConnectionId, type NodeId, nodeId, nodeNumber, type Timestamp } from '../../protocol/ids.ts';
import type { Effect } from '../contract.ts';

/**
 * The open connections of a peer. Some are kept for good, such as those to neighbours; the others were dialled for a request and are closed
 * when nobody used them for a while, or when there are too many.
 */
export interface Connections {
  add(connection: ConnectionId, node: NodeId, direction: 'inbound' | 'outbound', now: Timestamp): void;
  /** Never closed for idleness from now on. */
  keep(connection: ConnectionId): void;
  used(connection: ConnectionId, now: Timestamp): void;
  remove(connection: ConnectionId): void;
  nodeOf(connection: ConnectionId): NodeId | undefined;
  /** An open connection to a node. */
  to(node: NodeId): ConnectionId | undefined;
  ids(): IterableIterator<ConnectionId>;
  deadline(): Timestamp | undefined;
  /** Closes of idle connections. */
  tick(now: Timestamp): Effect[];
}

/** Time without use after which the end that dialled closes a connection. */
export const idleMs = 5_000;
/** The other end waits longer: it closes only what a dead dialler left behind. */
const inboundIdleMs = 3 * idleMs;
/** Connections that a peer dialled for requests and keeps at a time; beyond it those unused for the longest are closed. */
export const dialledMax = 32;
/** So long an answer may be on its way: a connection used since then is never too many. */
export const surplusIdleMs = 1_000;

/** What is known of a connection besides its node and its use, one bit each. */
const outbound = 1;
const kept = 2;
/** Of several connections to one node the one that is used. */
const preferred = 4;

/**
 * Two peers may dial each other at the same moment. Both then use the connection that the one with the lower number dialled; the other one
 * falls idle.
 */
export function createConnections(self: NodeId): Connections {
  return new ConnectionColumns(nodeNumber(self));
}

/**
 * Columns of numbers, ordered by connection: 32 bytes an end, where two maps and an object an end took 155. A simulated network of 100,000 peers has
 * millions of ends. Ids grow: a new one goes to the end, and is found by halving.
 */
class ConnectionColumns implements Connections {
  readonly #self: number;
  readonly #ids: ConnectionId[] = [];
  readonly #nodes: number[] = [];
  readonly #usedAt: Timestamp[] = [];
  readonly #flags: number[] = [];
  /** Those dialled that are not kept. */
  #dialled = 0;
  /** No connection is idle before this: use moves the true time away, never nearer. */
  #sweepAt: Timestamp | undefined;

  constructor(self: number) {
    this.#self = self;
  }

  add(connection: ConnectionId, node: NodeId, direction: 'inbound' | 'outbound', now: Timestamp): void {
    this.remove(connection); // it comes once; were it to come again, it would count once
    const number = nodeNumber(node);
    const isOutbound = direction === 'outbound';
    const isLowest = isOutbound === this.#self < number;
    const present = this.#placeTo(number);
    const isPreferred = isLowest || present < 0;
    if (isPreferred && present >= 0) this.#set(present, this.#flag(present) & ~preferred);
    this.#insert(connection, number, (isOutbound ? outbound : 0) | (isPreferred ? preferred : 0), now);
    if (isOutbound) this.#dialled++;
    const isSurplus = isOutbound && this.#dialled > dialledMax;
    const idleAt = now + (isOutbound ? idleMs : inboundIdleMs);
    this.#sweepNoLaterThan(isSurplus ? Math.max(now, this.#oldestDialledAt() + surplusIdleMs) : idleAt);
  }

  keep(connection: ConnectionId): void {
    const place = this.#placeOf(connection);
    if (place < 0) return;
    if (this.#isDialled(place)) this.#dialled--;
    this.#set(place, this.#flag(place) | kept);
  }

  used(connection: ConnectionId, now: Timestamp): void {
    const place = this.#placeOf(connection);
    if (place >= 0) this.#usedAt[place] = now;
  }

  remove(connection: ConnectionId): void {
    const place = this.#placeOf(connection);
    if (place < 0) return;
    const node = this.#nodes[place] as number;
    const wasPreferred = (this.#flag(place) & preferred) !== 0;
    if (this.#isDialled(place)) this.#dialled--;
    this.#ids.splice(place, 1);
    this.#nodes.splice(place, 1);
    this.#usedAt.splice(place, 1);
    this.#flags.splice(place, 1);
    const other = wasPreferred ? this.#nodes.indexOf(node) : -1;
    if (other >= 0) this.#set(other, this.#flag(other) | preferred);
  }

  nodeOf(connection: ConnectionId): NodeId | undefined {
    const place = this.#placeOf(connection);
    return place < 0 ? undefined : nodeId(this.#nodes[place] as number);
  }

  to(node: NodeId): ConnectionId | undefined {
    const place = this.#placeTo(nodeNumber(node));
    return place < 0 ? undefined : this.#ids[place];
  }

  ids(): IterableIterator<ConnectionId> {
    return this.#ids.values();
  }

  deadline(): Timestamp | undefined {
    return this.#sweepAt;
  }

  tick(now: Timestamp): Effect[] {
    if (this.#sweepAt === undefined || now < this.#sweepAt) return [];
    this.#sweepAt = undefined;
    const idle = new Set<number>();
    const closeAt = (at: Timestamp, place: number): void => {
      if (at <= now) idle.add(place);
      else this.#sweepNoLaterThan(at);
    };
    for (const place of this.#surplus()) closeAt(this.#used(place) + surplusIdleMs, place);
    for (let place = 0; place < this.#ids.length; place++) {
      const flags = this.#flag(place);
      if ((flags & kept) !== 0) continue;
      closeAt(this.#used(place) + ((flags & outbound) === 0 ? inboundIdleMs : idleMs), place);
    }
    return Array.from(idle, (place) => {
      return { type: 'close', connection: this.#ids[place] as ConnectionId, reason: 'idle' };
    });
  }

  /** Those dialled that are too many, unused for the longest first. */
  #surplus(): number[] {
    if (this.#dialled <= dialledMax) return [];
    const dialled: number[] = [];
    for (let place = 0; place < this.#ids.length; place++) if (this.#isDialled(place)) dialled.push(place);
    dialled.sort((a, b) => this.#used(a) - this.#used(b));
    return dialled.slice(0, dialled.length - dialledMax);
  }

  #oldestDialledAt(): Timestamp {
    let oldest = Number.POSITIVE_INFINITY;
    for (let place = 0; place < this.#ids.length; place++) {
      if (this.#isDialled(place) && this.#used(place) < oldest) oldest = this.#used(place);
    }
    return oldest;
  }

  #insert(connection: ConnectionId, node: number, flags: number, now: Timestamp): void {
    const ids = this.#ids;
    let place = ids.length;
    while (place > 0 && (ids[place - 1] as ConnectionId) > connection) place--;
    if (place === ids.length) {
      ids.push(connection);
      this.#nodes.push(node);
      this.#usedAt.push(now);
      this.#flags.push(flags);
    } else {
      ids.splice(place, 0, connection);
      this.#nodes.splice(place, 0, node);
      this.#usedAt.splice(place, 0, now);
      this.#flags.splice(place, 0, flags);
    }
  }

  /** -1: none. */
  #placeOf(connection: ConnectionId): number {
    const ids = this.#ids;
    let from = 0;
    let to = ids.length - 1;
    while (from <= to) {
      const middle = (from + to) >>> 1;
      const id = ids[middle] as ConnectionId;
      if (id === connection) return middle;
      if (id < connection) from = middle + 1;
      else to = middle - 1;
    }
    return -1;
  }

  /** The place of the preferred connection to a node; -1: none. */
  #placeTo(node: number): number {
    let place = this.#nodes.indexOf(node);
    while (place >= 0 && (this.#flag(place) & preferred) === 0) place = this.#nodes.indexOf(node, place + 1);
    return place;
  }

  #flag(place: number): number {
    return this.#flags[place] as number;
  }

  #set(place: number, flags: number): void {
    this.#flags[place] = flags;
  }

  #used(place: number): Timestamp {
    return this.#usedAt[place] as Timestamp;
  }

  #isDialled(place: number): boolean {
    return (this.#flag(place) & (outbound | kept)) === outbound;
  }

  #sweepNoLaterThan(at: Timestamp): void {
    if (this.#sweepAt === undefined || at < this.#sweepAt) this.#sweepAt = at;
  }
}
