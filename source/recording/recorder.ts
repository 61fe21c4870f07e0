import type { LabSnapshot, SnapshotSource } from '../lab/view/snapshot.ts';
import { happenings } from './bookmarks.ts';
import {
  type Bookmark,
  blockBookmarksMax,
  blockBytesMax,
  blockFramesMax,
  blocksMax,
  bookmarksMax,
  bookmarkTextMax,
  type EncodedFrame,
  encodeBlock,
  encodeFrame,
  encodeHead,
  formatName,
  formatVersion,
  frameBytesMax,
  type RecordedFrame,
  recordingBytesMax,
} from './format.ts';
import { snapshotShape } from './snapshot-shape.ts';

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
  /** Whether the system refused a write: a full disk. */
  readonly isRefused: boolean;
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
  /** Bytes of the frames that are not written yet; bookmarks and blocks that are. */
  let [pendingBytes, marked, blocks] = [0, 0, 0];
  /** Why nothing is written any more, and why the latest frame that is missing was left out. */
  let [why, leftOut]: (string | undefined)[] = [];
  let isRefused = false;
  let writing = Promise.resolve();

  function refuse(error: Error): void {
    why ??= error.message;
    isRefused = true;
  }

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
        refuse(error);
        kept -= count;
        dropped += count;
      })
      .finally(() => waiting--);
  }

  function take(): void {
    const snapshot = source.current();
    if (snapshot === last) return;
    const at = Math.round(now() - beganAt);
    const texts = last === undefined ? [] : happenings(last, snapshot);
    last = snapshot;
    if (why !== undefined) {
      dropped++;
      return;
    }
    for (const text of texts) bookmarks.push({ at, text: text.slice(0, bookmarkTextMax) });
    keep({ at, snapshot });
  }

  /** A frame that nobody could read back is not written. */
  function keep(frame: RecordedFrame): void {
    const wrong = snapshotShape(frame.snapshot);
    const encoded = wrong === undefined ? encodeFrame(frame) : undefined;
    const size = encoded === undefined ? 0 : Buffer.byteLength(encoded.line);
    if (encoded === undefined || size > frameBytesMax) {
      leftOut = wrong === undefined ? `a frame has ${size} bytes, allowed are ${frameBytesMax}` : `snapshot${wrong}`;
      dropped++;
      return;
    }
    if (frames.length === blockFramesMax || pendingBytes + frames.length + size > blockBytesMax) flush();
    frames.push(encoded);
    pendingBytes += size;
  }

  function flush(): void {
    if (frames.length === 0) return;
    const marks = atMost(bookmarks, Math.min(blockBookmarksMax, bookmarksMax - marked));
    if (why === undefined) write(encodeBlock(frames, marks), frames.length);
    else dropped += frames.length;
    if (++blocks === blocksMax) why ??= `it has reached ${blocksMax} blocks`;
    marked += marks.length;
    pendingBytes = 0;
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
      dropped:
        dropped === 0 && !isRefused ? undefined : { frames: dropped, why: why ?? leftOut ?? 'the disk is too slow' },
      isRefused,
    }),
    async close() {
      clearInterval(taking);
      clearInterval(flushing);
      take();
      flush();
      await writing;
      await file.close().catch(refuse);
    },
  };
}

/** The last one says how many there is no room for. */
function atMost(bookmarks: readonly Bookmark[], countMax: number): readonly Bookmark[] {
  const last = bookmarks.at(-1);
  if (last === undefined || bookmarks.length <= countMax) return bookmarks;
  const kept = bookmarks.slice(0, Math.max(0, countMax - 1));
  const more = { at: last.at, text: `${bookmarks.length - kept.length} more` };
  return countMax === 0 ? [] : [...kept, more];
}
