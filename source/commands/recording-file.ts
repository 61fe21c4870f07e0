import { constants, existsSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { formatBytes } from '../base/units.ts';
import type { SnapshotSource } from '../lab/snapshot.ts';
import { type Recorder, type RecordingFile, type RecordingState, startRecorder } from '../recording/recorder.ts';
import { openRecording } from '../recording/recording.ts';
import { type FileKind, requireFree } from './files/destination.ts';
import type { LabOptions } from './options.ts';

/** What `--record` keeps of a session; without it nothing. */
export interface SessionRecording {
  /** From now on. */
  begin(source: SnapshotSource): void;
  /** Undefined: nothing is recorded. */
  state(): RecordingState | undefined;
  /** Writes what is left, and gives what to tell the person: a line, or nothing. May be called again. */
  close(): Promise<string>;
}

/** Before anything is launched. Throws UsageError for a file that cannot be written. */
export async function openSessionRecording({
  record,
  force,
  version,
}: Pick<LabOptions, 'record' | 'force' | 'version'>): Promise<SessionRecording> {
  if (record === undefined) return { begin: () => undefined, state: () => undefined, close: async () => '' };
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
  };
}

const recordingKind: FileKind = {
  flag: '--record',
  example: 'lab.starmesh',
  name: 'a recording',
  isWhole: (file) => openRecording(readFileSync(file)).lostBytes === 0,
};

/** What stood in the file before goes with the first thing that is written: a lab that cannot begin takes nothing away. */
export async function openRecordingFile(file: string, force: boolean): Promise<RecordingFile> {
  requireFree({ file, kind: recordingKind, force });
  const isNew = !existsSync(file);
  const handle = await open(
    file,
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0),
  );
  let isEmpty = true;
  return {
    async append(bytes) {
      if (isEmpty) await handle.truncate(0);
      isEmpty = false;
      await handle.appendFile(bytes);
    },
    async close() {
      await handle.close();
      if (isEmpty && isNew) rmSync(file, { force: true });
    },
  };
}

/** `recorded   412 frames, 3.1 MB: starmesh replay lab.starmesh`. */
function recordedLine(file: string, { frames, bytes, dropped }: RecordingState): string {
  const lost = dropped === undefined ? '' : `; ${dropped.frames} frames were not kept: ${dropped.why}`;
  return `  recorded   ${frames} frames, ${formatBytes(bytes)}: starmesh replay ${file}${lost}\n`;
}
