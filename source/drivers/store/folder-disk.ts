import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  write,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { StoreDisk, StoreFile } from './store-disk.ts';

/** The file of a node's store in its directory. */
export const storeFile = 'items.log';

/** Files of other regimes under the same name, at most. */
const putAwayMax = 1_000;

/** The file of one node in a directory of its own. `isKept`: files of other regimes stay beside it; else they go. */
export function createFolderDisk(directory: string, isKept: boolean): StoreDisk {
  const name = path.join(directory, storeFile);

  function placeFor(regime: string, count = 0): string {
    const hash = createHash('sha256').update(regime).digest('hex').slice(0, 8);
    return path.join(directory, `items-${hash}${count === 0 ? '' : `-${count}`}.log`);
  }

  return {
    name,
    open() {
      if (!isDirectoryThere(directory) || !isThere(name)) return undefined;
      return createFile(openSync(name, openFlags));
    },
    create() {
      if (!isDirectoryThere(directory)) mkdirSync(directory, { mode: 0o700 });
      const fd = openSync(name, 'wx+', 0o600);
      for (const entry of [directory, path.dirname(directory)]) syncDirectory(entry);
      return createFile(fd);
    },
    putAway(regime) {
      if (!isKept) return rmSync(name);
      for (let count = 0; count < putAwayMax; count++) {
        const place = placeFor(regime, count);
        if (existsSync(place)) continue;
        renameSync(name, place);
        return syncDirectory(directory);
      }
      throw new Error(`there are ${putAwayMax} files like ${placeFor(regime)} already`);
    },
    bringBack(regime) {
      if (!existsSync(placeFor(regime))) return false;
      renameSync(placeFor(regime), name);
      syncDirectory(directory);
      return true;
    },
  };
}

/** Neither waits for the other end of a pipe nor follows a link to elsewhere. */
const openFlags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Throws when it is there, but no directory: also for a link to one, for only a file's own name is opened without following links. */
function isDirectoryThere(directory: string): boolean {
  const found = lstatSync(directory, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) throw new Error(`${directory} is not a directory`);
  return found !== undefined;
}

/** Throws when it is there, but no file. */
function isThere(name: string): boolean {
  const found = lstatSync(name, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw new Error('it is not a regular file');
  return found !== undefined;
}

function createFile(fd: number): StoreFile {
  return {
    size: () => fstatSync(fd).size,
    read: (into, at) => readSync(fd, into, 0, into.length, at),
    write: (bytes, at, done) =>
      write(fd, bytes, 0, bytes.length, at, (error, count) => done(error ?? undefined, count)),
    sync: (done) => fdatasync(fd, (error) => done(error ?? undefined)),
    writeNow: (bytes, at) => writeSync(fd, bytes, 0, bytes.length, at),
    syncNow: () => fdatasyncSync(fd),
    truncate: (bytes) => ftruncateSync(fd, bytes),
    close: () => closeSync(fd),
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
