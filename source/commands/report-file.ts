import { accessSync, constants, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './usage-error.ts';

/** Refuses a path that could not be written in the end, before anything runs. `flag`: that named it. Throws UsageError. */
export function requireWritable(file: string, flag = '--report', example = 'report.html'): void {
  const folder = path.dirname(path.resolve(file));
  const kind = statSync(file, { throwIfNoEntry: false });
  if (kind?.isDirectory() === true)
    throw new UsageError(`${flag} ${file} is a folder; name a file in it, like ${path.join(file, example)}`);
  if (kind !== undefined && !kind.isFile())
    throw new UsageError(`${flag} ${file} is there and is no ordinary file; name another one`); // /dev/null would be replaced
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${flag} ${file}: there is no folder ${folder}; make it first (mkdir -p ${folder})`);
  }
  const draft = draftOf(file);
  try {
    if (kind !== undefined) accessSync(file, constants.W_OK);
    writeFileSync(draft, '');
  } catch (error) {
    throw new UsageError(`${flag} ${file} cannot be written: ${(error as Error).message}; name another place`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** All of it or nothing: who reads it never sees half a file. Throws UsageError when the disk is full or the place has gone. */
export function writeWhole(file: string, text: string): void {
  const draft = draftOf(file);
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new UsageError(`${file} could not be written: ${(error as Error).message}`);
  }
}

/** As `writeWhole`, of a text that is too long to be in memory. Throws UsageError, or what `signal` says. */
export async function writePieces(file: string, pieces: Iterable<string>, signal: AbortSignal): Promise<void> {
  const draft = draftOf(file);
  try {
    await writeFile(draft, pieces, { signal });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    if (signal.aborted) throw error;
    throw new UsageError(`${file} could not be written: ${(error as Error).message}`);
  }
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.part`;
}
