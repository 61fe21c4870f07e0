import type { Random } from '../base/random.ts';
import type { NodeId } from '../protocol/ids.ts';
import { byPopularity, type CatalogueItem } from './catalogue.ts';
import { createZipf } from './zipf.ts';

/** Which item a node asks for next. */
export interface FileChooser {
  /** The name of an item of somebody else that is not at hand, if there is one; undefined when nobody else authors anything. */
  next(random: Random, isHeld: (name: string) => boolean): string | undefined;
}

/** Popularity of shared files falls slower than 1/rank: Gummadi et al. (SOSP 2003) and Breslau et al. (1999) saw 0.6 … 0.9. */
export const zipfExponent = 0.8;
const drawsMax = 32;

/** Sharing files: nobody downloads what he has; among the rest the popular ones are asked for more often, by Zipf's law. */
export function createFileChooser(
  seed: number,
  self: NodeId,
  authors: readonly NodeId[],
  itemsPerNode: number,
): FileChooser {
  const others = byPopularity(
    seed,
    authors.filter((author) => author !== self),
    itemsPerNode,
  );
  const zipf = createZipf(others.length, zipfExponent);

  return {
    next(random, isHeld) {
      let drawn: CatalogueItem | undefined;
      for (let draws = 0; draws < drawsMax && others.length > 0; draws++) {
        drawn = others[zipf.draw(random)];
        if (drawn !== undefined && !isHeld(drawn.name)) return drawn.name;
      }
      return others.find(({ name }) => !isHeld(name))?.name ?? drawn?.name;
    },
  };
}
