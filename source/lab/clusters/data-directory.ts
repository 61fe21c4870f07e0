import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NodeId } from '../../protocol/ids.ts';
import { LaunchError } from './cluster.ts';
import { isRunning, myself, type ProcessName, parseProcessName, processText } from './process-name.ts';

/** Where the nodes of a lab keep their items. */
export interface DataDirectory {
  readonly path: string;
  placeOf(node: NodeId): string;
  /** Removes it when it is temporary, else lets others use it. Not before every node is gone. */
  close(): Promise<void>;
}

/** The version of what lies in a directory that is kept. */
const format = 1;
const formatFile = 'starmesh.json';
const lockFile = 'lock';
const temporaryName = /^starmesh-data-(\d+-\d+)-\w+$/;

/** One that goes when the lab ends. Those of labs that were killed before they could go now. Throws LaunchError. */
export async function createTemporaryData(parent = tmpdir()): Promise<DataDirectory> {
  await removeLeftovers(parent);
  let directory: string;
  try {
    directory = await mkdtemp(path.join(parent, `starmesh-data-${processText(myself())}-`));
  } catch (error) {
    throw new LaunchError(
      `${parent} cannot be written: ${messageOf(error)}; make room or correct its rights, set TMPDIR, or use --memory`,
    );
  }
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove); // what ends this process before it could close the lab
  return {
    path: directory,
    placeOf: (node) => path.join(directory, node),
    async close() {
      process.off('exit', remove);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** One that is kept for the next run. Throws LaunchError when it cannot be used, with what to do. */
export function openKeptData(wanted: string): DataDirectory {
  const directory = path.resolve(wanted);
  const refuse = (why: string): never => {
    throw new LaunchError(`--data ${wanted}: ${why}`);
  };
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
  requireFormat(directory, refuse);
  const unlock = lock(path.join(directory, lockFile), refuse);
  try {
    writeFileSync(path.join(directory, formatFile), `${JSON.stringify({ format })}\n`);
  } catch (error) {
    unlock();
    refuse(`cannot be written: ${messageOf(error)}`);
  }
  process.once('exit', unlock);
  return {
    path: directory,
    placeOf: (node) => path.join(directory, node),
    close() {
      process.off('exit', unlock);
      unlock();
      return Promise.resolve();
    },
  };
}

/** A directory with other things in it is somebody's, and one of a later version is not understood. */
function requireFormat(directory: string, refuse: (why: string) => never): void {
  const file = path.join(directory, formatFile);
  if (!existsSync(file)) {
    const others = readdirSync(directory).filter((name) => name !== lockFile);
    if (others.length > 0)
      refuse(`holds other things (${others.slice(0, 3).join(', ')}); name an empty or a new directory`);
    return;
  }
  const found = formatIn(file);
  if (found === undefined) refuse(`${formatFile} in it is damaged; name another directory, or remove this one`);
  else if (found > format) {
    refuse(
      `was written by a newer starmesh (format ${found}, this one knows ${format}); use that, or another directory`,
    );
  }
}

function formatIn(file: string): number | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const found = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
    return typeof found === 'number' ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Gives the function that lets go. A lock whose process is gone does not count. */
function lock(file: string, refuse: (why: string) => never): () => void {
  const mine = processText(myself());
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') refuse(`cannot be locked: ${messageOf(error)}`);
    }
    const owner = ownerOf(file);
    if (owner !== undefined && isRunning(owner)) {
      refuse(`is used by another starmesh (process ${owner.pid}); end that, or name another directory`);
    }
    rmSync(file, { force: true });
  }
  return refuse('is being taken by others again and again; name another directory');
}

function ownerOf(file: string): ProcessName | undefined {
  try {
    return parseProcessName(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Only what is this user's, a directory, and named for a process that is gone. */
async function removeLeftovers(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const owner = parseProcessName(temporaryName.exec(name)?.[1] ?? '');
    if (owner === undefined || isRunning(owner)) continue;
    const leftover = path.join(parent, name);
    const found = await lstat(leftover).catch(() => undefined);
    const isMine = process.getuid === undefined || found?.uid === process.getuid();
    if (found?.isDirectory() === true && isMine) {
      await rm(leftover, { recursive: true, force: true }).catch(() => undefined); // the next start tries again
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
