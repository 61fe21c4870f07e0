import { createRandom } from '../base/random.ts';
import { type NodeId, nodeNumber } from '../protocol/ids.ts';

/** An item that some node authors. Its name and content follow from the seed alone, on every node and in both modes. */
export interface CatalogueItem {
  readonly name: string;
  readonly author: NodeId;
}

/** The items that one node authors. */
export function itemsOf(author: NodeId, itemsPerNode: number): CatalogueItem[] {
  const first = (nodeNumber(author) - 1) * itemsPerNode + 1;
  return Array.from({ length: itemsPerNode }, (_, index) => ({
    name: `song-${String(first + index).padStart(2, '0')}`,
    author,
  }));
}

/** The content of an item: `bytes` random bytes that depend on the seed and the name only. */
export function contentOf(seed: number, name: string, bytes: number): Buffer {
  return createRandom(seed).fork(name).bytes(bytes);
}

/** All items of some authors, the most popular first. Who joins takes a place among the others; their order stays. */
export function byPopularity(seed: number, authors: readonly NodeId[], itemsPerNode: number): CatalogueItem[] {
  const random = createRandom(seed);
  const keyed = authors
    .flatMap((author) => itemsOf(author, itemsPerNode))
    .map((item) => ({ item, key: random.fork(`popularity of ${item.name}`).unit() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
