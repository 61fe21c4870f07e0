import { createHash } from 'node:crypto';
import type { Holding, StoredItem } from '../nodes/contract.ts';
import { ByteReader } from '../protocol/byte-reader.ts';
import { ByteWriter } from '../protocol/byte-writer.ts';
import { optional, struct, text, u32, word } from '../protocol/codec.ts';
import type { ItemHash, NodeId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { itemHash, nodeIdCodec } from '../protocol/messages.ts';
import { hashOf } from '../protocol/sha256.ts';

/*
 * The file of a store is records, one after the other, and nothing else:
 *
 *   head (16 bytes): bytes of the description (u32), bytes of the content (u32), the first 4 bytes of the SHA-256 of both lengths, and those of
 *     the SHA-256 of both lengths and the description. So a length that was damaged is not taken for a record that was cut off
 *   description: what it is, in the protocol's notation
 *   content
 *
 * The first record describes the store. The content of an item is checked against the item's hash.
 */

/** The version of this format; a store of a later one is not touched. */
export const storeFormat = 1;
/** Bytes in front of each record. */
export const headBytes = 16;

/** What all of a store belongs to. */
export interface StoreTitle {
  readonly format: number;
  readonly regime: string;
}

interface Description {
  readonly name: string;
  readonly hash: ItemHash;
  readonly author: NodeId | undefined;
  readonly holding: Holding;
}

const magic = 'starmesh store';
const title = struct<StoreTitle & { readonly magic: string }>({ magic: text(32), format: u32, regime: text(255) });
const description = struct<Description>({
  name: text(limits.nameBytesMax),
  hash: itemHash,
  author: optional(nodeIdCodec),
  holding: word('authored', 'stored', 'copy', 'replica'),
});
const descriptionBytesMax = 1_024;

/** The lengths in a head, when they can be true. */
export interface RecordHead {
  readonly describedBytes: number;
  readonly contentBytes: number;
  readonly head: Buffer;
}

/** The first record of a store. */
export function encodeTitle(regime: string, format = storeFormat): Buffer {
  const writer = new ByteWriter(descriptionBytesMax);
  title.write(writer, { magic, format, regime });
  const described = writer.take();
  return Buffer.concat([encodeHead(described, 0), described]);
}

/** The bytes of one item, in pieces that are not copied. */
export function encodeItem({ name, hash, author, holding, content }: StoredItem): Buffer[] {
  const writer = new ByteWriter(descriptionBytesMax);
  description.write(writer, { name, hash, author, holding });
  const described = writer.take();
  return [encodeHead(described, content.length), described, content];
}

/** Undefined: no record begins like this. */
export function decodeHead(head: Buffer): RecordHead | undefined {
  const describedBytes = head.readUInt32BE(0);
  const contentBytes = head.readUInt32BE(4);
  if (!checksumOf(head.subarray(0, 8)).equals(head.subarray(8, 12))) return undefined;
  if (describedBytes > descriptionBytesMax || contentBytes > limits.itemBytesMax) return undefined;
  return { describedBytes, contentBytes, head };
}

/** Undefined: these bytes are not what was written. */
export function decodeTitle(head: RecordHead, described: Buffer): StoreTitle | undefined {
  const read = decodeDescribed(title, head, described);
  return read?.magic === magic ? read : undefined;
}

/** The same for an item, with its content checked against its hash. */
export function decodeItem(head: RecordHead, described: Buffer, content: Buffer): StoredItem | undefined {
  const read = decodeDescribed(description, head, described);
  if (read === undefined || hashOf(content) !== read.hash) return undefined;
  return { ...read, content };
}

function decodeDescribed<T>(
  codec: { read(from: ByteReader): T },
  { head }: RecordHead,
  described: Buffer,
): T | undefined {
  if (!checksumOf(head.subarray(0, 8), described).equals(head.subarray(12, headBytes))) return undefined;
  try {
    return codec.read(new ByteReader().reset(described, 0, described.length));
  } catch {
    return undefined; // written by something else that knows the checksum
  }
}

function encodeHead(described: Buffer, contentBytes: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(described.length, 0);
  head.writeUInt32BE(contentBytes, 4);
  const lengths = head.subarray(0, 8);
  checksumOf(lengths).copy(head, 8);
  checksumOf(lengths, described).copy(head, 12);
  return head;
}

function checksumOf(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest().subarray(0, 4);
}
