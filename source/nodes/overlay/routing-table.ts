import { assert } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import { type NodeId, nodeId, nodeNumber, type Timestamp } from '../../protocol/ids.ts';
import { compareDistance, type Key, keyBits, keyOfNode, keyOfNumber, sharedBits } from '../../protocol/key.ts';

/** What became of a node that was seen. `full`: it waits as a candidate, and the one of its bucket that was silent longest is to be pinged. */
export type Seen = { readonly type: 'kept' } | { readonly type: 'full'; readonly oldest: NodeId };

/**
 * Whom a node knows: k-buckets (Maymounkov and Mazieres 2002, sections 2.2 and 2.4). A contact is in the bucket whose number is how many
 * leading bits its key shares with this node's own: there are many buckets for what is near and few for what is far. A bucket holds at
 * most k contacts, the one silent longest first. A contact that stays alive stays in.
 *
 * Ping before evict is the caller's: after `full` it pings `oldest`, and says `seen(oldest)` or `failed(oldest)`. Until then each further
 * newcomer of that bucket gives the same `oldest`.
 *
 * Memory: at most k contacts and 4 candidates a bucket, and buckets only where somebody is: about log2(N / k) full ones and as many contacts again
 * as one of them among N nodes. Nothing is kept for a single contact but its name.
 */
export interface RoutingTable {
  /** Contacts in all buckets, without candidates. */
  readonly size: number;
  /** It gave a sign of life: its contact becomes the newest of its bucket. This node itself never goes in. */
  seen(node: NodeId, now: Timestamp): Seen;
  /** It did not answer, or left: it goes, and the newest candidate of its bucket takes the place, as the newest contact. */
  failed(node: NodeId): void;
  /** Whether it is a contact; candidates are none. */
  has(node: NodeId): boolean;
  /** The contacts nearest to a key, nearest first, at most `count`, without `except`. */
  closest(target: Key, count: number, except?: NodeId): NodeId[];
  /** All contacts, from the farthest bucket to the nearest, within a bucket the one silent longest first. */
  nodes(): IterableIterator<NodeId>;
  /**
   * Keys to look up so that the table is fresh (section 2.3): a random one in the range of each bucket that saw nobody since then, the empty ones included. The
   * buckets in question reach from the farthest to that of the nearest contact: beyond it there is nobody, and a lookup of the own key finds who comes.
   */
  staleKeys(since: Timestamp, random: Random): Key[];
}

/** Candidates that wait in a bucket. More would only be older. */
const candidatesMax = 4;
const kept: Seen = { type: 'kept' };
/** In front of the contacts of a bucket: how many there are, and how many candidates. */
const headCells = 2;

/** An empty table of the node `self`, with buckets of `k` contacts. */
export function createRoutingTable(self: NodeId, k: number): RoutingTable {
  assert(Number.isInteger(k) && k >= 1, `buckets of k = ${k} contacts; use a whole number from 1`);
  return new FlatTable(self, k);
}

/**
 * All buckets in one array of numbers of nodes: for each its two counts, room for k contacts, silent longest first, and for the candidates, newest
 * first. With k = 4 a bucket takes 88 bytes, as objects and arrays it took 290.
 */
class FlatTable implements RoutingTable {
  readonly #self: NodeId;
  readonly #k: number;
  readonly #ownKey: Key;
  /** By shared bits; the last bucket is never empty. */
  readonly #cells: number[] = [];
  /** By shared bits; means nothing for an empty bucket. */
  readonly #seenAt: Timestamp[] = [];
  #size = 0;

  constructor(self: NodeId, k: number) {
    this.#self = self;
    this.#k = k;
    this.#ownKey = keyOfNode(self);
  }

  get size(): number {
    return this.#size;
  }

  seen(node: NodeId, now: Timestamp): Seen {
    if (node === this.#self) return kept;
    const number = nodeNumber(node);
    const bucket = this.#bucketOf(number);
    while (this.#seenAt.length <= bucket) this.#addBucket();
    this.#seenAt[bucket] = now;
    const cells = this.#cells;
    const head = this.#headOf(bucket);
    const from = head + headCells;
    const count = cells[head] as number;
    const at = placeIn(cells, from, count, number);
    if (at >= 0) {
      cells.copyWithin(at, at + 1, from + count);
      cells[from + count - 1] = number;
      return kept;
    }
    if (count < this.#k) {
      this.#append(head, number);
      return kept;
    }
    this.#wait(head, number);
    return { type: 'full', oldest: nodeId(cells[from] as number) };
  }

  failed(node: NodeId): void {
    const number = nodeNumber(node);
    const bucket = this.#bucketOf(number);
    if (bucket >= this.#seenAt.length) return;
    const cells = this.#cells;
    const head = this.#headOf(bucket);
    this.#dropCandidate(head, number);
    const from = head + headCells;
    const count = cells[head] as number;
    const at = placeIn(cells, from, count, number);
    if (at < 0) return;
    cells.copyWithin(at, at + 1, from + count);
    cells[head] = count - 1;
    this.#size--;
    if ((cells[head + 1] as number) > 0) {
      const newest = cells[from + this.#k] as number;
      this.#dropCandidate(head, newest);
      this.#append(head, newest);
    } else if (count === 1) this.#trim();
  }

  has(node: NodeId): boolean {
    const number = nodeNumber(node);
    const bucket = this.#bucketOf(number);
    if (bucket >= this.#seenAt.length) return false;
    const head = this.#headOf(bucket);
    return placeIn(this.#cells, head + headCells, this.#cells[head] as number, number) >= 0;
  }

  /**
   * Bucket after bucket in the order of their distance: no two ranges overlap in it. Where own key and target differ in a bit, that bucket is on
   * the target's side of all deeper ones; where they agree, it is on the other side.
   */
  closest(target: Key, count: number, except?: NodeId): NodeId[] {
    const found: number[] = [];
    const last = this.#seenAt.length - 1;
    const left = except === undefined ? 0 : nodeNumber(except);
    for (let bucket = 0; bucket <= last && found.length < count; bucket++) {
      if (differ(this.#ownKey, target, bucket)) this.#appendNearest(found, bucket, target, count, left);
    }
    for (let bucket = last; bucket >= 0 && found.length < count; bucket--) {
      if (!differ(this.#ownKey, target, bucket)) this.#appendNearest(found, bucket, target, count, left);
    }
    return found.map(nodeId);
  }

  *nodes(): IterableIterator<NodeId> {
    for (let bucket = 0; bucket < this.#seenAt.length; bucket++) {
      const from = this.#headOf(bucket) + headCells;
      const numbers = this.#cells.slice(from, from + (this.#cells[from - headCells] as number));
      for (const number of numbers) yield nodeId(number);
    }
  }

  staleKeys(since: Timestamp, random: Random): Key[] {
    const keys: Key[] = [];
    for (let bucket = 0; bucket < this.#seenAt.length; bucket++) {
      const isEmpty = this.#cells[this.#headOf(bucket)] === 0;
      if (isEmpty || (this.#seenAt[bucket] as number) < since) keys.push(keyInBucket(this.#ownKey, bucket, random));
    }
    return keys;
  }

  /** Appends contacts of one bucket, nearest first, until there are `count`. */
  #appendNearest(found: number[], bucket: number, target: Key, count: number, except: number): void {
    const cells = this.#cells;
    const head = this.#headOf(bucket);
    const end = head + headCells + (cells[head] as number);
    const first = found.length;
    for (let cell = head + headCells; cell < end; cell++) {
      const number = cells[cell] as number;
      if (number === except) continue;
      const key = keyOfNumber(number);
      let at = found.length;
      while (at > first && compareDistance(target, key, keyOfNumber(found[at - 1] as number)) < 0) at--;
      if (at >= count) continue;
      insertAt(found, at, number);
      if (found.length > count) found.pop();
    }
  }

  #bucketOf(number: number): number {
    return sharedBits(this.#ownKey, keyOfNumber(number));
  }

  #headOf(bucket: number): number {
    return bucket * (headCells + this.#k + candidatesMax);
  }

  #addBucket(): void {
    this.#seenAt.push(0);
    for (let cell = headCells + this.#k + candidatesMax; cell > 0; cell--) this.#cells.push(0);
  }

  #append(head: number, number: number): void {
    const count = this.#cells[head] as number;
    this.#cells[head + headCells + count] = number;
    this.#cells[head] = count + 1;
    this.#size++;
  }

  /** The newest candidate; the oldest goes when there are too many. */
  #wait(head: number, number: number): void {
    this.#dropCandidate(head, number);
    const cells = this.#cells;
    const from = head + headCells + this.#k;
    const count = Math.min(cells[head + 1] as number, candidatesMax - 1);
    cells.copyWithin(from + 1, from, from + count);
    cells[from] = number;
    cells[head + 1] = count + 1;
  }

  #dropCandidate(head: number, number: number): void {
    const cells = this.#cells;
    const from = head + headCells + this.#k;
    const count = cells[head + 1] as number;
    const at = placeIn(cells, from, count, number);
    if (at < 0) return;
    cells.copyWithin(at, at + 1, from + count);
    cells[head + 1] = count - 1;
  }

  /** Drops the empty buckets at the end. */
  #trim(): void {
    while (this.#seenAt.length > 0 && this.#cells[this.#headOf(this.#seenAt.length - 1)] === 0) this.#seenAt.pop();
    this.#cells.length = this.#headOf(this.#seenAt.length);
  }
}

/** Where a number is among `count` from a place on; -1: nowhere. */
function placeIn(cells: readonly number[], from: number, count: number, number: number): number {
  for (let at = from; at < from + count; at++) if (cells[at] === number) return at;
  return -1;
}

function differ(a: Key, b: Key, bit: number): boolean {
  const word = bit >>> 5;
  return ((((a[word] as number) ^ (b[word] as number)) >>> (31 - (bit & 31))) & 1) === 1;
}

function insertAt<T>(values: T[], at: number, value: T): void {
  values.push(value);
  for (let place = values.length - 1; place > at; place--) values[place] = values[place - 1] as T;
  values[at] = value;
}

/** A random key that shares exactly so many leading bits with another. */
function keyInBucket(own: Key, shared: number, random: Random): Key {
  assert(shared < keyBits, `no other key shares all ${shared} bits`);
  const key = own.slice() as Key;
  const word = shared >>> 5;
  const bit = 0x8000_0000 >>> (shared & 31);
  const free = bit - 1;
  key[word] = ((((own[word] as number) ^ bit) & ~free) | (random.uint32() & free)) >>> 0;
  for (let next = word + 1; next < key.length; next++) key[next] = random.uint32();
  return key;
}
