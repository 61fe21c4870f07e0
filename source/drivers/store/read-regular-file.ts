import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { formatBytes } from '../../base/units.ts';

/**
 * The bytes of a regular file, at most so many. A named pipe, a device or a file that goes on and on never holds the program up. Throws an Error
 * that says what it is instead, or why it cannot be opened. The one way to read what a person may have put there.
 */
export function readRegularFile(file: string, bytesMax: number): Buffer {
  const tooLarge = `at most ${formatBytes(bytesMax)} are read`;
  const fd = openWithoutWaiting(file);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error(`it is ${kindOf(stats)}, not a file; ${whatToDo(stats)}`);
    if (stats.size > bytesMax) throw new Error(`it has ${formatBytes(stats.size)}; ${tooLarge}`);
    const bytes = inPlainWords(() => readUpTo(fd, stats.size, bytesMax));
    if (bytes === undefined) throw new Error(`it goes on and on; ${tooLarge}`);
    return bytes;
  } finally {
    closeSync(fd);
  }
}

function openWithoutWaiting(file: string): number {
  return inPlainWords(() =>
    openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)),
  );
}

/** Undefined: there is more. The size that a file says is a hint alone: it may grow, and files below /proc say 0. */
function readUpTo(fd: number, sizeHint: number, bytesMax: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let total = 0; total <= bytesMax; ) {
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(sizeHint - total, 0) + 4096, bytesMax + 1 - total));
    const read = readSync(fd, chunk);
    if (read === 0) return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
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

function inPlainWords<T>(attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(reasons[code ?? ''] ?? message);
  }
}
