import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { compareDistance, type Key, keyOfNode } from '../../protocol/key.ts';
import type { Provider } from '../../protocol/messages.ts';
import type { Answer, Done, Request } from '../parts/exchanges.ts';
import { createLookup, type Lookup } from './lookup.ts';
import type { OverlayHost } from './overlay.ts';
import type { RoutingTable } from './routing-table.ts';

/** Who looks: a peer with its contacts. */
export interface Searcher {
  readonly self: NodeId;
  /** How many of the closest are wanted. */
  readonly k: number;
  /** Requests of one lookup that are under way at a time. */
  readonly alpha: number;
  readonly table: RoutingTable;
  readonly host: Pick<OverlayHost, 'ask'>;
}

/** A lookup under way, and what is done with its answers. */
export interface Search {
  /** The find that it is for; undefined: it is for upkeep. */
  readonly findId: number | undefined;
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
export interface SearchPlan extends Pick<Search, 'request' | 'onOver'> {
  readonly target: Key;
  readonly onProviders?: Search['onProviders'];
  readonly seeds: readonly NodeId[] | undefined;
  readonly findId?: number;
  readonly isWide?: boolean;
  readonly isPaused?: boolean;
}

/** Begins to look. */
export function beginSearch(
  peer: Searcher,
  { findId, target, seeds, request, onOver, onProviders, isWide, isPaused }: SearchPlan,
  now: Timestamp,
): Search {
  /** How many of the closest a lookup goes on with. With k below alpha it would ask one after the other, and end at the first gap in a table. */
  const breadth = Math.max(peer.k, peer.alpha);
  const lookup = createLookup({
    self: peer.self,
    target,
    k: breadth,
    alpha: peer.alpha,
    seeds: seeds ?? peer.table.closest(target, breadth),
  });
  const one: Search = {
    findId,
    lookup,
    request,
    onOver,
    onProviders: onProviders ?? lookFurther,
    isWide: isWide ?? true,
    isPaused: isPaused ?? false,
    isOver: false,
  };
  goOn(peer, one, now);
  return one;
}

function goOn(peer: Searcher, one: Search, now: Timestamp): void {
  if (one.isPaused || one.isOver) return;
  if (!one.lookup.comesNearer) one.isWide = true;
  for (const node of one.lookup.next(one.isWide ? peer.alpha : 1)) {
    const done: Done = (answer, at) => onAnswer(peer, one, node, answer, at);
    peer.host.ask(node, one.request, now, done, one.findId);
  }
  if (!one.lookup.isOver || one.isOver) return;
  one.isOver = true;
  one.onOver(one.lookup, now);
}

/** Asks alpha at a time from now on, and goes on if it was paused. */
export function widen(peer: Searcher, one: Search, now: Timestamp): void {
  one.isWide = true;
  goOn(peer, one, now);
}

function onAnswer(peer: Searcher, one: Search, from: NodeId, answer: Answer, now: Timestamp): void {
  const message = answer.type === 'response' ? answer.message : undefined;
  if (message?.type !== 'nodes' && message?.type !== 'providers') {
    if (answer.type === 'failed') peer.table.failed(from);
    one.lookup.onFailure(from);
    return goOn(peer, one, now);
  }
  one.lookup.onReply(from, message.contacts);
  if (message.type === 'providers' && message.providers.length > 0 && !one.isOver) {
    const hops = one.lookup.hopsOf(from) ?? 1;
    if (one.onProviders(message.providers, hops, now)) one.isPaused = true;
  }
  goOn(peer, one, now);
}

/** The k closest peers to a key, this one among them if it is. */
export function closestTo(
  peer: Searcher,
  target: Key,
  now: Timestamp,
  done: (closest: readonly NodeId[], now: Timestamp) => void,
): void {
  const onOver = (lookup: Lookup, at: Timestamp): void => {
    const closest = [...lookup.closest(), peer.self];
    closest.sort((a, b) => compareDistance(target, keyOfNode(a), keyOfNode(b)));
    done(closest.slice(0, peer.k), at);
  };
  beginSearch(peer, { target, seeds: undefined, request: { type: 'find-node', target }, onOver }, now);
}

const lookFurther = (): boolean => false;
