import type { LabSnapshot, SnapshotSource } from '../lab/view/snapshot.ts';
import { createBlockWriter, type RecordingFile, type RecordingState } from './block-writer.ts';
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

/** Writes down what the panes show. */
export interface Recorder {
  state(): RecordingState;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** Milliseconds between two frames, at least; and after which a block is written, so a crash cannot take it any more. */
export const frameMs = 250;
export const blockMs = 1_000;

export function startRecorder({
  source,
  file,
  version,
  now,
  date,
  bytesMax = recordingBytesMax,
}: RecorderOptions): Recorder {
  const beganAt = now();
  const writer = createBlockWriter(file, bytesMax);
  let last: LabSnapshot | undefined;
  /** What the next block will hold, and its bytes so far. */
  let frames: EncodedFrame[] = [];
  let bookmarks: Bookmark[] = [];
  let pendingBytes = 0;
  /** Bookmarks and blocks that are written. */
  let [marked, blocks] = [0, 0];

  function take(): void {
    const snapshot = source.current();
    if (snapshot === last) return;
    const at = Math.round(now() - beganAt);
    const texts = last === undefined ? [] : happenings(last, snapshot);
    last = snapshot;
    if (writer.isStopped) return writer.leaveOut(1);
    for (const text of texts) bookmarks.push({ at, text: text.slice(0, bookmarkTextMax) });
    keep({ at, snapshot });
  }

  /** A frame that nobody could read back is not written. */
  function keep(frame: RecordedFrame): void {
    const wrong = snapshotShape(frame.snapshot);
    if (wrong !== undefined) return writer.leaveOut(1, `snapshot${wrong}`);
    const encoded = encodeFrame(frame);
    const size = Buffer.byteLength(encoded.line);
    if (size > frameBytesMax) return writer.leaveOut(1, `a frame has ${size} bytes, allowed are ${frameBytesMax}`);
    if (frames.length === blockFramesMax || pendingBytes + frames.length + size > blockBytesMax) flush();
    frames.push(encoded);
    pendingBytes += size;
  }

  function flush(): void {
    if (frames.length === 0) return;
    const marks = atMost(bookmarks, Math.min(blockBookmarksMax, bookmarksMax - marked));
    if (writer.isStopped) writer.leaveOut(frames.length);
    else writer.write(encodeBlock(frames, marks), frames.length);
    if (++blocks === blocksMax) writer.stop(`it has reached ${blocksMax} blocks`);
    marked += marks.length;
    pendingBytes = 0;
    frames = [];
    bookmarks = [];
  }

  const { seed, measuredOn } = source.current();
  const startedAt = date.toISOString();
  const format = { format: formatName, version: formatVersion } as const;
  writer.write(encodeHead({ ...format, starmesh: version, startedAt, seed, measuredOn }), 0);
  take();
  const taking = setInterval(take, frameMs);
  const flushing = setInterval(flush, blockMs);
  return {
    state: writer.state,
    async close() {
      clearInterval(taking);
      clearInterval(flushing);
      take();
      flush();
      await writer.close();
    },
  };
}

/** At most so many bookmarks. Where there are more, the last one says how many. */
function atMost(bookmarks: readonly Bookmark[], countMax: number): readonly Bookmark[] {
  const last = bookmarks.at(-1);
  if (last === undefined || bookmarks.length <= countMax) return bookmarks;
  const kept = bookmarks.slice(0, Math.max(0, countMax - 1));
  const more = { at: last.at, text: `${bookmarks.length - kept.length} more` };
  return countMax === 0 ? [] : [...kept, more];
}
