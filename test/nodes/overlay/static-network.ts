import type { Random } from '../../../source/base/random.ts';
import { createLookup, type Lookup } from '../../../source/nodes/overlay/lookup.ts';
import { createRoutingTable, type RoutingTable } from '../../../source/nodes/overlay/routing-table.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { compareDistance, type Key, keyOf, keyOfNode } from '../../../source/protocol/key.ts';

/** Nodes that neither come nor go, and the table of each. */
export type StaticNetwork = ReadonlyMap<NodeId, RoutingTable>;

/** How a node answers when it is asked for a target; undefined: never. */
export type Answer = (node: NodeId, target: Key) => readonly NodeId[] | undefined;

/** So many different nodes with random names, and so at random places. */
export function randomNodes(count: number, random: Random): NodeId[] {
  const nodes = new Set<NodeId>();
  while (nodes.size < count) nodes.add(nodeId(1 + random.below(999_999_999)));
  return [...nodes];
}

/** Ideal tables: every bucket holds min(k, available) random members of its range. */
export function idealNetwork(nodes: readonly NodeId[], k: number, random: Random): StaticNetwork {
  const network = new Map(nodes.map((node) => [node, createRoutingTable(node, k)]));

  function introduce(members: readonly NodeId[], to: readonly NodeId[]): void {
    for (const node of to) for (const contact of drawn(members, k, random)) network.get(node)?.seen(contact, 0);
  }

  /** Nodes that agree in all bits before this one: those of one side are the others' range of bucket `bit`. */
  function split(range: readonly NodeId[], bit: number): void {
    if (range.length < 2) return;
    const zeros = range.filter((node) => !hasBit(keyOfNode(node), bit));
    const ones = range.filter((node) => hasBit(keyOfNode(node), bit));
    introduce(ones, zeros);
    introduce(zeros, ones);
    split(zeros, bit + 1);
    split(ones, bit + 1);
  }
  split(nodes, 0);
  return network;
}

function hasBit(key: Key, bit: number): boolean {
  return (((key[bit >>> 5] as number) >>> (31 - (bit & 31))) & 1) === 1;
}

function drawn(members: readonly NodeId[], count: number, random: Random): Iterable<NodeId> {
  if (members.length <= count) return members;
  const chosen = new Set<NodeId>();
  while (chosen.size < count) chosen.add(members[random.below(members.length)] as NodeId);
  return chosen;
}

/** The true closest nodes to a target, by comparing all. */
export function trueClosest(nodes: Iterable<NodeId>, target: Key, count: number): NodeId[] {
  const byDistance = (a: NodeId, b: NodeId): number => compareDistance(target, keyOfNode(a), keyOfNode(b));
  return [...nodes].sort(byDistance).slice(0, count);
}

/** A lookup in a network whose every message takes equally long: answers come in the order of the questions. */
export function runLookup(
  network: StaticNetwork,
  options: { readonly self: NodeId; readonly target: Key; readonly k: number; readonly alpha: number },
  answer: Answer = (node, target) => network.get(node)?.closest(target, options.k, options.self),
): Lookup {
  const { self, target, k } = options;
  const lookup = createLookup({ ...options, seeds: network.get(self)?.closest(target, k) ?? [] });
  const underWay = lookup.next();
  for (let node = underWay.shift(); node !== undefined && !lookup.isOver; node = underWay.shift()) {
    const contacts = answer(node, target);
    if (contacts === undefined) lookup.onFailure(node);
    else lookup.onReply(node, contacts);
    underWay.push(...lookup.next());
  }
  return lookup;
}

/**
 * Hops of a lookup, as the table of expected figures counts them: those to the node nearest to the target among all, and at least 1, because an
 * asker that is the nearest itself has to ask once to know it. The lookup must have found the nearest of the others.
 */
export function hopsOfLookup(lookup: Lookup, self: NodeId, target: Key): number {
  const [nearest = self] = trueClosest([self, ...lookup.closest()], target, 1);
  return Math.max(1, lookup.hopsOf(nearest) ?? Number.NaN);
}

/** Mean hops over random keys and random askers, in random networks with ideal tables; alpha is 3. */
export function meanHops(size: number, k: number, networks: number, lookupsEach: number, random: Random): number {
  let hops = 0;
  for (let made = 0; made < networks; made++) {
    const nodes = randomNodes(size, random);
    const network = idealNetwork(nodes, k, random);
    for (let asked = 0; asked < lookupsEach; asked++) {
      const self = nodes[random.below(size)] as NodeId;
      const target = keyOf(`item ${random.uint32()}`);
      hops += hopsOfLookup(runLookup(network, { self, target, k, alpha: 3 }), self, target);
    }
  }
  return hops / (networks * lookupsEach);
}
