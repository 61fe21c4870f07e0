import { hashBytes, hashToText } from './hash-texts.ts';
import { remoteError } from './protocol-error.ts';
import { shortTextAt, shortTextMax } from './short-texts.ts';

/** What decoding puts in place of bytes that are no UTF-8. */
const replacement = '\uFFFD';

/** Reads the fields of one frame in order. Reading past its end is a `malformed-message`, never a crash. */
export class ByteReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** Points the reader at a frame's bytes; one reader serves a whole connection. */
  reset(bytes: Buffer, start: number, end: number): this {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    return this;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  u8(): number {
    const at = this.#advance(1);
    return this.#bytes[at] as number;
  }

  u32(): number {
    const at = this.#advance(4);
    const bytes = this.#bytes;
    return (
      (bytes[at] as number) * 0x1000000 +
      (((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number))
    );
  }

  /** A number that is one: nothing here can be counted, or waited for, without end. */
  f64(): number {
    const value = this.#bytes.readDoubleBE(this.#advance(8));
    if (!Number.isFinite(value)) throw remoteError('malformed-message', `${value} where a number is expected`);
    return value;
  }

  /** A view of the next bytes: valid as long as the chunk they came in. */
  raw(length: number): Buffer {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** UTF-8 behind its length in bytes. What is no UTF-8 is refused: written again, it would be other and longer text. */
  text(bytesMax: number): string {
    const length = this.u32();
    if (length > bytesMax) throw remoteError('malformed-message', `text of ${length} bytes, allowed are ${bytesMax}`);
    const at = this.#advance(length);
    const short = length <= shortTextMax ? shortTextAt(this.#bytes, at, length) : undefined;
    if (short !== undefined) return short;
    const text = this.#bytes.toString('utf8', at, at + length);
    if (text.includes(replacement) && !Buffer.from(text).equals(this.#bytes.subarray(at, at + length))) {
      throw remoteError('malformed-message', `text of ${length} bytes that are no UTF-8`);
    }
    return text;
  }

  /** A SHA-256 as 64 hexadecimal digits. */
  hash(): string {
    return hashToText(this.#bytes, this.#advance(hashBytes));
  }

  #advance(length: number): number {
    const at = this.#at;
    if (at + length > this.#end) {
      throw remoteError('malformed-message', `field of ${length} bytes where only ${this.#end - at} are left`);
    }
    this.#at = at + length;
    return at;
  }
}
