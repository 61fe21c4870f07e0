import { createRandom, type Random } from '../base/random.ts';
import type { NodeId } from '../protocol/ids.ts';
import { limits } from '../protocol/wire/limits.ts';
import { byPopularity } from './catalogue.ts';
import type { FileChooser } from './files.ts';
import { createZipf } from './zipf.ts';

/** Popularity of pages: Zipf's law with an exponent of about 1 (Breslau et al., INFOCOM 1999, saw 0.64 … 0.83 at proxies, 1 at servers). */
export const pageExponent = 1;
/** Spread of the logarithm of page sizes (Barford and Crovella, SIGMETRICS 1998: the body of file sizes is lognormal, sigma 1.3). */
const sizeSigma = 1.3;

/** Reading pages: popular ones are read again and again, also by who has read them before; what he keeps himself he reads at home. */
export function createPageChooser(
  seed: number,
  self: NodeId,
  authors: readonly NodeId[],
  pagesPerNode: number,
): FileChooser {
  const pages = byPopularity(
    seed,
    authors.filter((author) => author !== self),
    pagesPerNode,
  );
  const zipf = createZipf(pages.length, pageExponent);
  return { next: (random) => (pages.length === 0 ? undefined : pages[zipf.draw(random)]?.name) };
}

/** Bytes of a page around a median; the same for everybody who knows the seed. */
export function pageBytes(seed: number, name: string, median: number): number {
  const size = median * Math.exp(sizeSigma * standardNormal(createRandom(seed).fork(`size of ${name}`)));
  return Math.max(64, Math.min(limits.itemBytesMax, Math.round(size)));
}

/** Box and Muller 1958. */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
