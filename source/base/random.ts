/** A seeded source of randomness. Never the ambient one: a run is repeated from its seed alone. */
export interface Random {
  /** 32 uniform random bits, as an unsigned integer. */
  uint32(): number;
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform integer in [0, limit). */
  below(limit: number): number;
  /** Exponentially distributed with a mean. */
  exponential(mean: number): number;
  /** A permutation of the values, by Fisher and Yates. */
  shuffled<T>(values: readonly T[]): T[];
  /** `length` random bytes. */
  bytes(length: number): Buffer;
  /** An independent source that depends on this seed and the label only, not on what was drawn before. */
  fork(label: string): Random;
}

/** Random numbers by sfc32 (Doty-Humphrey, PractRand), seeded with any 32-bit number. */
export function createRandom(seed: number): Random {
  return fromState(seed >>> 0, 0x9e3779b9, 0x243f6a88, 1);
}

function fromState(a0: number, b0: number, c0: number, counter0: number): Random {
  let a = a0 | 0;
  let b = b0 | 0;
  let c = c0 | 0;
  let counter = counter0 | 0;

  function uint32(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) uint32();

  const unit = (): number => uint32() / 0x1_0000_0000;
  const below = (limit: number): number => Math.floor(unit() * limit);
  return {
    uint32,
    unit,
    below,
    exponential: (mean) => -mean * Math.log(1 - unit()),
    shuffled(values) {
      const result = [...values];
      for (let last = result.length - 1; last > 0; last--) {
        const other = below(last + 1);
        const moved = result[last];
        result[last] = result[other] as (typeof result)[number];
        result[other] = moved as (typeof result)[number];
      }
      return result;
    },
    bytes(length) {
      const result = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; at++) result[at] = uint32() & 0xff;
      return result;
    },
    fork: (label) => fromState(hashText(label, a0), hashText(label, b0), hashText(label, c0), 1),
  };
}

/** FNV-1a over the text's code units, starting from a basis. */
function hashText(text: string, basis: number): number {
  let hash = (0x811c9dc5 ^ basis) | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
