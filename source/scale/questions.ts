import { createRandom } from '../base/random.ts';
import { zipfExponent } from '../workloads/files.ts';
import { createZipf } from '../workloads/zipf.ts';

/** An item of a scale workload: its name says its rank of popularity. */
export interface ScaleItem {
  readonly name: string;
  /** Place of its author among the users. */
  readonly author: number;
}

/** One question: place of the user who asks, and of the item. */
export interface ScaleQuery {
  readonly user: number;
  readonly item: number;
}

/**
 * Work for a network of any size, outside of its nodes: so many items by authors drawn at random, then questions of users drawn at random, by Zipf's
 * law as in the workload `files`. (There every node has the catalogue of all items: too much for 100,000 nodes.)
 */
export interface ScaleWorkload {
  readonly items: readonly ScaleItem[];
  /** Draws a question for an item that the user neither authored nor asked for before; undefined when so many draws gave none. */
  next(): ScaleQuery | undefined;
}

const drawsMax = 64;

export function createScaleWorkload(seed: number, users: number, items: number): ScaleWorkload {
  const random = createRandom(seed).fork('scale workload');
  const zipf = createZipf(items, zipfExponent);
  const authored = Array.from({ length: items }, (_, item) => ({
    name: `song-${item + 1}`,
    author: random.below(users),
  }));
  const over = new Set(authored.map(({ author }, item) => author * items + item));

  return {
    items: authored,
    next() {
      for (let draw = 0; draw < drawsMax; draw++) {
        const user = random.below(users);
        const item = zipf.draw(random);
        if (over.has(user * items + item)) continue;
        over.add(user * items + item);
        return { user, item };
      }
      return undefined;
    },
  };
}
