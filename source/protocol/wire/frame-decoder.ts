import { remoteError } from './protocol-error.ts';

/**
 * Cuts a stream of chunks into frames: a 32-bit big-endian length, then that many bytes. A frame that arrives whole is a view into its
 * chunk; one that arrives in parts is gathered once, into a buffer of its own size.
 */
export class FrameDecoder {
  /** Largest body allowed now, in bytes. */
  frameBytesMax: number;
  readonly #onFrame: (bytes: Buffer, start: number, end: number) => void;
  readonly #header = Buffer.alloc(4);
  #headerBytes = 0;
  #body: Buffer | undefined;
  #bodyBytes = 0;

  constructor(frameBytesMax: number, onFrame: (bytes: Buffer, start: number, end: number) => void) {
    this.frameBytesMax = frameBytesMax;
    this.#onFrame = onFrame;
  }

  /** Calls back for each frame that the chunk completes. Throws `frame-too-large` before buffering it. */
  receive(chunk: Buffer): void {
    let at = this.#finishPartial(chunk);
    while (chunk.length - at >= 4) {
      const length = this.#checked(chunk.readUInt32BE(at));
      const end = at + 4 + length;
      if (end > chunk.length) break;
      this.#onFrame(chunk, at + 4, end);
      at = end;
    }
    if (at < chunk.length) this.#keep(chunk, at);
  }

  /** The other end will send no more: a frame that is not complete is an error. */
  end(): void {
    if (this.#headerBytes > 0 || this.#body !== undefined) {
      throw remoteError('truncated-frame', 'the connection ended in the middle of a frame');
    }
  }

  /** Completes the frame that earlier chunks began; gives where the next one starts. */
  #finishPartial(chunk: Buffer): number {
    let at = 0;
    if (this.#headerBytes > 0 && this.#body === undefined) {
      at = Math.min(4 - this.#headerBytes, chunk.length);
      chunk.copy(this.#header, this.#headerBytes, 0, at);
      this.#headerBytes += at;
      if (this.#headerBytes < 4) return at;
      this.#body = Buffer.allocUnsafe(this.#checked(this.#header.readUInt32BE(0)));
    }
    const body = this.#body;
    if (body === undefined) return at;
    const taken = Math.min(body.length - this.#bodyBytes, chunk.length - at);
    chunk.copy(body, this.#bodyBytes, at, at + taken);
    this.#bodyBytes += taken;
    if (this.#bodyBytes === body.length) {
      this.#body = undefined;
      this.#headerBytes = 0;
      this.#bodyBytes = 0;
      this.#onFrame(body, 0, body.length);
    }
    return at + taken;
  }

  #keep(chunk: Buffer, at: number): void {
    this.#headerBytes = Math.min(4, chunk.length - at);
    chunk.copy(this.#header, 0, at, at + this.#headerBytes);
    if (this.#headerBytes < 4) return;
    this.#body = Buffer.allocUnsafe(this.#checked(this.#header.readUInt32BE(0)));
    this.#bodyBytes = chunk.copy(this.#body, 0, at + 4);
  }

  #checked(length: number): number {
    if (length > this.frameBytesMax) {
      throw remoteError('frame-too-large', `frame of ${length} bytes, allowed are ${this.frameBytesMax}`);
    }
    return length;
  }
}
