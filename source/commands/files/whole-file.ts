import { chmodSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { harmlessLines, harmlessPieces } from '../../base/harmless.ts';
import { OutputError } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { type Destination, requireFree } from './destination.ts';

/** Refuses a document that could not be written in the end, before anything runs. Throws UsageError. */
export function requireWritable(destination: Destination): void {
  requireFree(destination);
  const { file, kind } = destination;
  const draft = draftOf(file);
  try {
    writeFileSync(draft, '', { flag: 'wx' });
  } catch (error) {
    throw new UsageError(`${kind.flag} ${file} cannot be written: ${(error as Error).message}; name another place`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Writes a document: all of it or nothing. Nobody ever reads half a file, not after a crash either. `pieces`: several where the text is too long to
 * be in memory. Throws UsageError when the place was taken meanwhile, OutputError when the disk is full, or what `signal` says.
 */
export async function writeWhole(
  destination: Destination,
  pieces: string | Iterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const { file } = destination;
  const draft = draftOf(file);
  const removeDraft = (): void => rmSync(draft, { force: true });
  process.once('exit', removeDraft); // a second Ctrl-C
  try {
    const handle = await open(draft, 'wx');
    try {
      const text = typeof pieces === 'string' ? harmlessLines(pieces) : harmlessPieces(pieces);
      await writeFile(handle, text, signal === undefined ? {} : { signal });
      await handle.sync();
    } finally {
      await handle.close();
    }
    requireFree(destination);
    keepRights(file, draft);
    renameSync(draft, file);
  } catch (error) {
    removeDraft();
    if (signal?.aborted === true || error instanceof UsageError) throw error;
    throw new OutputError(`${file} could not be written: ${(error as Error).message}; what was there is as it was`);
  } finally {
    process.off('exit', removeDraft);
  }
}

/** Whoever may read the old file may read the new one, and nobody else. */
function keepRights(file: string, draft: string): void {
  const before = lstatSync(file, { throwIfNoEntry: false });
  if (before !== undefined) chmodSync(draft, before.mode & 0o777);
}

/** Beside the file, so that a rename is enough, with a name that nobody can have laid a link at. */
function draftOf(file: string): string {
  return `${file}.${process.pid}-${Math.random().toString(36).slice(2, 10)}.part`;
}
