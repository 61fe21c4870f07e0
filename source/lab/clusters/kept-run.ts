import { existsSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRegularFile } from '../../drivers/store/read-regular-file.ts';

/** What the contents of items follow from: with another one, the data that a directory keeps are of no use. */
export interface KeptRun {
  readonly seed: number;
  readonly nodes: number;
  readonly valueSize: number;
}

/** What a directory says of its data. */
export type KeptNote =
  | { readonly type: 'run'; readonly run: KeptRun }
  | { readonly type: 'none' }
  | { readonly type: 'other-format'; readonly format: number }
  | { readonly type: 'damaged' };

/** The version of what lies in a directory that is kept. */
export const keptFormat = 2;
export const noteFile = 'starmesh.json';
/** Written first, then renamed: a reader sees the old file or the new one. */
export const newNoteFile = `${noteFile}.new`;

const noteBytesMax = 64 * 1024;
const noteBegin = '{"format":';

const flags: readonly (readonly [keyof KeptRun, string])[] = [
  ['seed', '--seed'],
  ['nodes', '--nodes'],
  ['valueSize', '--value-size'],
];

/** The text of a note: nothing else that is known of the run, because a note that is long is not read. */
export function noteText({ seed, nodes, valueSize }: KeptRun): string {
  return JSON.stringify({ format: keptFormat, seed, nodes, valueSize });
}

export function readNote(directory: string): KeptNote {
  const file = path.join(directory, noteFile);
  if (!existsSync(file)) return { type: 'none' };
  try {
    const fields = new Map(Object.entries(JSON.parse(readRegularFile(file, noteBytesMax).toString()) as object));
    const number = (name: string): number => {
      const value: unknown = fields.get(name);
      if (typeof value !== 'number') throw new TypeError(`${name} is no number`);
      return value;
    };
    const format = number('format');
    if (format !== keptFormat) return { type: 'other-format', format };
    return { type: 'run', run: { seed: number('seed'), nodes: number('nodes'), valueSize: number('valueSize') } };
  } catch {
    return { type: 'damaged' };
  }
}

/** Whether the new note is none, or one that a lab began before it was killed; else it is somebody's. */
export function isNoteBegun(directory: string): boolean {
  const file = path.join(directory, newNoteFile);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (!found.isFile()) return false;
  try {
    return noteBegin.startsWith(readRegularFile(file, noteBytesMax).toString().slice(0, noteBegin.length));
  } catch {
    return !existsSync(file); // the lab that wrote it has renamed it
  }
}

/** Throws what the file system says, or that something else is in its place. */
export function writeNote(directory: string, run: KeptRun): void {
  const file = path.join(directory, newNoteFile);
  if (!isNoteBegun(directory)) throw new Error(`${newNoteFile} in it is not of starmesh, move it away`);
  rmSync(file, { force: true });
  writeFileSync(file, `${noteText(run)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(file, path.join(directory, noteFile));
}

/** The flags that make a run one of these data, and those that were given instead; undefined: it is one of them already. */
export function otherFlags(
  kept: KeptRun,
  wanted: KeptRun,
): { readonly kept: string; readonly wanted: string } | undefined {
  const different = flags.filter(([field]) => kept[field] !== wanted[field]);
  if (different.length === 0) return undefined;
  const text = (run: KeptRun): string => different.map(([field, flag]) => `${flag} ${run[field]}`).join(' ');
  return { kept: text(kept), wanted: text(wanted) };
}
