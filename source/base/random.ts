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
  return new Sfc32(seed >>> 0, 0x9e3779b9, 0x243f6a88);
}

/** A class, because a node keeps several of them and a network has many nodes: closures take eight times the memory. */
class Sfc32 implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  readonly #seeds: readonly [number, number, number];

  constructor(a: number, b: number, c: number) {
    this.#seeds = [a, b, c];
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    for (let warmUp = 0; warmUp < 12; warmUp++) this.uint32();
  }

  uint32(): number {
    const b = this.#b;
    const c = this.#c;
    const sum = (((this.#a + b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  unit(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  shuffled<T>(values: readonly T[]): T[] {
    const result = [...values];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const moved = result[last];
      result[last] = result[other] as T;
      result[other] = moved as T;
    }
    return result;
  }

  bytes(length: number): Buffer {
    const words = new Uint32Array(Math.ceil(length / 4));
    let [a, b, c, counter] = [this.#a, this.#b, this.#c, this.#counter]; // as in `uint32`, without going through the fields for each word
    for (let at = 0; at < words.length; at++) {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      words[at] = sum;
    }
    [this.#a, this.#b, this.#c, this.#counter] = [a, b, c, counter];
    return Buffer.from(words.buffer, 0, length);
  }

  fork(label: string): Random {
    const [a, b, c] = this.#seeds;
    return new Sfc32(hashText(label, a), hashText(label, b), hashText(label, c));
  }
}

/** FNV-1a over the text's code units, starting from a basis. */
function hashText(text: string, basis: number): number {
  let hash = (0x811c9dc5 ^ basis) | 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
