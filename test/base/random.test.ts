import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../source/base/random.ts';
import { eachSeed } from './each-seed.ts';

const draws = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.uint32());

describe('a seeded random source', () => {
  test('gives the same stream for the same seed', () => {
    eachSeed(50, (random, seed) => {
      expect(draws(random, 100)).toEqual(draws(createRandom(seed), 100));
    });
  });

  test('gives the stream that it always gave, so that old seeds repeat old runs', () => {
    expect(draws(createRandom(7), 4)).toEqual([2418126209, 1675177840, 4180103685, 80695229]);
    expect(createRandom(7).fork('user').uint32()).toBe(3108720914);
  });

  test('gives bytes that are its numbers, four each, and goes on behind them', () => {
    eachSeed(20, (random, seed) => {
      const other = createRandom(seed);
      const bytes = random.bytes(4 * 5 - 1);
      expect(bytes).toHaveLength(19);
      for (let word = 0; word < 4; word++) expect(bytes.readUInt32LE(4 * word)).toBe(other.uint32());
      other.uint32();
      expect(random.uint32()).toBe(other.uint32());
    });
  });

  test('gives different streams for neighbouring seeds', () => {
    const firsts = new Set(Array.from({ length: 2_000 }, (_, seed) => createRandom(seed).uint32()));
    expect(firsts.size).toBeGreaterThan(1_998);
  });

  test('forks into a stream that depends on seed and label only, not on what was drawn before', () => {
    eachSeed(50, (random, seed) => {
      const before = random.fork('label').uint32();
      draws(random, 17);
      expect(random.fork('label').uint32()).toBe(before);
      expect(createRandom(seed).fork('label').uint32()).toBe(before);
    });
  });

  test('forks into different streams for different labels, and for the same label of different seeds', () => {
    const random = createRandom(5);
    const labels = Array.from({ length: 500 }, (_, index) => random.fork(`node ${index}`).uint32());
    const seeds = Array.from({ length: 500 }, (_, seed) => createRandom(seed).fork('node').uint32());
    expect(new Set(labels).size).toBe(500);
    expect(new Set(seeds).size).toBe(500);
  });

  test('does not move on when it is forked', () => {
    const random = createRandom(9);
    random.fork('anything').uint32();
    expect(random.uint32()).toBe(createRandom(9).uint32());
  });

  test('is roughly uniform: each of 16 cells gets its share within 15 %, for every seed', () => {
    eachSeed(20, (random) => {
      const cells = new Array<number>(16).fill(0);
      for (let draw = 0; draw < 16_000; draw++) {
        const cell = random.below(16);
        cells[cell] = (cells[cell] ?? 0) + 1;
      }
      for (const count of cells) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    });
  });

  test('keeps unit in [0, 1) and below within its limit', () => {
    eachSeed(20, (random) => {
      const units = Array.from({ length: 1_000 }, () => random.unit());
      const wholes = Array.from({ length: 1_000 }, () => random.below(7));
      expect(units.filter((unit) => unit < 0 || unit >= 1)).toEqual([]);
      expect(new Set(wholes)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    });
  });

  test('draws exponential values with the mean asked for', () => {
    eachSeed(10, (random) => {
      let total = 0;
      for (let draw = 0; draw < 20_000; draw++) total += random.exponential(50);
      expect(total / 20_000).toBeGreaterThan(48);
      expect(total / 20_000).toBeLessThan(52);
    });
  });

  test('shuffles into a permutation, each order about equally often', () => {
    const seen = new Map<string, number>();
    const random = createRandom(3);
    for (let draw = 0; draw < 6_000; draw++) {
      const order = random.shuffled(['a', 'b', 'c']).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of seen.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });

  test('leaves what it shuffles as it was', () => {
    const values = [1, 2, 3, 4];
    createRandom(1).shuffled(values);
    expect(values).toEqual([1, 2, 3, 4]);
  });

  test('gives as many random bytes as were asked for', () => {
    expect(createRandom(1).bytes(33)).toHaveLength(33);
    expect(createRandom(1).bytes(33)).toEqual(createRandom(1).bytes(33));
  });
});
