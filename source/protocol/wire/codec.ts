import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { remoteError } from './protocol-error.ts';

/** How a value stands on the wire. `read` throws a remote `ProtocolError` for bytes that are no such value. */
export interface Codec<T> {
  write(to: ByteWriter, value: T): void;
  read(from: ByteReader): T;
}

type Fields<T> = { readonly [Key in keyof T]: Codec<T[Key]> };

export const u8: Codec<number> = { write: (to, value) => to.u8(value), read: (from) => from.u8() };
export const u32: Codec<number> = { write: (to, value) => to.u32(value), read: (from) => from.u32() };
export const f64: Codec<number> = { write: (to, value) => to.f64(value), read: (from) => from.f64() };
export const bool: Codec<boolean> = {
  write: (to, value) => to.u8(value ? 1 : 0),
  read: (from) => oneOf([false, true], from.u8()),
};

/** UTF-8 text of at most so many bytes. */
export function text(bytesMax: number): Codec<string> {
  return { write: (to, value) => to.text(value), read: (from) => from.text(bytesMax) };
}

/** Exactly so many bytes. The value read is a copy of its own. */
export function fixedBytes(length: number): Codec<Buffer> {
  return { write: (to, value) => to.raw(value), read: (from) => Buffer.from(from.raw(length)) };
}

/** Up to so many bytes behind their length. The value read is a view into its chunk. */
export function bytes(lengthMax: number): Codec<Buffer> {
  return {
    write(to, value) {
      to.u32(value.length);
      to.raw(value);
    },
    read: (from) => from.raw(bounded(from.u32(), lengthMax)),
  };
}

/** A value that may be absent. */
export function optional<T>(inner: Codec<T>): Codec<T | undefined> {
  return {
    write(to, value) {
      to.u8(value === undefined ? 0 : 1);
      if (value !== undefined) inner.write(to, value);
    },
    read: (from) => (bool.read(from) ? inner.read(from) : undefined),
  };
}

/** At most so many values of one sort. */
export function list<T>(inner: Codec<T>, lengthMax: number): Codec<readonly T[]> {
  return {
    write(to, values) {
      to.u32(values.length);
      for (const value of values) inner.write(to, value);
    },
    read(from) {
      const values = new Array<T>(bounded(from.u32(), lengthMax));
      for (let at = 0; at < values.length; at++) values[at] = inner.read(from);
      return values;
    },
  };
}

/** One of a few words, as its number. */
export function word<const Words extends readonly string[]>(...words: Words): Codec<Words[number]> {
  return { write: (to, value) => to.u8(words.indexOf(value)), read: (from) => oneOf(words, from.u8()) };
}

/** Fields one after the other, in the order they are listed. */
export function struct<T extends object>(fields: Fields<T>): Codec<T> {
  return sequence<T>({}, fields as Readonly<Record<string, Codec<unknown>>>);
}

/**
 * What is read begins as a copy of an object that has all the keys: to add them one by one costs V8 at least twice as much.
 */
function sequence<T extends object>(constant: object, fields: Readonly<Record<string, Codec<unknown>>>): Codec<T> {
  const entries = Object.entries(fields);
  const blank: Record<string, unknown> = { ...constant };
  for (const [key] of entries) blank[key] = undefined;
  return {
    write(to, value) {
      for (const [key, codec] of entries) codec.write(to, (value as Record<string, unknown>)[key]);
    },
    read(from) {
      const value = { ...blank };
      for (const [key, codec] of entries) value[key] = codec.read(from);
      return value as T;
    },
  };
}

/** The fields of one member of a union, without its `type`. */
type Member<Union extends { readonly type: string }, Type extends Union['type']> = Extract<Union, { type: Type }>;
/** How the fields of a member stand on the wire; `read` gives the whole member. */
export type MemberCodecs<Union extends { readonly type: string }> = {
  readonly [Type in Union['type']]: Codec<Member<Union, Type>>;
};

/** A member of a union whose fields are codecs. */
export function member<Type extends string, T extends { readonly type: Type }>(
  type: Type,
  fields: Fields<Omit<T, 'type'>>,
): Codec<T> {
  return sequence<T>({ type }, fields as Readonly<Record<string, Codec<unknown>>>);
}

/** A union on `type`: one byte that says which member, then its fields. The order of the members is the wire's numbering. */
export function union<Union extends { readonly type: string }>(
  members: MemberCodecs<Union>,
): Codec<Union> & { readonly types: readonly Union['type'][] } {
  const types = Object.keys(members) as Union['type'][];
  const codecs = types.map((type) => members[type]) as unknown as Codec<Union>[];
  const tags = new Map(types.map((type, tag) => [type, tag]));
  return {
    types,
    write(to, value) {
      const tag = tags.get(value.type) as number;
      to.u8(tag);
      (codecs[tag] as Codec<Union>).write(to, value);
    },
    read(from) {
      const tag = from.u8();
      const codec = codecs[tag];
      if (codec === undefined) throw remoteError('unknown-message', `message number ${tag} is not known`);
      return codec.read(from);
    },
  };
}

function bounded(length: number, lengthMax: number): number {
  if (length > lengthMax) throw remoteError('malformed-message', `length ${length}, allowed are ${lengthMax}`);
  return length;
}

function oneOf<T>(values: readonly T[], index: number): T {
  if (index >= values.length) throw remoteError('malformed-message', `value ${index} is none of ${values.length}`);
  return values[index] as T;
}
