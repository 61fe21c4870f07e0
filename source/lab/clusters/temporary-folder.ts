import { rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Lock, takeLock } from './folder-lock.ts';

/** A folder that one lab has for itself. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it. Not before every node is gone. */
  close(): Promise<void>;
}

const prefix = 'starmesh-lab-';
const lockName = 'lock';
/** Another lab may take a new folder for a leftover before it is locked. */
const attemptsMax = 10;

/** Makes a folder that goes when this lab ends; those of labs that were killed before they could go now. Throws what the file system says. */
export async function createTemporaryFolder(parent = tmpdir()): Promise<TemporaryFolder> {
  await removeLeftovers(parent);
  const { folder, lock } = await makeLocked(parent);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove); // what ends this process before it could close the lab
  return {
    path: folder,
    async close() {
      process.off('exit', remove);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).finally(lock.release);
    },
  };
}

async function makeLocked(parent: string): Promise<{ readonly folder: string; readonly lock: Lock }> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const folder = await mkdtemp(path.join(parent, prefix));
    const lock = await takeLock(folder, lockName).catch(async (error: unknown) => {
      if (!(await isThere(folder))) return undefined;
      await rm(folder, { recursive: true, force: true });
      throw error;
    });
    if (lock !== undefined) return { folder, lock };
  }
  throw new Error(`${attemptsMax} folders were removed by others before they could be used`);
}

function isThere(folder: string): Promise<boolean> {
  return lstat(folder).then(
    () => true,
    () => false,
  );
}

/** Only what is this user's, a folder, and locked by nobody: the lock is taken before it is removed. */
async function removeLeftovers(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const leftover = path.join(parent, name);
    const found = await lstat(leftover).catch(() => undefined);
    const isMine = process.getuid === undefined || found?.uid === process.getuid();
    if (found?.isDirectory() !== true || !isMine) continue;
    const lock = await takeLock(leftover, lockName).catch(() => undefined);
    if (lock === undefined) continue;
    await rm(leftover, { recursive: true, force: true }).catch(() => undefined); // the next start tries again
    lock.release();
  }
}
