import { createHash } from 'node:crypto';
import type { Holding, StoredItem } from '../../nodes/contract.ts';
import type { ItemHash, NodeId } from '../../protocol/ids.ts';
import { itemHash, nodeIdCodec } from '../../protocol/messages.ts';
import { hashOf } from '../../protocol/sha256.ts';
import { ByteReader } from '../../protocol/wire/byte-reader.ts';
import { ByteWriter } from '../../protocol/wire/byte-writer.ts';
import { optional, struct, text, u32, word } from '../../protocol/wire/codec.ts';
import { limits } from '../../protocol/wire/limits.ts';

/*
 * The file of a store:
 *
 *   title (512 bytes): what the store is, and its id, which no other store has; zeros behind it
 *   batches, one after the other. Each was written at once, after the one before it was on the disk:
 *     head (16 bytes): four letters, bytes of the records (u32), checksum
 *     records, one an item:
 *       head (16 bytes): bytes of the description (u32), bytes of the content (u32), a checksum of both lengths, and one of the lengths and the
 *         description. So a length that was damaged is not taken for a record that was cut off
 *       description: what it is, in the protocol's notation
 *       content, checked against the item's hash
 *
 * A batch without records is a mark: what is before it is on the disk. The next batch is written over it. Checksums are the first bytes of a
 * SHA-256, of the store's id and the place in the file as well: what a disk wrote to a wrong place, or into the wrong file, is no part of a store.
 */

/** The version of this format; a store of a later one is not touched. */
export const storeFormat = 2;
/** Bytes in front of each batch, and of each record. */
export const headBytes = 16;
/** Bytes of the title: the first batch is in another sector of the disk. */
export const titleBytes = 512;
/** Longer than any batch: many items without content, or one that is as large as they get. */
export const batchBytesMax = 64 * 1024 * 1024;

/** What all of a store belongs to. */
export interface StoreTitle {
  readonly format: number;
  readonly regime: string;
  readonly id: string;
}

/** A place in a store: what lies there is valid nowhere else. */
export interface Place {
  readonly id: string;
  readonly at: number;
}

interface Description {
  readonly name: string;
  readonly hash: ItemHash;
  readonly author: NodeId | undefined;
  readonly holding: Holding;
}

const magic = 'starmesh store';
const title = struct<StoreTitle & { readonly magic: string }>({
  magic: text(32),
  format: u32,
  regime: text(255),
  id: text(32),
});
/** Begins each batch, so that one can be looked for. */
export const batchLetters = Buffer.from('SMb2');
const description = struct<Description>({
  name: text(limits.nameBytesMax),
  hash: itemHash,
  author: optional(nodeIdCodec),
  holding: word('authored', 'stored', 'copy', 'replica'),
});
const descriptionBytesMax = 1_024;

/** The beginning of a store. */
export function encodeTitle(regime: string, id: string, format = storeFormat): Buffer {
  const writer = new ByteWriter(descriptionBytesMax);
  title.write(writer, { magic, format, regime, id });
  const described = writer.take();
  const bytes = Buffer.alloc(titleBytes);
  Buffer.concat([encodeHead(titlePlace, described, 0), described]).copy(bytes);
  return bytes;
}

/** Undefined: these bytes are not what was written. */
export function decodeTitle(bytes: Buffer): StoreTitle | undefined {
  if (bytes.length < titleBytes) return undefined;
  const head = decodeHead(titlePlace, bytes.subarray(0, headBytes));
  if (head === undefined) return undefined;
  const end = headBytes + head.describedBytes;
  const read = decodeDescribed(title, head, bytes.subarray(headBytes, end));
  return read?.magic === magic && isZeros(bytes.subarray(end)) ? read : undefined;
}

/** Whether bytes are part of a title that was being written. */
export function couldBecomeTitle(bytes: Buffer): boolean {
  if (bytes.length < headBytes || isZeros(bytes)) return true;
  return decodeHead(titlePlace, bytes.subarray(0, headBytes)) !== undefined;
}

/** The bytes of items that are kept together, in pieces that are not copied; without items a mark. */
export function encodeBatch({ id, at }: Place, items: readonly StoredItem[]): Buffer[] {
  let recordAt = at + headBytes;
  const records = items.flatMap((item) => {
    const pieces = encodeItem({ id, at: recordAt }, item);
    recordAt += bytesOf(pieces);
    return pieces;
  });
  const head = Buffer.alloc(headBytes);
  batchLetters.copy(head);
  head.writeUInt32BE(recordAt - at - headBytes, 4);
  checksumOf({ id, at }, head.subarray(0, 8)).copy(head, 8, 0, 8);
  return [head, ...records];
}

/** Bytes of a batch's records. Undefined: no batch begins like this here. */
export function decodeBatchHead(place: Place, head: Buffer): number | undefined {
  if (!head.subarray(0, 4).equals(batchLetters)) return undefined;
  if (!checksumOf(place, head.subarray(0, 8)).subarray(0, 8).equals(head.subarray(8, headBytes))) return undefined;
  return head.readUInt32BE(4);
}

function encodeItem(place: Place, { name, hash, author, holding, content }: StoredItem): Buffer[] {
  const writer = new ByteWriter(descriptionBytesMax);
  description.write(writer, { name, hash, author, holding });
  const described = writer.take();
  return [encodeHead(place, described, content.length), described, content];
}

/** The lengths in a record's head, when they can be true. */
export interface RecordHead {
  readonly place: Place;
  readonly describedBytes: number;
  readonly contentBytes: number;
  readonly head: Buffer;
}

/** Undefined: no record begins like this here. */
export function decodeHead(place: Place, head: Buffer): RecordHead | undefined {
  const describedBytes = head.readUInt32BE(0);
  const contentBytes = head.readUInt32BE(4);
  if (!checksumOf(place, head.subarray(0, 8)).subarray(0, 4).equals(head.subarray(8, 12))) return undefined;
  if (describedBytes > descriptionBytesMax || contentBytes > limits.itemBytesMax) return undefined;
  return { place, describedBytes, contentBytes, head };
}

/** Undefined: these bytes are not what was written. The content is checked against its hash. */
export function decodeItem(head: RecordHead, described: Buffer, content: Buffer): StoredItem | undefined {
  const read = decodeDescribed(description, head, described);
  if (read === undefined || hashOf(content) !== read.hash) return undefined;
  return { ...read, content };
}

function decodeDescribed<T>(
  codec: { read(from: ByteReader): T },
  { place, head }: RecordHead,
  described: Buffer,
): T | undefined {
  const checksum = checksumOf(place, head.subarray(0, 8), described).subarray(0, 4);
  if (!checksum.equals(head.subarray(12, headBytes))) return undefined;
  try {
    return codec.read(new ByteReader().reset(described, 0, described.length));
  } catch {
    return undefined; // written by something else that knows the checksum
  }
}

function encodeHead(place: Place, described: Buffer, contentBytes: number): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(described.length, 0);
  head.writeUInt32BE(contentBytes, 4);
  const lengths = head.subarray(0, 8);
  checksumOf(place, lengths).copy(head, 8, 0, 4);
  checksumOf(place, lengths, described).copy(head, 12, 0, 4);
  return head;
}

function isZeros(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** That of the title: it says the id. */
const titlePlace: Place = { id: '', at: 0 };

function checksumOf({ id, at }: Place, ...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256').update(`${id} ${at} `);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function bytesOf(pieces: readonly Buffer[]): number {
  return pieces.reduce((total, { length }) => total + length, 0);
}
