import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBoundedFile } from '../../drivers/store/bounded-file.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { LaunchError } from './cluster.ts';
import { isOfLock, type Lock, takeLock } from './folder-lock.ts';
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

/** The version of what lies in a directory that is kept. */
const format = 1;
const formatFile = 'starmesh.json';
/** Written first, then renamed: who reads beside it sees the old file or the new one. */
const newFormatFile = `${formatFile}.new`;
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

/** One that is kept for the next run. Throws LaunchError when it cannot be used, with what to do. */
export async function openKeptData(wanted: string): Promise<DataDirectory> {
  const directory = path.resolve(wanted);
  const refuse = (why: string): never => {
    throw new LaunchError(`--data ${wanted}: ${why}`);
  };
  makeDirectory(directory, refuse);
  requireFormat(directory, refuse);
  const lock = await lockOf(directory, refuse);
  try {
    requireFormat(directory, refuse); // another starmesh may have had it meanwhile
    writeFormat(directory, refuse);
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
    mkdirSync(directory, { recursive: true, mode: 0o700 });
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

/** A directory with other things in it is somebody's, and one of a later version is not understood. */
function requireFormat(directory: string, refuse: (why: string) => never): void {
  const file = path.join(directory, formatFile);
  if (!existsSync(file)) {
    const others = readdirSync(directory).filter((name) => !isOfLock(name, lockName) && name !== newFormatFile);
    if (others.length > 0)
      refuse(`holds other things (${others.slice(0, 3).join(', ')}); name an empty or a new directory`);
    return;
  }
  const found = formatIn(file);
  if (found === undefined) {
    refuse(`${formatFile} in it is damaged; to keep its data write ${formatText} into it, or name another directory`);
  } else if (found > format) {
    refuse(
      `was written by a newer starmesh (format ${found}, this one knows ${format}); use that, or another directory`,
    );
  }
}

/** More than such a file ever has. */
const formatBytesMax = 4096;
const formatText = JSON.stringify({ format });

function formatIn(file: string): number | undefined {
  try {
    const value: unknown = JSON.parse(readBoundedFile(file, formatBytesMax).toString());
    const found = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
    return typeof found === 'number' ? found : undefined;
  } catch {
    return undefined;
  }
}

function writeFormat(directory: string, refuse: (why: string) => never): void {
  const file = path.join(directory, newFormatFile);
  try {
    writeFileSync(file, `${formatText}\n`, { mode: 0o600 });
    renameSync(file, path.join(directory, formatFile));
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
