import type { LabSnapshot, SnapshotSource } from '../lab/snapshot.ts';
import { happenings } from './bookmarks.ts';
import {
  type Bookmark,
  type EncodedFrame,
  encodeBlock,
  encodeFrame,
  encodeHead,
  formatName,
  formatVersion,
} from './format.ts';

/** Where a recording is written, in order. */
export interface RecordingFile {
  append(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** What recording is given. */
export interface RecorderOptions {
  readonly source: SnapshotSource;
  readonly file: RecordingFile;
  /** Of the program. */
  readonly version: string;
  /** Milliseconds of real time, whatever the pace. */
  readonly now: () => number;
  readonly date: Date;
  /** Bytes after which it stops. */
  readonly bytesMax?: number;
}

/** How a recording stands. */
export interface RecordingState {
  readonly bytes: number;
  readonly frames: number;
  /** Frames that were not kept, and why; undefined: all were. */
  readonly dropped: { readonly frames: number; readonly why: string } | undefined;
}

/** Writes down what the panes show. */
export interface Recorder {
  state(): RecordingState;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** A frame at most so often; a block that a crash cannot take any more after so long. */
export const frameMs = 250;
export const blockMs = 1_000;
export const recordingBytesMax = 256 * 1024 ** 2;
/** Blocks that wait for a slow disk. */
const waitingMax = 8;

export function startRecorder({
  source,
  file,
  version,
  now,
  date,
  bytesMax = recordingBytesMax,
}: RecorderOptions): Recorder {
  const beganAt = now();
  let last: LabSnapshot | undefined;
  let frames: EncodedFrame[] = [];
  let bookmarks: Bookmark[] = [];
  let [bytes, kept, dropped, waiting] = [0, 0, 0, 0];
  let why: string | undefined;
  let writing = Promise.resolve();

  function write(part: Buffer, count: number): void {
    if (why !== undefined || waiting >= waitingMax || bytes + part.length > bytesMax) {
      dropped += count;
      if (bytes + part.length > bytesMax) why ??= `it has reached ${Math.round(bytesMax / 1024 ** 2)} MB`;
      return;
    }
    bytes += part.length;
    kept += count;
    waiting++;
    writing = writing
      .then(() => file.append(part))
      .catch((error: Error) => {
        why ??= error.message;
        kept -= count;
        dropped += count;
      })
      .finally(() => waiting--);
  }

  function take(): void {
    const snapshot = source.current();
    if (snapshot === last) return;
    const at = Math.round(now() - beganAt);
    if (last !== undefined) for (const text of happenings(last, snapshot)) bookmarks.push({ at, text });
    last = snapshot;
    if (why === undefined) frames.push(encodeFrame({ at, snapshot }));
    else dropped++;
  }

  function flush(): void {
    if (frames.length === 0) return;
    if (why === undefined) write(encodeBlock(frames, bookmarks), frames.length);
    else dropped += frames.length;
    frames = [];
    bookmarks = [];
  }

  const { seed, measuredOn } = source.current();
  const startedAt = date.toISOString();
  write(encodeHead({ format: formatName, version: formatVersion, starmesh: version, startedAt, seed, measuredOn }), 0);
  take();
  const taking = setInterval(take, frameMs);
  const flushing = setInterval(flush, blockMs);
  return {
    state: () => ({
      bytes,
      frames: kept,
      dropped: dropped === 0 ? undefined : { frames: dropped, why: why ?? 'the disk is too slow' },
    }),
    async close() {
      clearInterval(taking);
      clearInterval(flushing);
      take();
      flush();
      await writing;
      await file.close();
    },
  };
}
