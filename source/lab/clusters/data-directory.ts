import { accessSync, constants, existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../../base/message-of.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { LaunchError } from './cluster.ts';
import { isOfLock, type Lock, takeLock } from './folder-lock.ts';
import {
  isNoteBegun,
  type KeptRun,
  keptFormat,
  newNoteFile,
  noteFile,
  noteText,
  otherFlags,
  readNote,
  writeNote,
} from './kept-run.ts';
import { makeFolders } from './make-folders.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** Where the nodes of a lab keep their items. */
export interface DataDirectory {
  readonly path: string;
  /** What is in it stays for later runs. */
  readonly isKept: boolean;
  placeOf(node: NodeId): string;
  /** Removes it when it is temporary, else lets others use it. Not before every node is gone. */
  close(): Promise<void>;
}

const lockName = 'lock';

/** One that goes when the lab ends. Throws LaunchError. */
export async function createTemporaryData(parent = tmpdir()): Promise<DataDirectory> {
  try {
    const folder = await createTemporaryFolder(parent);
    return { ...folder, isKept: false, placeOf: (node) => path.join(folder.path, node) };
  } catch (error) {
    throw new LaunchError(
      `${parent} cannot be written: ${messageOf(error)}; make room or correct its rights, set TMPDIR, or use --memory`,
    );
  }
}

/** One that is kept for the next such run. Throws LaunchError when it cannot be used, with what to do. */
export async function openKeptData(wanted: string, run: KeptRun): Promise<DataDirectory> {
  const directory = path.resolve(wanted);
  const refuse = (why: string): never => {
    throw new LaunchError(`--data ${wanted}: ${why}`);
  };
  makeDirectory(directory, refuse);
  requireOurs(directory, refuse);
  const lock = await lockOf(directory, refuse);
  try {
    requireOurs(directory, refuse); // another starmesh may have had it meanwhile
    requireSameRun(directory, run, refuse);
    note(directory, run, refuse);
  } catch (error) {
    lock.release();
    throw error;
  }
  return {
    path: directory,
    isKept: true,
    placeOf: (node) => path.join(directory, node),
    close() {
      lock.release();
      return Promise.resolve();
    },
  };
}

function makeDirectory(directory: string, refuse: (why: string) => never): void {
  try {
    makeFolders(directory, 0o700);
  } catch (error) {
    const isFile = existsSync(directory) && !statSync(directory).isDirectory();
    refuse(isFile ? 'is not a directory; name another one' : `cannot be made: ${messageOf(error)}`);
  }
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    refuse(`cannot be written: ${messageOf(error)}; correct its rights or name another one`);
  }
}

/** A directory with other things in it is somebody's, and one of another version is not understood. */
function requireOurs(directory: string, refuse: (why: string) => never): void {
  const found = readNote(directory);
  const others = thingsIn(directory);
  if (found.type === 'none' && others.length > 0) {
    refuse(`holds other things (${others.slice(0, 3).join(', ')}); name an empty or a new directory`);
  }
  if (found.type === 'damaged') {
    const remedy = `to keep its data write what they were made with into it, like ${noteText(exampleRun)}, or name another directory`;
    refuse(`${noteFile} in it is damaged; ${remedy}`);
  }
  if (found.type === 'other-format') {
    const age = found.format > keptFormat ? 'a newer' : 'an older';
    refuse(
      `was written by ${age} starmesh (format ${found.format}, this one knows ${keptFormat}); use that, or another directory`,
    );
  }
}

/** Refuses a directory with data of another run: they would be of no use, and stay as they are. */
function requireSameRun(directory: string, run: KeptRun, refuse: (why: string) => never): void {
  const found = readNote(directory);
  const other = found.type === 'run' && thingsIn(directory).length > 0 ? otherFlags(found.run, run) : undefined;
  if (other === undefined) return;
  const remedy = `to go on with them give ${other.kept}, to begin anew name another directory`;
  refuse(`keeps the data of ${other.kept}, this run is ${other.wanted}; ${remedy}`);
}

const exampleRun: KeptRun = { seed: 1, nodes: 8, valueSize: 4096 };

/** What lies in it besides lock and note. A file that only has the name of one counts as well. */
function thingsIn(directory: string): readonly string[] {
  return readdirSync(directory).filter((name) => {
    if (name === newNoteFile) return !isNoteBegun(directory);
    if (isOfLock(name, lockName)) return isNoSocket(path.join(directory, name));
    return name !== noteFile;
  });
}

function isNoSocket(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSocket() === false;
}

function note(directory: string, run: KeptRun, refuse: (why: string) => never): void {
  try {
    writeNote(directory, run);
  } catch (error) {
    refuse(`cannot be written: ${messageOf(error)}`);
  }
}

async function lockOf(directory: string, refuse: (why: string) => never): Promise<Lock> {
  const lock = await takeLock(directory, lockName).catch((error: unknown) =>
    refuse(`cannot be locked: ${messageOf(error)}; name a directory on a disk of this machine`),
  );
  return lock ?? refuse('is used by another starmesh; end that, or name another directory');
}
