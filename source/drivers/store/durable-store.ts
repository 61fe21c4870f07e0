import { randomBytes } from 'node:crypto';
import { messageOf } from '../../base/message-of.ts';
import type { StoredItem } from '../../nodes/contract.ts';
import type { NodeStore, OpenedStore, StoreTrouble } from './node-store.ts';
import { type Damage, readBatches, readExactly } from './read-batches.ts';
import type { StoreDisk, StoreFile } from './store-disk.ts';
import { couldBecomeTitle, decodeTitle, encodeBatch, encodeTitle, storeFormat, titleBytes } from './store-format.ts';

/**
 * A store of our own: one file to which batches of items are appended, with checksums and one fsync each. Items never change, so there is nothing
 * to look up, to compact or to cache. classic-level took 28 ms CPU and 8 MiB of memory more in every process, lmdb 32 ms and 10 MiB
 * (docs/PERFORMANCE.md); this takes 2 ms and 0.1 MiB.
 *
 * A node that stores nothing makes no file. A last batch that was not finished was never acknowledged: it is cut off. Anything else that is not
 * as it was written makes the store read-only: nothing is written behind damage, and nothing is thrown away.
 * Never throws: what is wrong is the store's trouble.
 */
export function openDurableStore(disk: StoreDisk, regime: string): OpenedStore {
  const found = readStore(disk, regime);
  const { items: restored, trouble, mended } = found;
  return { store: createStore(disk, regime, found), restored, trouble, mended };
}

interface Found {
  /** Undefined: there is none, or none that may be written. */
  readonly file: StoreFile | undefined;
  /** Empty: it has none yet. */
  readonly id: string;
  /** Where the next batch goes; 0: its title comes first. */
  readonly bytes: number;
  readonly items: readonly StoredItem[];
  readonly trouble: StoreTrouble | undefined;
  readonly mended: string | undefined;
}

function readStore(disk: StoreDisk, regime: string): Found {
  try {
    const found = openStore(disk, regime) ?? (disk.bringBack(regime) ? openStore(disk, regime) : undefined);
    return found ?? emptyStore;
  } catch (error) {
    return { ...emptyStore, trouble: broken(`${disk.name} cannot be opened: ${messageOf(error)}`) };
  }
}

const emptyStore: Found = { file: undefined, id: '', bytes: 0, items: [], trouble: undefined, mended: undefined };

/** Undefined: there is none of this regime; one of another regime made room. */
function openStore(disk: StoreDisk, regime: string): Found | undefined {
  const file = disk.open();
  if (file === undefined) return undefined;
  let found: Found | { readonly regime: string };
  try {
    found = readFile(disk.name, file, regime);
  } catch (error) {
    file.close();
    throw error;
  }
  if ('regime' in found || found.file === undefined) file.close();
  if (!('regime' in found)) return found;
  disk.putAway(found.regime);
  return undefined;
}

/** Gives the regime when it is another one. */
function readFile(name: string, file: StoreFile, regime: string): Found | { readonly regime: string } {
  const refuse = (text: string, items: readonly StoredItem[] = []): Found => {
    return { ...emptyStore, items, trouble: broken(`${name} ${text}`) };
  };
  const size = file.size();
  const head = readHead(file, Math.min(size, titleBytes));
  if ('error' in head) return refuse(damageText({ at: 0, error: head.error }));
  const title = decodeTitle(head.bytes);
  if (title === undefined) {
    const isUnfinished = size <= titleBytes && couldBecomeTitle(head.bytes); // nothing else is written before it is on the disk
    return isUnfinished ? { ...emptyStore, file } : refuse(damageText({ at: 0, error: undefined }));
  }
  if (title.format !== storeFormat) {
    const remedy = `use ${title.format > storeFormat ? 'a newer' : 'the older'} starmesh, or another directory`;
    return refuse(`has format ${title.format}, this version knows ${storeFormat}: ${remedy}`);
  }
  if (title.regime !== regime) return title;
  const { items, end, unmarkedAt, unfinishedBytes, damage } = readBatches(file, title.id);
  if (damage !== undefined) return refuse(damageText(damage), items);
  const cutAt = size - unfinishedBytes;
  if (unfinishedBytes > 0) file.truncate(cutAt);
  if (unmarkedAt !== undefined) settle(file, title.id, unmarkedAt, end);
  const mended = unfinishedBytes === 0 ? undefined : mendedText(name, unfinishedBytes, cutAt);
  return { file, id: title.id, bytes: end, items, trouble: undefined, mended };
}

function readHead(file: StoreFile, bytes: number): { readonly bytes: Buffer } | { readonly error: unknown } {
  try {
    return { bytes: readExactly(file, 0, bytes) };
  } catch (error) {
    return { error };
  }
}

function mendedText(name: string, bytes: number, at: number): string {
  return `${name} ended in a write that was not finished: ${bytes} bytes from byte ${at} on were cut off`;
}

/**
 * The last batch, or the title, is there, but perhaps in memory alone: after an fsync that failed, another one has nothing to do and says that all
 * is well. So it is written again before anybody is told what is in it.
 */
function settle(file: StoreFile, id: string, from: number, end: number): void {
  writeAllNow(file, readExactly(file, from, end - from), from);
  file.syncNow();
  mark(file, id, end);
}

function damageText({ at, error }: Damage): string {
  const what = error === undefined ? `is damaged at byte ${at}` : `cannot be read at byte ${at} (${messageOf(error)})`;
  return `${what}: what is whole is served, nothing is written; move the file away to begin anew`;
}

function createStore(disk: StoreDisk, regime: string, found: Found): NodeStore {
  let { file, bytes } = found;
  const id = found.id === '' ? randomBytes(8).toString('hex') : found.id;
  /** For good; a full store may have room again. */
  let lasting = found.trouble;
  let isClosed = false;

  function begin(): StoreFile {
    file ??= disk.create();
    if (bytes > 0) return file;
    writeAllNow(file, encodeTitle(regime, id), 0);
    file.syncNow();
    bytes = titleBytes;
    return file;
  }

  function append(target: StoreFile, batch: Buffer, done: (error: unknown, isLasting: boolean) => void): void {
    let written = 0;
    const more = (): void => {
      target.write(batch.subarray(written), bytes + written, (error, count) => {
        if (error !== undefined) return done(error, false);
        written += count;
        if (written < batch.length) return more();
        // After a failed fsync nobody knows what is on the disk.
        target.sync((syncError) => done(syncError, true));
      });
    };
    more();
  }

  function fail(error: unknown, isLasting: boolean): StoreTrouble {
    const trouble = troubleOf(error, disk.name);
    if (isLasting || trouble.code === 'store-broken' || !cutBack()) lasting = { ...trouble, code: 'store-broken' };
    return lasting ?? trouble;
  }

  /** To where the last whole write ended. */
  function cutBack(): boolean {
    try {
      file?.truncate(bytes);
      if (file !== undefined && bytes > titleBytes) mark(file, id, bytes);
      return true;
    } catch {
      return false;
    }
  }

  function close(): void {
    file?.close();
    file = undefined;
  }

  let isBusy = false;
  return {
    isImmediate: false,
    write(items, done) {
      if (lasting !== undefined || isClosed) {
        process.nextTick(done, lasting ?? broken('the store is closed'));
        return;
      }
      let target: StoreFile;
      try {
        target = begin();
      } catch (error) {
        process.nextTick(done, fail(error, false));
        return;
      }
      const batch = Buffer.concat(encodeBatch({ id, at: bytes }, items));
      isBusy = true;
      append(target, batch, (error, isLasting) => {
        isBusy = false;
        if (error === undefined) {
          bytes += batch.length;
          mark(target, id, bytes);
        }
        const trouble = error === undefined ? undefined : fail(error, isLasting);
        if (isClosed) close();
        done(trouble);
      });
    },
    close() {
      isClosed = true;
      if (!isBusy) close();
    },
  };
}

/** Says that all before it is on the disk, so that what is wrong there later is damage. As good as it goes: it is not waited for. */
function mark(file: StoreFile, id: string, at: number): void {
  try {
    writeAllNow(file, Buffer.concat(encodeBatch({ id, at }, [])), at);
  } catch {
    // The next batch says the same.
  }
}

function writeAllNow(file: StoreFile, bytes: Buffer, at: number): void {
  for (let written = 0; written < bytes.length; ) written += file.writeNow(bytes.subarray(written), at + written);
}

const fullCodes: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

function troubleOf(error: unknown, name: string): StoreTrouble {
  const isFull = fullCodes.includes((error as NodeJS.ErrnoException).code);
  if (!isFull) return broken(`${name} cannot be written: ${messageOf(error)}`);
  return { code: 'store-full', text: `no room for ${name}: ${messageOf(error)}; make room, writes are tried again` };
}

function broken(text: string): StoreTrouble {
  return { code: 'store-broken', text };
}
