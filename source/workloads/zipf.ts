import type { Random } from '../base/random.ts';

/** Draws ranks 0 … size-1, where rank r has weight 1 / (r+1)^exponent (Zipf's law). */
export interface Zipf {
  draw(random: Random): number;
}

export function createZipf(size: number, exponent: number): Zipf {
  const cumulative: number[] = [];
  let total = 0;
  for (let rank = 0; rank < size; rank++) {
    total += 1 / (rank + 1) ** exponent;
    cumulative.push(total);
  }
  return {
    draw(random) {
      const target = random.unit() * total;
      let low = 0;
      let high = size - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((cumulative[middle] ?? total) > target) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
}
