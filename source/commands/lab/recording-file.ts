import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes } from '../../base/units.ts';
import { type Lock, takeLock } from '../../lab/clusters/folder-lock.ts';
import type { SnapshotSource } from '../../lab/view/snapshot.ts';
import { hashOf } from '../../protocol/sha256.ts';
import type { RecordingFile, RecordingState } from '../../recording/block-writer.ts';
import { recordingBytesMax } from '../../recording/format.ts';
import { type Recorder, startRecorder } from '../../recording/recorder.ts';
import { openRecording } from '../../recording/recording.ts';
import { exitCodes } from '../exit-codes.ts';
import { type FileKind, requireFree } from '../files/destination.ts';
import { readNamedFile } from '../files/named-file.ts';
import type { LabOptions } from '../line/lab-options.ts';
import { shellWord } from '../shell-word.ts';
import { UsageError } from '../usage-error.ts';

/** What `--record` keeps of a session; without it nothing. */
export interface SessionRecording {
  /** From now on. */
  begin(source: SnapshotSource): void;
  /** Undefined: nothing is recorded. */
  state(): RecordingState | undefined;
  /** Writes what is left, and gives what to tell the person: a line, or nothing. May be called again. */
  close(): Promise<string>;
  /** The exit code of a command. Where all else was fine, a recording that could not be written changes it. To be asked when the recording is closed. */
  exitCode(ofCommand: number): number;
}

const nothingRecorded: SessionRecording = {
  begin: () => undefined,
  state: () => undefined,
  close: async () => '',
  exitCode: (ofCommand) => ofCommand,
};

/** Before anything is launched. Throws UsageError for a file that cannot be written. */
export async function openSessionRecording({
  record,
  force,
  version,
}: Pick<LabOptions, 'record' | 'force' | 'version'>): Promise<SessionRecording> {
  if (record === undefined) return nothingRecorded;
  const file = await openRecordingFile(record, force);
  let recorder: Recorder | undefined;
  let closing: Promise<void> | undefined;
  return {
    begin(source) {
      recorder = startRecorder({ source, file, version, now: () => performance.now(), date: new Date() });
    },
    state: () => recorder?.state(),
    async close() {
      closing ??= (recorder ?? file).close();
      await closing;
      return recorder === undefined ? '' : recordedLine(record, recorder.state());
    },
    exitCode: (ofCommand) =>
      ofCommand === exitCodes.fine && recorder?.state().isRefused === true ? exitCodes.couldNotWrite : ofCommand,
  };
}

const recordingKind: FileKind = {
  flag: '--record',
  example: 'lab.starmesh',
  name: 'a recording',
  isWhole: (file) =>
    openRecording(readNamedFile(file, { label: file, bytesMax: recordingBytesMax })).loss === undefined,
};

/**
 * Opens a new recording. What stood in the file before stays until the first block is written: a lab that cannot begin takes nothing away. Nobody
 * else records into it meanwhile. Throws UsageError.
 */
export async function openRecordingFile(file: string, force: boolean): Promise<RecordingFile> {
  const destination = { file, kind: recordingKind, force };
  requireFree(destination);
  const lock = await lockOf(file);
  const draft = draftBeside(file);
  let handle: FileHandle;
  try {
    requireFree(destination); // the lab that had the lock may have written it
    handle = await open(draft, 'wx');
  } catch (error) {
    lock.release();
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--record ${file} cannot be written: ${(error as Error).message}; name another place`);
  }
  const removeDraft = (): void => rmSync(draft, { force: true });
  process.once('exit', removeDraft);
  let isThere = false;
  return {
    async append(bytes) {
      await handle.appendFile(bytes);
      if (isThere) return;
      requireFree(destination);
      renameSync(draft, file);
      isThere = true;
      process.off('exit', removeDraft);
    },
    async close() {
      try {
        await handle.close();
      } finally {
        process.off('exit', removeDraft);
        if (!isThere) removeDraft();
        lock.release();
      }
    },
  };
}

/** Held until the recording is whole, or its lab is gone. */
async function lockOf(file: string): Promise<Lock> {
  let lock: Lock | undefined;
  try {
    lock = await takeLock(path.dirname(path.resolve(file)), lockName(path.basename(file)));
  } catch (error) {
    throw new UsageError(`--record ${file} cannot be locked: ${(error as Error).message}; name another place`);
  }
  if (lock === undefined)
    throw new UsageError(`--record ${file} is being written by another lab; name another file, or wait for its end`);
  return lock;
}

/** As short as a socket's path must be, whatever the file is called. */
function lockName(name: string): string {
  return `.starmesh-${hashOf(Buffer.from(name)).slice(0, 16)}.lock`;
}

/** With a name that nothing else has, so no other file is in its way; short enough, whatever the file is called. */
function draftBeside(file: string): string {
  return path.join(path.dirname(file), `.starmesh-${process.pid}-${randomBytes(8).toString('hex')}.part`);
}

/** `recorded   412 frames, 3.1 MB: starmesh replay lab.starmesh`. */
function recordedLine(file: string, { frames, bytes, dropped }: RecordingState): string {
  const lost = dropped === undefined ? '' : `; ${dropped.frames} frames were not kept: ${dropped.why}`;
  return `  recorded   ${frames} frames, ${formatBytes(bytes)}: starmesh replay ${shellWord(file)}${lost}\n`;
}
