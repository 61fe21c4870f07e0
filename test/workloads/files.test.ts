import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { byPopularity, contentOf, itemsOf } from '../../source/workloads/catalogue.ts';
import { createFileChooser, zipfExponent } from '../../source/workloads/files.ts';
import { createZipf } from '../../source/workloads/zipf.ts';
import { eachSeed } from '../base/each-seed.ts';

const authors = Array.from({ length: 8 }, (_, index) => nodeId(index + 1));

describe('the catalogue', () => {
  test('numbers the items of all nodes without gaps or repetition', () => {
    const names = authors.flatMap((author) => itemsOf(author, 3).map(({ name }) => name));
    expect(names.slice(0, 4)).toEqual(['song-01', 'song-02', 'song-03', 'song-04']);
    expect(new Set(names).size).toBe(24);
    expect(itemsOf(nodeId(40), 3).map(({ name }) => name)).toEqual(['song-118', 'song-119', 'song-120']);
  });

  test('gives an item the same content wherever it is asked, and another one for another seed or name', () => {
    expect(contentOf(7, 'song-01', 100)).toEqual(contentOf(7, 'song-01', 100));
    expect(contentOf(7, 'song-01', 100)).toHaveLength(100);
    expect(contentOf(7, 'song-01', 100)).not.toEqual(contentOf(8, 'song-01', 100));
    expect(contentOf(7, 'song-01', 100)).not.toEqual(contentOf(7, 'song-02', 100));
  });

  test('ranks the same items in the same order on every node, for every seed', () => {
    eachSeed(100, (_random, seed) => {
      const whole = byPopularity(seed, authors, 3);
      expect(whole).toEqual(byPopularity(seed, [...authors].reverse(), 3));
      expect(new Set(whole.map(({ name }) => name)).size).toBe(24);
    });
  });

  test('keeps the order of the others when somebody joins', () => {
    eachSeed(50, (_random, seed) => {
      const before = byPopularity(seed, authors.slice(0, 5), 3);
      const after = byPopularity(seed, authors.slice(0, 6), 3).filter(({ author }) => author !== nodeId(6));
      expect(after).toEqual(before);
    });
  });

  test('ranks differently for different seeds', () => {
    const firsts = new Set(Array.from({ length: 40 }, (_, seed) => byPopularity(seed, authors, 3)[0]?.name));
    expect(firsts.size).toBeGreaterThan(10);
  });
});

describe("Zipf's law", () => {
  test.each([0, 0.8, 1, 1.5])('with exponent %f gives every rank its share', (exponent) => {
    const size = 20;
    const zipf = createZipf(size, exponent);
    const random = createRandom(11);
    const draws = 100_000;
    const counts = new Array<number>(size).fill(0);
    for (let draw = 0; draw < draws; draw++) {
      const rank = zipf.draw(random);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    const total = counts.reduce((sum, _, rank) => sum + 1 / (rank + 1) ** exponent, 0);
    for (const [rank, count] of counts.entries()) {
      const expected = draws / (rank + 1) ** exponent / total;
      expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  test('with one rank always gives it', () => {
    expect(createZipf(1, 0.8).draw(createRandom(1))).toBe(0);
  });
});

describe('a chooser of files', () => {
  test('never picks what is held while something else is left, nor an own item, for every seed', () => {
    eachSeed(100, (random, seed) => {
      const chooser = createFileChooser(seed, nodeId(3), authors, 3);
      const held = new Set<string>();
      for (let count = 0; count < 21; count++) {
        const name = chooser.next(random, (candidate) => held.has(candidate));
        expect(name).toBeDefined();
        expect(held.has(name ?? '')).toBe(false);
        expect(['song-07', 'song-08', 'song-09']).not.toContain(name);
        held.add(name ?? '');
      }
      expect(held.size).toBe(21);
    });
  });

  test('picks something all the same when everything is held', () => {
    expect(createFileChooser(1, nodeId(3), authors, 3).next(createRandom(1), () => true)).toMatch(/^song-/);
  });

  test('picks nothing when nobody else authors anything', () => {
    expect(createFileChooser(1, nodeId(3), [nodeId(3)], 3).next(createRandom(1), () => false)).toBeUndefined();
    expect(createFileChooser(1, nodeId(3), authors, 0).next(createRandom(1), () => false)).toBeUndefined();
  });

  test('asks for popular items more often, as the law says', () => {
    const chooser = createFileChooser(1, nodeId(9), authors, 3);
    const random = createRandom(2);
    const order = byPopularity(1, authors, 3).map(({ name }) => name);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 20_000; draw++) {
      const name = chooser.next(random, () => false) ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const ratio = (counts.get(order[0] ?? '') ?? 0) / (counts.get(order[9] ?? '') ?? 1);
    expect(ratio).toBeGreaterThan(0.85 * 10 ** zipfExponent);
    expect(ratio).toBeLessThan(1.15 * 10 ** zipfExponent);
  });
});
