/**
 * Cuts a stream into frames without looking into them: 4 bytes of length, then the body; both belong to the piece. It refuses nothing, since that
 * is the session's affair: a frame above `wholeBytesMax` comes out in the parts in which it came, so that no more than that is kept here, and behind
 * `piecesMax` pieces what is left of a chunk comes out as one.
 */
export class FrameCutter {
  wholeBytesMax: number;
  piecesMax: number;
  #headerBytes = 0;
  #length = 0;
  #bodyLeft = 0;
  #parts: Buffer[] = [];

  constructor(wholeBytesMax: number, piecesMax = Number.POSITIVE_INFINITY) {
    this.wholeBytesMax = wholeBytesMax;
    this.piecesMax = piecesMax;
  }

  /** Whether the beginning of a frame is kept here. */
  get isPending(): boolean {
    return this.#parts.length > 0;
  }

  /** The frames that a chunk completes. */
  cut(chunk: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    let cutTo = 0;
    const start = this.#walk(chunk, (from, to) => {
      if (pieces.length === this.piecesMax) return;
      pieces.push(this.#joined(chunk.subarray(from, to)));
      cutTo = to;
    });
    if (pieces.length === this.piecesMax) {
      if (cutTo < chunk.length) pieces.push(chunk.subarray(cutTo));
    } else if (start < chunk.length) {
      this.#parts.push(chunk.subarray(start));
      if (this.#headerBytes === 4 && this.#length > this.wholeBytesMax) pieces.push(...this.rest());
    }
    return pieces;
  }

  /** Follows a chunk that passes uncut, to know where the next frame begins. */
  skip(chunk: Buffer): void {
    this.#walk(chunk, undefined);
  }

  /** What is kept of a frame that will not be completed. */
  rest(): Buffer[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts.length === 0 ? [] : [Buffer.concat(parts)];
  }

  /** Gives where the frame begins that the chunk leaves open. */
  #walk(chunk: Buffer, onFrame: ((from: number, to: number) => void) | undefined): number {
    let start = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerBytes < 4) {
        this.#length = this.#length * 256 + (chunk[at++] as number);
        if (++this.#headerBytes < 4) continue;
        this.#bodyLeft = this.#length;
      }
      const taken = Math.min(this.#bodyLeft, chunk.length - at);
      this.#bodyLeft -= taken;
      at += taken;
      if (this.#bodyLeft > 0) break;
      this.#headerBytes = 0;
      this.#length = 0;
      onFrame?.(start, at);
      start = at;
    }
    return start;
  }

  #joined(last: Buffer): Buffer {
    if (this.#parts.length === 0) return last;
    this.#parts.push(last);
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    return whole;
  }
}
