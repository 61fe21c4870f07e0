import { rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Lock, takeLock } from './folder-lock.ts';
import { noteFile } from './kept-run.ts';

/** A folder that one lab has for itself. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it. Not before every node is gone. */
  close(): Promise<void>;
}

const prefix = 'starmesh-lab-';
/** As `mkdtemp` makes it. */
const nameForm = new RegExp(`^${prefix}[A-Za-z0-9]{6}$`);
/** A name that only the lock of such a folder has: that of data that are kept has another one. */
const lockName = 'temporary';

/**
 * Makes a folder that goes when this lab ends. Folders of labs that were killed before they could remove them go now. Throws what the file system
 * says.
 */
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

/** Nobody else takes this lock: other labs leave a folder alone that has none yet. */
async function makeLocked(parent: string): Promise<{ readonly folder: string; readonly lock: Lock }> {
  const folder = await mkdtemp(path.join(parent, prefix));
  try {
    const lock = await takeLock(folder, lockName);
    if (lock === undefined) throw new Error(`${folder} is used by another process`);
    return { folder, lock };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function isThere(folder: string): Promise<boolean> {
  return lstat(folder).then(
    () => true,
    () => false,
  );
}

/** Removes folders that surely are this user's, were left behind by a lab, and are locked by nobody: their lock is taken before. */
async function removeLeftovers(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const leftover = path.join(parent, name);
    if (!nameForm.test(name) || !(await isTemporary(leftover))) continue;
    const lock = await takeLock(leftover, lockName).catch(() => undefined);
    if (lock === undefined) continue;
    await rm(leftover, { recursive: true, force: true }).catch(() => undefined); // the next start tries again
    lock.release();
  }
}

/** A folder of another kind, or one whose lab ended before it locked it, may be somebody's: it stays. */
async function isTemporary(folder: string): Promise<boolean> {
  const look = (file: string) => lstat(file).catch(() => undefined);
  const found = await look(folder);
  const isMine = process.getuid === undefined || found?.uid === process.getuid();
  if (found?.isDirectory() !== true || !isMine) return false;
  const lock = await look(path.join(folder, lockName));
  return lock?.isSocket() === true && !(await isThere(path.join(folder, noteFile)));
}
