import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  write,
} from 'node:fs';
import path from 'node:path';
import type { StoredItem } from '../nodes/contract.ts';
import type { NodeStore, OpenedStore, StoreTrouble } from './node-store.ts';
import {
  decodeHead,
  decodeItem,
  decodeTitle,
  encodeItem,
  encodeTitle,
  headBytes,
  storeFormat,
} from './store-format.ts';

/** The file of a node's store in its directory. */
export const storeFile = 'items.log';

/**
 * A store of our own: one file to which records are appended, with a checksum each and one fsync for all that is written at a time. Items never
 * change, so there is nothing to look up, to compact or to cache. classic-level took 28 ms CPU and 8 MiB of memory more in every process, lmdb
 * 32 ms and 10 MiB (docs/PERFORMANCE.md); this takes 2 ms and 0.1 MiB.
 *
 * A node that stores nothing makes no file. A record that ends early is a write that was cut off, and was never acknowledged: it is cut away.
 * Anything else that is not as it was written makes the store read-only: nothing is written behind damage, and nothing is thrown away.
 * Never throws: what is wrong is the store's trouble.
 */
export function openDurableStore(directory: string, regime: string): OpenedStore {
  const file = path.join(directory, storeFile);
  const found = readStore(file, regime);
  return { store: createStore(directory, file, regime, found), restored: found.items, trouble: found.trouble };
}

interface Found {
  /** Undefined: there is no file, or none that may be written. */
  readonly fd: number | undefined;
  /** Where the next record goes. */
  readonly bytes: number;
  readonly items: readonly StoredItem[];
  readonly trouble: StoreTrouble | undefined;
}

const nothing: Found = { fd: undefined, bytes: 0, items: [], trouble: undefined };

function readStore(file: string, regime: string): Found {
  let fd: number | undefined;
  try {
    fd = openSync(file, 'r+');
    return readRecords(fd, file, regime);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (fd === undefined && code === 'ENOENT') return nothing;
    if (fd !== undefined) closeSync(fd);
    return { ...nothing, trouble: broken(`${file} cannot be opened: ${messageOf(error)}`) };
  }
}

function readRecords(fd: number, file: string, regime: string): Found {
  const size = fstatSync(fd).size;
  const read = (at: number, bytes: number): Buffer | undefined => {
    if (at + bytes > size) return undefined;
    const buffer = Buffer.allocUnsafe(bytes);
    return readSync(fd, buffer, 0, bytes, at) === bytes ? buffer : undefined;
  };
  const damaged = (at: number, items: Iterable<StoredItem>): Found => {
    const advice = `what is whole is served, nothing is written; remove the file to begin anew`;
    return {
      fd: undefined,
      bytes: 0,
      items: [...items],
      trouble: broken(`${file} is damaged at byte ${at}: ${advice}`),
    };
  };
  const startAnew = (): Found => {
    closeSync(fd);
    rmSync(file);
    return nothing;
  };

  const titleHead = read(0, headBytes);
  const head = titleHead === undefined ? undefined : decodeHead(titleHead);
  if (titleHead === undefined) return startAnew(); // cut off while it was made
  const described = head === undefined ? undefined : read(headBytes, head.describedBytes);
  if (head !== undefined && described === undefined) return startAnew();
  const title = head === undefined || described === undefined ? undefined : decodeTitle(head, described);
  if (head === undefined || title === undefined) {
    closeSync(fd);
    return damaged(0, []);
  }
  if (title.format > storeFormat) {
    closeSync(fd);
    const text = `${file} has format ${title.format}, this version knows ${storeFormat}: use a newer starmesh, or another directory`;
    return { ...nothing, trouble: broken(text) };
  }
  if (title.regime !== regime) return startAnew();

  const items = new Map<string, StoredItem>();
  let damagedAt: number | undefined;
  let at = headBytes + head.describedBytes;
  while (at < size) {
    const bytes = read(at, headBytes);
    if (bytes === undefined) break;
    const next = decodeHead(bytes);
    if (next === undefined) {
      damagedAt ??= at;
      break; // nobody knows where the next record begins
    }
    const end = at + headBytes + next.describedBytes + next.contentBytes;
    const text = read(at + headBytes, next.describedBytes);
    const content = read(at + headBytes + next.describedBytes, next.contentBytes);
    if (text === undefined || content === undefined) break;
    const item = decodeItem(next, text, content);
    if (item === undefined) damagedAt ??= at;
    else items.set(item.name, item);
    at = end;
  }
  if (damagedAt !== undefined) {
    closeSync(fd);
    return damaged(damagedAt, items.values());
  }
  if (at < size) ftruncateSync(fd, at);
  return { fd, bytes: at, items: [...items.values()], trouble: undefined };
}

function createStore(directory: string, file: string, regime: string, found: Found): NodeStore {
  let { fd, bytes } = found;
  /** For good; a full store may have room again. */
  let lasting = found.trouble;
  let isClosed = false;

  function begin(): number {
    if (fd !== undefined) return fd;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    fd = openSync(file, 'w+', 0o600);
    bytes = 0;
    for (const entry of [directory, path.dirname(directory)]) syncDirectory(entry);
    return fd;
  }

  function append(target: number, record: Buffer, done: (error: unknown, isLasting: boolean) => void): void {
    let written = 0;
    const more = (): void => {
      write(target, record, written, record.length - written, bytes + written, (error, count) => {
        if (error !== null) return done(error, false);
        written += count;
        if (written < record.length) return more();
        // After a failed fsync nobody knows what is on the disk.
        fdatasync(target, (syncError) => done(syncError ?? undefined, true));
      });
    };
    more();
  }

  function fail(error: unknown, isLasting: boolean): StoreTrouble {
    const trouble = troubleOf(error, file);
    if (isLasting || trouble.code === 'store-broken' || !cutBack()) lasting = { ...trouble, code: 'store-broken' };
    return lasting ?? trouble;
  }

  /** To where the last whole write ended. */
  function cutBack(): boolean {
    try {
      if (fd !== undefined) ftruncateSync(fd, bytes);
      return true;
    } catch {
      return false;
    }
  }

  function close(): void {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  }

  let isBusy = false;
  return {
    isImmediate: false,
    write(items, done) {
      if (lasting !== undefined || isClosed) {
        process.nextTick(done, lasting ?? broken('the store is closed'));
        return;
      }
      let target: number;
      try {
        target = begin();
      } catch (error) {
        process.nextTick(done, fail(error, false));
        return;
      }
      const records = items.flatMap(encodeItem);
      const record = Buffer.concat(bytes === 0 ? [encodeTitle(regime), ...records] : records);
      isBusy = true;
      append(target, record, (error, isLasting) => {
        isBusy = false;
        if (error === undefined) bytes += record.length;
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

/** A new name in a directory outlives a failure of power only when the directory is synced too; not every system can. */
function syncDirectory(directory: string): void {
  try {
    const fd = openSync(directory, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // Windows does not open directories; the file itself is synced everywhere.
  }
}

const fullCodes: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

function troubleOf(error: unknown, file: string): StoreTrouble {
  const isFull = fullCodes.includes((error as NodeJS.ErrnoException).code);
  if (!isFull) return broken(`${file} cannot be written: ${messageOf(error)}`);
  return { code: 'store-full', text: `no room for ${file}: ${messageOf(error)}; make room, writes are tried again` };
}

function broken(text: string): StoreTrouble {
  return { code: 'store-broken', text };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
