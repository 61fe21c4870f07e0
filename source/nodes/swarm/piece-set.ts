/** Which pieces of a file somebody has. Pieces are numbered from 0. */
export class PieceSet {
  /** Pieces that there are. */
  readonly size: number;
  readonly #has: Uint8Array;
  #count = 0;

  constructor(size: number) {
    this.size = size;
    this.#has = new Uint8Array(size);
  }

  /** How many it has. */
  get count(): number {
    return this.#count;
  }

  get isComplete(): boolean {
    return this.#count === this.size;
  }

  has(piece: number): boolean {
    return this.#has[piece] === 1;
  }

  /** False when it has the piece already, or when there is no such piece. */
  add(piece: number): boolean {
    if (piece >= this.size || this.#has[piece] === 1) return false;
    this.#has[piece] = 1;
    this.#count++;
    return true;
  }
}
