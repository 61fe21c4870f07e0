import type { Random } from '../../base/random.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { type Key, keyOf } from '../../protocol/key.ts';
import type { Message, ReplicaSet } from '../../protocol/messages.ts';
import { limits } from '../../protocol/wire/limits.ts';
import type { NodeEvent } from '../contract.ts';
import type { Answer, Done, Request } from '../parts/exchanges.ts';
import type { HeldItem } from '../parts/item-store.ts';

/** What replication needs of the peer. */
export interface ReplicasHost {
  ask(node: NodeId, request: Request, msMax: number, now: Timestamp, done: Done): void;
  peersNear(key: Key, now: Timestamp, done: (peers: readonly NodeId[], now: Timestamp) => void): void;
  item(name: string): HeldItem | undefined;
  report(event: NodeEvent): void;
}

/** Keeps `replicas` holders of each item alive: the author and those whom it asked to keep one. */
export interface Replicas {
  /** Puts an authored item on other peers; `done` when as many hold it as should, or as there are. */
  place(name: string, now: Timestamp, done: (now: Timestamp) => void): void;
  /** This peer keeps a replica for somebody. */
  kept(set: ReplicaSet, now: Timestamp): void;
  /** Answers a check: the names that this peer does not hold. */
  checked(from: NodeId, sets: readonly ReplicaSet[], now: Timestamp): string[];
  /** A connection to a node broke: look after it soon. */
  lost(node: NodeId, now: Timestamp): void;
  deadline(): Timestamp | undefined;
  tick(now: Timestamp): void;
}

/** Time between two checks of the other holders. */
export const checkMs = 2_000;
const soonMs = 50;
/** How long one replica may take to be stored, and a check to be answered. */
const storeMsMax = 2_000;
const checkMsMax = 1_000;

/**
 * The first living holder of an item looks after it: it asks the others every two seconds whether they still hold it, and replaces whoever
 * does not. The others look after the first: when it is gone, the next one takes over. A holder that cannot be reached, or is silent twice, counts as
 * lost; if it comes back there is one replica too many, which harms nobody.
 */
export function createReplicas(self: NodeId, replicas: number, random: Random, host: ReplicasHost): Replicas {
  /** Of each item kept here, all who hold it, the one who looks after it first. */
  const sets = new Map<string, readonly NodeId[]>();
  /** Items that are being given holders, each with those it lost and has no replacement for yet. */
  const repairing = new Map<string, NodeId[]>();
  /** Holders that did not answer a check in time, and when it was asked. */
  const late = new Map<NodeId, Timestamp>();
  let checkAt: Timestamp | undefined;

  function watch(name: string, holders: readonly NodeId[], now: Timestamp): void {
    sets.set(name, holders);
    checkAt ??= now + checkMs * (0.5 + random.unit());
  }

  /** Asks one candidate after the other until the item has as many holders as it should. */
  function fill(name: string, now: Timestamp, added: (node: NodeId) => void, done: (now: Timestamp) => void): void {
    host.peersNear(keyOf(name), now, (peers, at) => {
      const candidates = peers.filter((node) => node !== self);
      const next = (when: Timestamp): void => {
        const holders = sets.get(name) ?? [];
        const item = host.item(name);
        if (item === undefined || holders.length >= replicas) return done(when);
        let candidate = candidates.shift();
        while (candidate !== undefined && holders.includes(candidate)) candidate = candidates.shift();
        if (candidate === undefined) return done(when);
        store(item, candidate, when, (isStored, then) => {
          if (isStored) added(candidate);
          next(then);
        });
      };
      next(at);
    });
  }

  function store(
    item: HeldItem,
    node: NodeId,
    now: Timestamp,
    done: (isStored: boolean, now: Timestamp) => void,
  ): void {
    const { name, content, author } = item;
    const holders = [...(sets.get(name) ?? []), node];
    const request = { type: 'replicate', name, author: author ?? self, holders, content } as const;
    host.ask(node, request, storeMsMax, now, (answer, at) => {
      const isStored = answer.type === 'response' && answer.message.type === 'replicated';
      if (isStored) sets.set(name, [...(sets.get(name) ?? []), node]);
      done(isStored, at);
    });
  }

  function checkAll(now: Timestamp): void {
    const toAsk = new Map<NodeId, ReplicaSet[]>();
    for (const [name, holders] of sets) {
      const watched = holders[0] === self ? holders.slice(1) : holders.slice(0, 1);
      for (const node of watched) {
        const asked = toAsk.get(node) ?? [];
        asked.push({ name, holders });
        toAsk.set(node, asked);
      }
      if (holders[0] === self && holders.length < replicas) repair(name, undefined, now);
    }
    for (const [node, asked] of toAsk) {
      for (let from = 0; from < asked.length; from += limits.replicasMax) {
        check(node, asked.slice(from, from + limits.replicasMax), now);
      }
    }
  }

  function check(node: NodeId, asked: readonly ReplicaSet[], now: Timestamp): void {
    host.ask(node, { type: 'check-replicas', sets: asked }, checkMsMax, now, (answer, at) => {
      if (isOnlyLate(node, answer, now)) return;
      for (const name of missingAt(answer, asked)) lose(name, node, at);
    });
  }

  /** A holder that does not answer once may be busy; one that was asked again after that, and does not answer either, is lost. */
  function isOnlyLate(node: NodeId, answer: Answer, askedAt: Timestamp): boolean {
    if (answer.type === 'response' || answer.failure !== 'timed-out') {
      late.delete(node);
      return false;
    }
    const lateSince = late.get(node);
    if (lateSince === undefined) late.set(node, askedAt);
    return lateSince === undefined || askedAt < lateSince + checkMsMax;
  }

  /** A holder of one item is lost. The holder that is first now repairs. */
  function lose(name: string, node: NodeId, now: Timestamp): void {
    const holders = sets.get(name);
    if (holders?.includes(node) !== true) return;
    const left = holders.filter((holder) => holder !== node);
    sets.set(name, left);
    if (left[0] === self) repair(name, node, now);
  }

  function repair(name: string, lost: NodeId | undefined, now: Timestamp): void {
    const underWay = repairing.get(name);
    if (underWay !== undefined) {
      if (lost !== undefined) underWay.push(lost);
      return;
    }
    const unreplaced = lost === undefined ? [] : [lost];
    repairing.set(name, unreplaced);
    const added = (replacement: NodeId): void => {
      const replaced = unreplaced.shift();
      if (replaced !== undefined) host.report({ type: 'repaired', name, lost: replaced, replacement });
    };
    fill(name, now, added, () => repairing.delete(name));
  }

  return {
    place(name, now, done) {
      if (replicas <= 1) return done(now);
      watch(name, [self], now);
      repairing.set(name, []);
      fill(
        name,
        now,
        () => undefined,
        (at) => {
          repairing.delete(name);
          done(at);
        },
      );
    },
    kept({ name, holders }, now) {
      if (holders.includes(self)) watch(name, holders, now);
    },
    checked(from, asked, now) {
      const missing: string[] = [];
      for (const { name, holders } of asked) {
        if (host.item(name) === undefined) missing.push(name);
        else if (holders[0] === from && holders.includes(self)) watch(name, holders, now);
      }
      return missing;
    },
    lost(node, now) {
      for (const holders of sets.values()) {
        if (!holders.includes(node)) continue;
        checkAt = Math.min(checkAt ?? now + soonMs, now + soonMs);
        return;
      }
    },
    deadline: () => (sets.size === 0 ? undefined : checkAt),
    tick(now) {
      if (checkAt === undefined || now < checkAt) return;
      checkAt = now + checkMs;
      checkAll(now);
    },
  };
}

/** What a holder turned out not to hold; everything, when it did not answer. */
function missingAt(answer: Answer, asked: readonly ReplicaSet[]): readonly string[] {
  const message: Message | undefined = answer.type === 'response' ? answer.message : undefined;
  return message?.type === 'replicas' ? message.missing : asked.map(({ name }) => name);
}
