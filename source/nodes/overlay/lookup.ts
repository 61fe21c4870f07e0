import { assert } from '../../base/assert.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { compareDistance, type Key, keyOfNode } from '../../protocol/key.ts';

/** What a lookup is to find, and how. */
export interface LookupOptions {
  /** The node that looks. It is never asked, even when others name it. */
  readonly self: NodeId;
  readonly target: Key;
  /** How many of the closest are to answer, and how many contacts of one answer count. */
  readonly k: number;
  /** Questions under way at a time. */
  readonly alpha: number;
  /** Whom it knows at the start: the closest of its own table. */
  readonly seeds: readonly NodeId[];
}

/**
 * One iterative lookup as a value (Maymounkov and Mazieres 2002, section 2.3): who to ask next, until the k closest have answered. After each
 * reply or failure the caller asks whom `next` names.
 *
 * It has no clock. The caller keeps the time-outs, and says `onFailure`.
 *
 * It ends whatever the others answer: no node is asked twice, at most `asksMax(k)` are asked at all, and each of them answers or fails.
 */
export interface Lookup {
  /**
   * Contacts to ask now, nearest first; they count as asked. At most alpha are under way, or `atMost` where that is less. Empty: wait, or it
   * is over when `isOver`.
   */
  next(atMost?: number): NodeId[];
  /** Nobody has answered, or the next to ask is nearer than everybody who has: each answer still leads towards the target. */
  readonly comesNearer: boolean;
  /**
   * Its answer: contacts that it knows. Only the first k count; this node itself and what is known already are ignored, and so is the answer of a node that
   * was not asked, has answered or has failed.
   */
  onReply(from: NodeId, contacts: readonly NodeId[]): void;
  /** It did not answer in time, or cannot be reached: the next in distance takes its place. */
  onFailure(from: NodeId): void;
  /** The k closest that are known and have not failed have all answered, or it was finished, or `asksMax(k)` were asked. It stays so. */
  readonly isOver: boolean;
  /** Stops: nobody else is asked, late answers are ignored (what was looked for is found). */
  finish(): void;
  /** The closest that answered, nearest first, at most k. */
  closest(): NodeId[];
  /**
   * Hops to a node: 1 for a seed, one more than those to whoever named it first, 0 for this node itself; undefined when nobody named it.
   *
   * The hops of a lookup, as in the table of expected figures, are those to the node nearest to the target, and at least 1: an asker that is the nearest
   * itself has to ask once to know it. The mean is over random keys and random askers among all nodes. With messages that all take equally long, who
   * names a node first depends on alpha only through the order of asking.
   */
  hopsOf(node: NodeId): number | undefined;
  /** Nodes asked so far. */
  readonly asked: number;
}

/** Nodes that one lookup asks at most: several times what it takes when half of the contacts are dead, and an end to a chain of invented ones. */
export function asksMax(k: number): number {
  return 100 + 8 * k;
}

/** Contacts that one lookup remembers at most. Beyond it the farthest that was not asked is dropped; one that was asked never is. */
export function contactsMax(k: number): number {
  return 2 * asksMax(k);
}

interface Contact {
  readonly node: NodeId;
  readonly key: Key;
  readonly hops: number;
  state: 'known' | 'asked' | 'answered' | 'failed';
}

/** A lookup that has asked nobody yet. */
export function createLookup({ self, target, k, alpha, seeds }: LookupOptions): Lookup {
  assert(Number.isInteger(k) && k >= 1, `a lookup of the k = ${k} closest; use a whole number from 1`);
  assert(Number.isInteger(alpha) && alpha >= 1, `a lookup with alpha = ${alpha} under way; use a whole number from 1`);
  const byNode = new Map<NodeId, Contact>();
  /** Nearest first. */
  const contacts: Contact[] = [];
  let asked = 0;
  let underWay = 0;
  let isOver = false;

  function learn(node: NodeId, hops: number): void {
    if (node === self || byNode.has(node)) return;
    const contact: Contact = { node, key: keyOfNode(node), hops, state: 'known' };
    byNode.set(node, contact);
    contacts.splice(placeOf(contact.key), 0, contact);
    if (contacts.length > contactsMax(k)) forgetFarthest();
  }

  function placeOf(key: Key): number {
    let from = 0;
    let to = contacts.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (compareDistance(target, (contacts[middle] as Contact).key, key) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  function forgetFarthest(): void {
    const [farthest] = contacts.splice(
      contacts.findLastIndex(({ state }) => state === 'known'),
      1,
    );
    if (farthest !== undefined) byNode.delete(farthest.node);
  }

  /** The k closest that have not failed. */
  function candidates(): Contact[] {
    const result: Contact[] = [];
    for (const contact of contacts) {
      if (contact.state !== 'failed' && result.push(contact) >= k) break;
    }
    return result;
  }

  /** Takes an answer, or its absence. */
  function settle(from: NodeId, state: 'answered' | 'failed', named: readonly NodeId[]): void {
    const contact = byNode.get(from);
    if (isOver || contact?.state !== 'asked') return;
    contact.state = state;
    underWay--;
    for (const node of named.slice(0, k)) learn(node, contact.hops + 1);
    endIfDone();
  }

  function endIfDone(): void {
    isOver = (underWay === 0 && asked >= asksMax(k)) || candidates().every(({ state }) => state === 'answered');
  }

  for (const seed of seeds) learn(seed, 1);
  endIfDone();

  return {
    next(atMost = alpha) {
      const chosen: NodeId[] = [];
      if (isOver) return chosen;
      const underWayMax = Math.min(alpha, atMost);
      for (const contact of candidates()) {
        if (underWay >= underWayMax || asked >= asksMax(k)) break;
        if (contact.state !== 'known') continue;
        contact.state = 'asked';
        underWay++;
        asked++;
        chosen.push(contact.node);
      }
      return chosen;
    },
    get comesNearer() {
      const next = contacts.find(({ state }) => state === 'known' || state === 'answered');
      return next?.state !== 'answered';
    },
    onReply: (from, named) => settle(from, 'answered', named),
    onFailure: (from) => settle(from, 'failed', []),
    get isOver() {
      return isOver;
    },
    finish() {
      isOver = true;
    },
    closest() {
      const answered = contacts.filter(({ state }) => state === 'answered');
      return answered.slice(0, k).map(({ node }) => node);
    },
    hopsOf: (node) => (node === self ? 0 : byNode.get(node)?.hops),
    get asked() {
      return asked;
    },
  };
}
