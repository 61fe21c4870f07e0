import { chmodSync, lstatSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { harmlessLines } from '../../base/harmless.ts';
import { formatBytes } from '../../base/units.ts';
import { tooLarge } from './shared-size.ts';

/** Files by their name: a text, or pieces of one. */
export type ExportFiles = Readonly<Record<string, string | Iterable<string>>>;

const foldersMax = 100;

/**
 * Writes files into a new folder `starmesh-20261123-151530` within `parent`: it appears when it is whole, or not at all. Gives what to tell the person; never throws.
 * `at`: the wall clock, for the name.
 */
export function exportFolder(parent: string, at: Date, files: ExportFiles): string {
  let draft: string | undefined;
  try {
    draft = mkdtempSync(path.join(parent, '.starmesh-export-'));
    chmodSync(draft, 0o777 & ~process.umask()); // mkdtemp lets nobody else in
    let note = '';
    for (const [name, pieces] of Object.entries(files)) {
      const file = path.join(draft, name);
      writeFileSync(file, harmlessLines(typeof pieces === 'string' ? pieces : [...pieces].join('')));
      note ||= noteOf(name, statSync(file).size);
    }
    const folder = named(draft, parent, `starmesh-${stampOf(at)}`);
    return `exported to ${folder}/: ${Object.keys(files).join(' ')}${note}`;
  } catch (error) {
    if (draft !== undefined) removeQuietly(draft);
    return `not exported: ${inWords(error as NodeJS.ErrnoException)}`;
  }
}

function noteOf(name: string, bytes: number): string {
  const kind = (['svg', 'cast'] as const).find((ending) => name.endsWith(`.${ending}`));
  const note = kind === undefined ? '' : tooLarge(kind, bytes);
  return note === '' ? '' : `; ${name} has ${formatBytes(bytes)}: ${note}`;
}

/** Gives the folder its name; two exports in the same second get two. What has the name already is left alone. */
function named(draft: string, parent: string, name: string): string {
  for (let count = 1; count < foldersMax; count++) {
    const folder = count === 1 ? name : `${name}-${count}`;
    if (lstatSync(path.join(parent, folder), { throwIfNoEntry: false }) !== undefined) continue;
    renameSync(draft, path.join(parent, folder));
    return folder;
  }
  throw new Error(`${name} and ${foldersMax - 2} more are there already`);
}

function inWords({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return `the disk is full (${code}): make room, then e again`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return `this folder is read-only (${code}): start starmesh in another one`;
  if (code === 'ENOENT') return 'this folder is gone: start starmesh in another one';
  return message;
}

/** As much of it as goes: the disk may refuse this too. */
function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The reason that is told is the first one.
  }
}

/** `20261123-151530`, in local time. */
function stampOf(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
