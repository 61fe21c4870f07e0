import type { StoredItem } from '../../nodes/contract.ts';
import type { StoreFile } from './store-disk.ts';
import {
  batchBytesMax,
  batchLetters,
  decodeBatchHead,
  decodeHead,
  decodeItem,
  headBytes,
  titleBytes,
} from './store-format.ts';

/** What is behind the title of a store. */
export interface Batches {
  readonly items: readonly StoredItem[];
  /** Where the next batch goes: over the last mark, which it makes needless. */
  readonly end: number;
  /** Where the last batch, or the title, begins when no mark says that it is on the disk; undefined: one does. */
  readonly unmarkedAt: number | undefined;
  /** Bytes at the end of the file of a batch that was being written when the process or the power ended; nothing of it was acknowledged. */
  readonly unfinishedBytes: number;
  /** The first byte that is not as it was written; nothing behind it was unfinished. */
  readonly damage: Damage | undefined;
}

/** Where a store is not as it was written. */
export interface Damage {
  readonly at: number;
  /** Undefined: it can be read, and is something else. */
  readonly error: unknown;
}

/** Bytes that are looked through at a time for the next batch. */
const searchBytes = 64 * 1024;

/**
 * Reads all batches, every item checked. What cannot be a batch is damage when another batch comes behind it: that was only written when the one
 * before it was on the disk. With nothing behind it, it is a batch that was not finished: parts of it are there, others are zeros or missing.
 */
export function readBatches(file: StoreFile, id: string): Batches {
  const size = file.size();
  const items = new Map<string, StoredItem>();
  const keep = (found: readonly StoredItem[]): void => {
    for (const item of found) items.set(item.name, item);
  };
  let at = titleBytes;
  let end = at;
  let unmarkedAt: number | undefined = 0;
  let unfinishedBytes = 0;
  let damage: Damage | undefined;
  while (at < size) {
    const batch = readBatch(file, id, at);
    if (batch.damage === undefined) {
      const isMark = batch.items.length === 0;
      unmarkedAt = isMark ? undefined : at;
      end = isMark ? at : batch.end;
      keep(batch.items);
      at = batch.end;
      continue;
    }
    const next = findBatch(file, id, at + 1, size);
    const isUnfinished = next === undefined && batch.damage.error === undefined && size - at <= batchBytesMax;
    if (damage === undefined && isUnfinished) {
      unfinishedBytes = size - at;
      break;
    }
    damage ??= batch.damage;
    keep(batch.items);
    if (next === undefined) break;
    at = next;
  }
  return { items: [...items.values()], end, unmarkedAt, unfinishedBytes, damage };
}

interface Batch {
  /** Those that are whole. */
  readonly items: readonly StoredItem[];
  readonly end: number;
  readonly damage: Damage | undefined;
}

function readBatch(file: StoreFile, id: string, start: number): Batch {
  const items: StoredItem[] = [];
  let at = start;
  try {
    const bytes = decodeBatchHead({ id, at }, readExactly(file, at, headBytes));
    if (bytes === undefined) return { items, end: at, damage: { at, error: undefined } };
    const end = at + headBytes + bytes;
    let damage: Damage | undefined;
    for (at += headBytes; at < end; ) {
      const head = decodeHead({ id, at }, readExactly(file, at, headBytes));
      if (head === undefined) return { items, end, damage: damage ?? { at, error: undefined } };
      const described = readExactly(file, at + headBytes, head.describedBytes);
      const content = readExactly(file, at + headBytes + head.describedBytes, head.contentBytes);
      const item = decodeItem(head, described, content);
      if (item === undefined) damage ??= { at, error: undefined };
      else items.push(item);
      at += headBytes + head.describedBytes + head.contentBytes;
    }
    return { items, end, damage };
  } catch (error) {
    return { items, end: at, damage: { at, error: error instanceof EndOfFile ? undefined : error } };
  }
}

class EndOfFile extends Error {}

/** Throws `EndOfFile` when there is less, and what the disk says when it cannot be read. */
export function readExactly(file: StoreFile, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  for (let read = 0; read < bytes; ) {
    const count = file.read(buffer.subarray(read), at + read);
    if (count === 0) throw new EndOfFile();
    read += count;
  }
  return buffer;
}

/** Where the next batch begins, no further away than a batch is long. What cannot be read is passed over. */
function findBatch(file: StoreFile, id: string, from: number, size: number): number | undefined {
  const end = Math.min(size, from + batchBytesMax);
  for (let start = from; start < end; start += searchBytes) {
    const window = readReadable(file, start, Math.min(searchBytes + headBytes, end - start));
    for (let found = window.indexOf(batchLetters); found >= 0; found = window.indexOf(batchLetters, found + 1)) {
      const head = window.subarray(found, found + headBytes);
      if (head.length === headBytes && decodeBatchHead({ id, at: start + found }, head) !== undefined)
        return start + found;
    }
  }
  return undefined;
}

/** What cannot be read is zeros. */
function readReadable(file: StoreFile, at: number, bytes: number): Buffer {
  try {
    return readExactly(file, at, bytes);
  } catch {
    const half = Math.floor(bytes / 2);
    if (bytes <= headBytes) return Buffer.alloc(bytes);
    return Buffer.concat([readReadable(file, at, half), readReadable(file, at + half, bytes - half)]);
  }
}
