import { assert } from '../../base/assert.ts';
import type { Random } from '../../base/random.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { compareDistance, type Key, keyBits, keyOfNode, sharedBits } from '../../protocol/key.ts';

/** What became of a node that was seen. `full`: it waits as a candidate, and the one of its bucket that was silent longest is to be pinged. */
export type Seen = { readonly type: 'kept' } | { readonly type: 'full'; readonly oldest: NodeId };

/**
 * Whom a node knows: k-buckets (Maymounkov and Mazieres 2002, sections 2.2 and 2.4). A contact is in the bucket whose number is how many
 * leading bits its key shares with this node's own, so that there are many buckets for what is near and few for what is far. A bucket holds at
 * most k contacts, the one silent longest first; who stays alive stays in.
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

/** Contacts of one range of keys. Arrays of exactly the length that they need: V8 grows one by 16 places at least. */
interface Bucket {
  /** Silent longest first. */
  contacts: NodeId[];
  /** Newest first. */
  candidates: NodeId[];
  seenAt: Timestamp;
}

/** Candidates that wait in a bucket. More would only be older. */
const candidatesMax = 4;
const kept: Seen = { type: 'kept' };

/** An empty table of the node `self`, with buckets of `k` contacts. */
export function createRoutingTable(self: NodeId, k: number): RoutingTable {
  assert(Number.isInteger(k) && k >= 1, `buckets of k = ${k} contacts; use a whole number from 1`);
  const ownKey = keyOfNode(self);
  /** By shared bits; the last one is never empty. */
  const buckets: (Bucket | undefined)[] = [];
  let size = 0;

  const bucketOf = (node: NodeId): Bucket | undefined => buckets[sharedBits(ownKey, keyOfNode(node))];

  function bucketFor(node: NodeId): Bucket {
    const number = sharedBits(ownKey, keyOfNode(node));
    while (buckets.length <= number) buckets.push(undefined);
    const bucket = buckets[number] ?? { contacts: [], candidates: [], seenAt: 0 };
    buckets[number] = bucket;
    return bucket;
  }

  function add(bucket: Bucket, node: NodeId): void {
    bucket.contacts = bucket.contacts.concat(node);
    size++;
  }

  /** Drops the empty bucket that a node was in. */
  function drop(node: NodeId): void {
    buckets[sharedBits(ownKey, keyOfNode(node))] = undefined;
    while (buckets.length > 0 && buckets.at(-1) === undefined) buckets.pop();
  }

  return {
    get size() {
      return size;
    },
    seen(node, now) {
      if (node === self) return kept;
      const bucket = bucketFor(node);
      bucket.seenAt = now;
      const { contacts } = bucket;
      const at = contacts.indexOf(node);
      if (at >= 0) moveToEnd(contacts, at);
      else if (contacts.length < k) add(bucket, node);
      else {
        bucket.candidates = [node].concat(without(bucket.candidates, node)).slice(0, candidatesMax);
        return { type: 'full', oldest: contacts[0] as NodeId };
      }
      return kept;
    },
    failed(node) {
      const bucket = bucketOf(node);
      if (bucket === undefined) return;
      bucket.candidates = without(bucket.candidates, node);
      if (!bucket.contacts.includes(node)) return;
      bucket.contacts = without(bucket.contacts, node);
      size--;
      const newest = bucket.candidates.shift();
      if (newest !== undefined) add(bucket, newest);
      else if (bucket.contacts.length === 0) drop(node);
    },
    has: (node) => bucketOf(node)?.contacts.includes(node) ?? false,
    /**
     * Bucket after bucket in the order of their distance: no two ranges overlap in it. Where own key and target differ in a bit, that bucket is on
     * the target's side of all deeper ones; where they agree, it is on the other side.
     */
    closest(target, count, except) {
      const found: NodeId[] = [];
      const take = (number: number): void => {
        const bucket = buckets[number];
        if (bucket !== undefined) appendNearest(found, bucket.contacts, target, count, except);
      };
      const last = buckets.length - 1;
      for (let number = 0; number <= last && found.length < count; number++) {
        if (differ(ownKey, target, number)) take(number);
      }
      for (let number = last; number >= 0 && found.length < count; number--) {
        if (!differ(ownKey, target, number)) take(number);
      }
      return found;
    },
    *nodes() {
      for (const bucket of buckets) if (bucket !== undefined) yield* bucket.contacts;
    },
    staleKeys(since, random) {
      const keys: Key[] = [];
      for (let number = 0; number < buckets.length; number++) {
        const bucket = buckets[number];
        if (bucket === undefined || bucket.seenAt < since) keys.push(keyInBucket(ownKey, number, random));
      }
      return keys;
    },
  };
}

function moveToEnd(nodes: NodeId[], at: number): void {
  const moved = nodes[at] as NodeId;
  nodes.copyWithin(at, at + 1);
  nodes[nodes.length - 1] = moved;
}

/** The same array when the node is not in it. */
function without(nodes: NodeId[], node: NodeId): NodeId[] {
  const at = nodes.indexOf(node);
  return at < 0 ? nodes : nodes.slice(0, at).concat(nodes.slice(at + 1));
}

function differ(a: Key, b: Key, bit: number): boolean {
  const word = bit >>> 5;
  return ((((a[word] as number) ^ (b[word] as number)) >>> (31 - (bit & 31))) & 1) === 1;
}

/** Appends contacts of one bucket, nearest first, until there are `count`. */
function appendNearest(
  found: NodeId[],
  contacts: readonly NodeId[],
  target: Key,
  count: number,
  except: NodeId | undefined,
): void {
  const first = found.length;
  const keys: Key[] = [];
  for (const node of contacts) {
    if (node === except) continue;
    const key = keyOfNode(node);
    let at = keys.length;
    while (at > 0 && compareDistance(target, key, keys[at - 1] as Key) < 0) at--;
    if (first + at >= count) continue;
    insertAt(keys, at, key);
    insertAt(found, first + at, node);
    if (found.length > count) {
      keys.pop();
      found.pop();
    }
  }
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
