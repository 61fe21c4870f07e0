import { messageCodec } from '../messages.ts';
import { ByteReader } from '../wire/byte-reader.ts';
import { cellText, type FrameField, fieldBytesMax, frameFieldsMax, type InspectedFrame } from './inspection.ts';

/** The fields of a frame, its length field first, as they stand in its bytes: what a packet sniffer shows. Throws for bytes that are no message. */
export function dissect(frame: Buffer): Pick<InspectedFrame, 'type' | 'bytes' | 'fields' | 'fieldsTotal'> {
  const reader = new TracingReader();
  reader.reset(frame, 4, frame.length);
  const message = messageCodec.read(reader);
  const { type, ...rest } = message;
  let at = 0;
  const fields = [{ name: 'message number', reads: 1 }, ...leavesOf(rest, '')].map(({ name, reads }): FrameField => {
    const parts = reader.trace.slice(at, at + reads);
    const offset = parts[0]?.offset ?? frame.length;
    const end = parts.at(-1)?.end ?? offset;
    const value = at === 0 ? `${parts[0]?.value} (${type})` : textOf(parts, frame.subarray(offset, end));
    at += reads;
    return fieldOf(frame, offset, end - offset, name, value);
  });
  const length = fieldOf(frame, 0, 4, 'frame length', `${frame.length - 4}`);
  return {
    type,
    bytes: frame.length,
    fields: [length, ...fields].slice(0, frameFieldsMax),
    fieldsTotal: fields.length + 1,
  };
}

function fieldOf(frame: Buffer, offset: number, length: number, name: string, value: string): FrameField {
  const bytes = frame.subarray(offset, offset + Math.min(length, fieldBytesMax));
  return { offset, length, bytes, name: cellText(name), value: cellText(value) };
}

function textOf(parts: readonly Trace[], bytes: Buffer): string {
  if (parts.length > 1) return bytes.toString('hex'); // a key
  const value = parts[0]?.value;
  return Buffer.isBuffer(value) ? `${value.length} bytes` : `${value}`;
}

interface Leaf {
  readonly name: string;
  /** Reads that it takes. */
  readonly reads: number;
}

/** What is read for a value, in the order in which it stands on the wire: a list is its count, then its elements; a key is eight words. */
function leavesOf(value: unknown, name: string): Leaf[] {
  if (Buffer.isBuffer(value)) return [`${name} length`, name].map((part) => ({ name: part, reads: 1 }));
  if (value instanceof Uint32Array) return [{ name, reads: value.length }];
  if (Array.isArray(value)) {
    const elements = value.flatMap((element, at) => leavesOf(element, `${name} ${at + 1}`));
    return [{ name: `${name} count`, reads: 1 }, ...elements];
  }
  if (typeof value !== 'object' || value === null) return [{ name, reads: 1 }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, name === '' ? key : `${name} ${key}`));
}

interface Trace {
  readonly offset: number;
  readonly end: number;
  readonly value: unknown;
}

/** Notes what is read, and where. What a field is made of inside (a text's length) is part of the field. */
class TracingReader extends ByteReader {
  readonly trace: Trace[] = [];
  #end = 0;
  #depth = 0;

  override reset(bytes: Buffer, start: number, end: number): this {
    this.#end = end;
    return super.reset(bytes, start, end);
  }

  override u8(): number {
    return this.#note(() => super.u8());
  }

  override u32(): number {
    return this.#note(() => super.u32());
  }

  override f64(): number {
    return this.#note(() => super.f64());
  }

  override raw(length: number): Buffer {
    return this.#note(() => super.raw(length));
  }

  override text(bytesMax: number): string {
    return this.#note(() => super.text(bytesMax));
  }

  override hash(): string {
    return this.#note(() => super.hash());
  }

  #note<T>(read: () => T): T {
    const offset = this.#end - this.left;
    this.#depth++;
    const value = read();
    this.#depth--;
    if (this.#depth === 0) this.trace.push({ offset, end: this.#end - this.left, value });
    return value;
  }
}
