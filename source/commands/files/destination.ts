import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { shellWord } from '../shell-word.ts';
import { UsageError } from '../usage-error.ts';

/** A kind of file that starmesh writes where a person says. */
export interface FileKind {
  /** The flag that names the file: `--report`. */
  readonly flag: string;
  /** A good name for one: `report.html`. */
  readonly example: string;
  /** For people: `a report`. */
  readonly name: string;
  /** Whether a regular file that is there was written by starmesh as one of this kind, to its end. It may throw when it cannot be read. */
  isWhole(file: string): boolean;
}

/** Where something is to be written. */
export interface Destination {
  readonly file: string;
  readonly kind: FileKind;
  /** Whether what is there may be written over, whatever it is: `--force`. */
  readonly force: boolean;
}

/**
 * Refuses a place that must not be written: a link, a folder, a device, or a place in a folder that is not there. A file is refused, unless it is
 * whole and of the same kind, or `--force` gives it up. Throws UsageError. This is the one rule for all files that people name. What opens the file
 * afterwards follows no link (`wx`, `O_NOFOLLOW`, or a rename).
 */
export function requireFree({ file, kind, force }: Destination): void {
  const { flag, example } = kind;
  const stats = whatIsAt(file, flag);
  const folder = path.dirname(path.resolve(file));
  if (stats?.isSymbolicLink() === true)
    throw new UsageError(`${flag} ${file} is a link, and links are not followed; name the file itself`);
  if (stats?.isDirectory() === true)
    throw new UsageError(`${flag} ${file} is a folder; name a file in it, like ${path.join(file, example)}`);
  if (stats !== undefined && !stats.isFile())
    throw new UsageError(`${flag} ${file} is there and is no ordinary file; name another one`); // /dev/null would be replaced
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(
      `${flag} ${file}: there is no folder ${folder}; make it first (mkdir -p ${shellWord(folder)})`,
    );
  if (stats !== undefined) requireReplaceable({ file, kind, force });
}

/** Undefined: nothing. */
function whatIsAt(file: string, flag: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw new UsageError(`${flag} ${file} cannot be used: ${(error as Error).message}; name another place`);
  }
}

function requireReplaceable({ file, kind, force }: Destination): void {
  try {
    accessSync(file, constants.W_OK);
  } catch (error) {
    throw new UsageError(`${kind.flag} ${file} cannot be written: ${(error as Error).message}; name another file`);
  }
  if (force || isWhole(file, kind)) return;
  throw new UsageError(
    `${kind.flag} ${file} is there already, and it is not ${kind.name} that starmesh wrote to its end; name another file, or add --force to write over it`,
  );
}

/** A file that cannot be read is not whole. */
function isWhole(file: string, kind: FileKind): boolean {
  try {
    return kind.isWhole(file);
  } catch {
    return false;
  }
}

const endBytes = 512;

/** Whether a file begins and ends like a document that starmesh wrote. */
export function beginsAndEnds(file: string, begin: RegExp, end: string): boolean {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const part = (at: number): string => {
      const bytes = Buffer.alloc(Math.min(endBytes, size));
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, at));
    };
    return begin.test(part(0)) && part(Math.max(0, size - endBytes)).endsWith(end);
  } finally {
    closeSync(fd);
  }
}
