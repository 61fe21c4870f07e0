import { describe, expect, test } from 'vitest';
import type { Random } from '../../../source/base/random.ts';
import { asksMax, contactsMax, createLookup, type Lookup } from '../../../source/nodes/overlay/lookup.ts';
import { type NodeId, nodeId } from '../../../source/protocol/ids.ts';
import { keyOf } from '../../../source/protocol/key.ts';
import { eachSeed } from '../../base/each-seed.ts';
import {
  type Answer,
  idealNetwork,
  randomNodes,
  runLookup,
  type StaticNetwork,
  trueClosest,
} from './static-network.ts';

const self = nodeId(1);
const target = keyOf('song-01');
/** n2 … n1001, nearest to the target first. */
const byDistance = trueClosest(
  Array.from({ length: 1_000 }, (_, at) => nodeId(at + 2)),
  target,
  1_000,
);
/** The node at a place in the order of distance: 0 is the nearest. */
const at = (place: number): NodeId => byDistance[place] as NodeId;
const places = (...numbers: number[]): NodeId[] => numbers.map(at);
const lookupFrom = (seeds: NodeId[], k = 2, alpha = 2): Lookup => createLookup({ self, target, k, alpha, seeds });

describe('a lookup', () => {
  test('asks the nearest it knows first, alpha at a time, and goes on with whom they name', () => {
    const lookup = lookupFrom(places(50, 40, 60));
    expect(lookup.next()).toEqual(places(40, 50));
    expect(lookup.next()).toEqual([]);
    lookup.onReply(at(40), places(20, 30));
    expect(lookup.next()).toEqual(places(20));
    lookup.onReply(at(50), places(10));
    expect(lookup.next()).toEqual(places(10));
    expect(lookup.asked).toBe(4);
  });

  test('is over when the k closest have answered, whoever else is still under way', () => {
    const lookup = lookupFrom(places(5, 6, 7), 2, 3);
    expect(lookup.next()).toEqual(places(5, 6));
    lookup.onReply(at(6), places(3, 4));
    expect(lookup.next()).toEqual(places(3, 4));
    lookup.onReply(at(3), places(4));
    expect(lookup.isOver).toBe(false);
    lookup.onReply(at(4), places(3, 6));
    expect([lookup.isOver, lookup.closest()]).toEqual([true, places(3, 4)]);
    lookup.onReply(at(5), places(0, 1));
    expect([lookup.isOver, lookup.closest(), lookup.next()]).toEqual([true, places(3, 4), []]);
  });

  test('puts the next in distance in the place of one that failed', () => {
    const lookup = lookupFrom(places(1, 2, 3), 2, 2);
    expect(lookup.next()).toEqual(places(1, 2));
    lookup.onFailure(at(1));
    expect(lookup.next()).toEqual(places(3));
    lookup.onReply(at(2), places(1, 3));
    lookup.onReply(at(3), places(1, 2));
    expect([lookup.isOver, lookup.closest(), lookup.next()]).toEqual([true, places(2, 3), []]);
  });

  test('is over with fewer than k when there are not more', () => {
    const lookup = lookupFrom(places(1), 8);
    lookup.next();
    lookup.onReply(at(1), [self]);
    expect([lookup.isOver, lookup.closest()]).toEqual([true, places(1)]);
  });

  test('is over at once when it knows nobody, and when all have failed', () => {
    expect(lookupFrom([]).isOver).toBe(true);
    expect(lookupFrom([self]).isOver).toBe(true);
    const lookup = lookupFrom(places(1));
    lookup.next();
    lookup.onFailure(at(1));
    expect([lookup.isOver, lookup.closest()]).toEqual([true, []]);
  });

  test('asks nobody else once it is finished, and keeps whom it has', () => {
    const lookup = lookupFrom(places(3, 4, 5));
    lookup.next();
    lookup.onReply(at(4), places(1));
    lookup.finish();
    lookup.onReply(at(3), places(0));
    expect([lookup.isOver, lookup.next(), lookup.closest()]).toEqual([true, [], places(4)]);
    expect(lookup.hopsOf(at(0))).toBeUndefined();
  });

  test('counts hops from the one who named a node first', () => {
    const lookup = lookupFrom(places(50, 60), 2, 2);
    lookup.next();
    lookup.onReply(at(50), places(40, 30));
    lookup.next();
    lookup.onReply(at(30), places(20));
    lookup.onReply(at(60), places(20, 40));
    expect([50, 60, 40, 30, 20, 10].map((place) => lookup.hopsOf(at(place)))).toEqual([1, 1, 2, 2, 3, undefined]);
    expect(lookup.hopsOf(self)).toBe(0);
  });
});

describe('a lookup among strange answers', () => {
  test('ignores those of nodes that it did not ask, that answered already, or that it has given up', () => {
    const lookup = lookupFrom(places(10, 20, 30), 2, 2);
    lookup.onReply(at(10), places(1));
    expect(lookup.next()).toEqual(places(10, 20));
    lookup.onReply(at(30), places(2));
    lookup.onReply(at(99), places(3));
    lookup.onFailure(at(30));
    lookup.onReply(at(10), places(40));
    lookup.onReply(at(10), places(4));
    lookup.onFailure(at(10));
    lookup.onFailure(at(20));
    lookup.onReply(at(20), places(5));
    expect(places(1, 2, 3, 4, 5).map(lookup.hopsOf)).toEqual(Array(5).fill(undefined));
    expect(lookup.next()).toEqual(places(30));
    expect(lookup.closest()).toEqual(places(10));
  });

  test('takes the first k contacts of an answer, and of these neither itself nor one twice', () => {
    const lookup = lookupFrom(places(100), 3, 3);
    lookup.next();
    lookup.onReply(at(100), [self, at(20), at(20), at(1)]);
    expect(lookup.next()).toEqual(places(20));
    expect(lookup.hopsOf(at(1))).toBeUndefined();
  });

  test('remembers a bounded number of contacts: it drops the farthest that it has not asked', () => {
    const k = 20;
    const lookup = lookupFrom(places(999), k, 1);
    lookup.next();
    const known = (): number => byDistance.filter((node) => lookup.hopsOf(node) !== undefined).length;
    let asked = at(999);
    for (let place = 980; place > 0 && !lookup.isOver; place -= k) {
      lookup.onReply(asked, byDistance.slice(place - k, place));
      [asked] = lookup.next() as [NodeId];
    }
    expect(known()).toBe(contactsMax(k));
    expect(lookup.hopsOf(at(999))).toBe(1);
    expect(lookup.hopsOf(at(970))).toBeUndefined();
  });

  test('comes to an end when every answer names nearer nodes, without end', () => {
    for (const k of [1, 2, 8]) {
      const lookup = lookupFrom(places(999), k, 3);
      let place = 998;
      for (let asked = lookup.next(); asked.length > 0; asked = lookup.next()) {
        for (const node of asked) lookup.onReply(node, places(place--));
      }
      expect([lookup.isOver, lookup.asked]).toEqual([true, asksMax(k)]);
    }
  });

  test('waits for those under way before it is over for having asked too many', () => {
    const lookup = lookupFrom(places(998, 999), 2, 2);
    const [late] = lookup.next();
    let place = 997;
    for (let asked: NodeId[] = places(999); asked.length > 0; asked = lookup.next()) {
      for (const node of asked) lookup.onReply(node, places(place--));
    }
    expect([lookup.asked, lookup.isOver]).toEqual([asksMax(2), false]);
    lookup.onFailure(late as NodeId);
    expect(lookup.isOver).toBe(true);
  });

  test('refuses a k or an alpha that is none', () => {
    expect(() => lookupFrom([], 0)).toThrow('k = 0');
    expect(() => lookupFrom([], 2, 0)).toThrow('alpha = 0');
  });
});

const sizes = [16, 24, 32, 48, 64, 96, 128, 256, 512] as const;

interface Trial {
  readonly nodes: readonly NodeId[];
  readonly network: StaticNetwork;
  readonly options: Parameters<typeof runLookup>[1];
}

/** A random lookup in a random network of a random size. */
function trialOf(random: Random, sizeMax: number): Trial {
  const allowed = sizes.filter((size) => size <= sizeMax);
  const k = [1, 2, 8, 20][random.below(4)] as number;
  const nodes = randomNodes(allowed[random.below(allowed.length)] as number, random);
  const network = idealNetwork(nodes, k, random);
  const from = nodes[random.below(nodes.length)] as NodeId;
  const options = { self: from, target: keyOf(`${random.uint32()}`), k, alpha: 1 + random.below(4) };
  return { nodes, network, options };
}

/** Runs it with answers in random order, and checks the laws that hold whatever they say. */
function runLawfully({ network, options }: Trial, random: Random, answer: Answer): Lookup {
  const seeds = network.get(options.self)?.closest(options.target, options.k) ?? [];
  const lookup = createLookup({ ...options, seeds });
  const asked = new Set<NodeId>();
  const underWay: NodeId[] = [];
  const broken: string[] = [];
  for (let turn = 0; !lookup.isOver && broken.length === 0; turn++) {
    if (turn > asksMax(options.k)) broken.push(`it goes on after ${turn} turns`);
    for (const node of lookup.next()) {
      if (asked.has(node)) broken.push(`${node} is asked twice`);
      if (node === options.self) broken.push(`${node} asks itself`);
      asked.add(node);
      underWay.push(node);
    }
    if (underWay.length > options.alpha) broken.push(`${underWay.length} are under way, alpha is ${options.alpha}`);
    if (underWay.length === 0) broken.push('it waits for nobody, and is not over');
    const [node] = underWay.splice(random.below(underWay.length), 1) as [NodeId];
    const contacts = answer(node, options.target);
    if (contacts === undefined) lookup.onFailure(node);
    else lookup.onReply(node, contacts);
  }
  expect(broken).toEqual([]);
  expect([lookup.asked, lookup.next()]).toEqual([asked.size, []]);
  return lookup;
}

describe('the laws of a lookup', () => {
  test('with ideal tables it ends, asks nobody twice, at most alpha at a time, and finds the k closest of all', () => {
    eachSeed(1_000, (random) => {
      const trial = trialOf(random, 512);
      const { nodes, network, options } = trial;
      const others = nodes.filter((node) => node !== options.self);
      const answer: Answer = (node, key) => network.get(node)?.closest(key, options.k, options.self);
      const lookup = runLawfully(trial, random, answer);
      expect(lookup.closest()).toEqual(trueClosest(others, options.target, options.k));
      expect(runLookup(network, options).closest()).toEqual(lookup.closest());
    });
  });

  test('with nodes that never answer it ends, and finds none of them', () => {
    eachSeed(300, (random) => {
      const trial = trialOf(random, 128);
      const dead = new Set(trial.nodes.filter(() => random.below(2) === 0));
      const answer: Answer = (node, key) =>
        dead.has(node) ? undefined : trial.network.get(node)?.closest(key, trial.options.k);
      const lookup = runLawfully(trial, random, answer);
      expect(lookup.closest().filter((node) => dead.has(node))).toEqual([]);
    });
  });

  test('with garbage for answers it ends', () => {
    eachSeed(300, (random) => {
      const trial = trialOf(random, 128);
      const invented = (): NodeId[] => randomNodes(1 + random.below(60), random);
      const answers: ((node: NodeId) => NodeId[] | undefined)[] = [
        () => undefined,
        () => [],
        () => [trial.options.self, trial.options.self],
        (node) => [node, node, ...trial.nodes, ...trial.nodes],
        invented,
        invented,
      ];
      runLawfully(trial, random, (node) => answers[random.below(answers.length)]?.(node));
    });
  });
});
