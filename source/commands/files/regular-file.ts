import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { formatBytes } from '../../base/units.ts';
import { UsageError } from '../usage-error.ts';

/** What is asked of a file before it is read. */
export interface RegularFileOptions {
  /** What a refusal calls it: `--scenario x.yaml`. */
  readonly label: string;
  readonly bytesMax: number;
}

/**
 * The bytes of a regular file. A named pipe, a device or a file that goes on and on never holds the program up. Throws UsageError with what it is instead, or why it
 * cannot be opened. The one way in for files that a person names.
 */
export function readRegularFile(file: string, { label, bytesMax }: RegularFileOptions): Buffer {
  const refuse = (why: string): never => {
    throw new UsageError(`${label} cannot be read: ${why}`);
  };
  const tooLarge = `at most ${formatBytes(bytesMax)} are read`;
  let fd: number | undefined;
  try {
    fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0));
    const stats = fstatSync(fd);
    if (!stats.isFile()) return refuse(`it is ${kindOf(stats)}, not a file; ${whatToDo(stats)}`);
    if (stats.size > bytesMax) return refuse(`it has ${formatBytes(stats.size)}; ${tooLarge}`);
    return readUpTo(fd, stats.size, bytesMax) ?? refuse(`it goes on and on; ${tooLarge}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse(reasonOf(error as NodeJS.ErrnoException));
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Undefined: there is more. The size that a file says is a hint alone: it may grow, and files below /proc say 0. */
function readUpTo(fd: number, sizeHint: number, bytesMax: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let total = 0; total <= bytesMax; ) {
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(sizeHint - total, 0) + 4096, bytesMax + 1 - total));
    const read = readSync(fd, chunk);
    if (read === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, read));
    total += read;
  }
  return undefined;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

function whatToDo(stats: Stats): string {
  return stats.isDirectory() ? 'name a file in it' : 'write what comes from it into a file, and name that';
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file: a part of its path is no directory',
  EACCES: 'its rights do not let this user read it',
  ELOOP: 'its links go round in a circle',
  ENXIO: 'it is a socket or a device, not a file',
  EAGAIN: 'it waits for something to come, like a device',
};

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return reasons[code ?? ''] ?? message;
}
