import { assert } from '../../base/assert.ts';
import { hashBytes, hashFromText } from './hash-texts.ts';
import { shortTextMax } from './short-texts.ts';

const noBytes = Buffer.alloc(0);

/**
 * Bytes written one after the other into large shared slabs. `take` gives what was written since the last `take` without copying; the
 * slab goes on behind it, so one write a turn of the loop carries every message of that turn.
 */
export class ByteWriter {
  #slab = noBytes;
  #start = 0;
  #end = 0;
  readonly #slabBytes: number;

  constructor(slabBytes = 16 * 1024) {
    this.#slabBytes = slabBytes;
  }

  /** Bytes written and not yet taken. */
  get pending(): number {
    return this.#end - this.#start;
  }

  take(): Buffer {
    const taken = this.#slab.subarray(this.#start, this.#end);
    this.#start = this.#end;
    return taken;
  }

  /** As `take`, without making a view: what was written begins at the number given, in `slab`, which is never written over. */
  drop(): number {
    const start = this.#start;
    this.#start = this.#end;
    return start;
  }

  /** The slab that holds what is pending. Read it before the next write, which may begin another one. */
  get slab(): Buffer {
    return this.#slab;
  }

  /** Leaves room for a 32-bit length that `endFrame` fills in; gives its mark. */
  beginFrame(): number {
    this.#reserve(4);
    this.#end += 4;
    return this.pending;
  }

  /** Fills in the length; gives the bytes of the whole frame, the length among them. */
  endFrame(mark: number): number {
    const length = this.pending - mark;
    this.#slab.writeUInt32BE(length, this.#start + mark - 4);
    return 4 + length;
  }

  /** A byte that is not taken yet, by how many were pending before it. */
  byteAt(offset: number): number {
    return this.#slab[this.#start + offset] as number;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#slab[this.#end++] = value;
  }

  u32(value: number): void {
    this.#reserve(4);
    const slab = this.#slab;
    let at = this.#end;
    slab[at++] = value >>> 24;
    slab[at++] = (value >>> 16) & 0xff;
    slab[at++] = (value >>> 8) & 0xff;
    slab[at++] = value & 0xff;
    this.#end = at;
  }

  /** Every reader refuses a number that is not finite. */
  f64(value: number): void {
    if (!Number.isFinite(value)) assert(false, `${value} is no number to send`); // a text for each number would take ten times as long
    this.#reserve(8);
    this.#end = this.#slab.writeDoubleBE(value, this.#end);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#slab.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** UTF-8 text behind a 32-bit byte length. */
  text(value: string): void {
    const bytesMax = value.length * 3;
    this.#reserve(4 + bytesMax);
    if (value.length <= shortTextMax && this.#shortAscii(value)) return;
    const written = this.#slab.write(value, this.#end + 4, bytesMax, 'utf8');
    this.u32(written);
    this.#end += written;
  }

  /** 64 hexadecimal digits as 32 bytes, without a length. */
  hash(value: string): void {
    const bytes = hashFromText(value);
    this.#reserve(hashBytes);
    const slab = this.#slab;
    let at = this.#end;
    for (let index = 0; index < hashBytes; index++) slab[at++] = bytes[index] as number;
    this.#end = at;
  }

  /** Writes text whose characters are one byte each; false, and nothing written, when one is not. Room is there already. */
  #shortAscii(value: string): boolean {
    const slab = this.#slab;
    const start = this.#end + 4;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      slab[start + index] = code;
    }
    this.u32(value.length);
    this.#end += value.length;
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#slab.length) return;
    const pending = this.pending;
    const next = Buffer.allocUnsafe(Math.max(this.#slabBytes, 2 * (pending + bytes)));
    this.#slab.copy(next, 0, this.#start, this.#end);
    this.#slab = next;
    this.#start = 0;
    this.#end = pending;
  }
}
