import { brotliCompressSync, constants, crc32 } from 'node:zlib';
import type { LabSnapshot } from '../lab/view/snapshot.ts';
import { list, record, type Shape, text, where, wholeIn, word } from './shape.ts';
import { timeMsMax } from './snapshot-shape.ts';
import { toTaggedJson } from './tagged-json.ts';

/*
 * A recording is a line of JSON that says what it is, then blocks. Each block stands for itself: any moment is found without reading what
 * came before, and a block that a crash cut off costs nothing but itself:
 *
 *   u32  length of the summary      JSON: from, to (ms since the recording began), frames, bookmarks
 *   u32  length of the frames       brotli over lines of JSON, one a frame: [at, snapshot] in order
 *   u32  CRC-32 of both
 *   the summary, the frames         (all numbers big-endian)
 *
 * A checksum says that nothing was changed by accident, and no more: a reader checks every value, and unpacks no more than the bounds below.
 */

/** The version of the format, the shape of `LabSnapshot` included: it changes with either. */
export const formatVersion = 2;
export const formatName = 'starmesh.recording';

/** What a recording says of itself. */
export interface RecordingHead {
  readonly format: typeof formatName;
  readonly version: number;
  /** Version of the program that wrote it. */
  readonly starmesh: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seed: number;
  readonly measuredOn: LabSnapshot['measuredOn'];
}

/** Something to jump to. */
export interface Bookmark {
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly text: string;
}

/** What the panes showed at a moment. */
export interface RecordedFrame {
  /** Milliseconds since the recording began. */
  readonly at: number;
  readonly snapshot: LabSnapshot;
}

/** What is known of a block without unpacking it. */
export interface BlockSummary {
  readonly from: number;
  readonly to: number;
  readonly frames: number;
  readonly bookmarks: readonly Bookmark[];
}

/** A recording that cannot be opened, or shown any further, and why. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** The most bytes of a whole recording, of a frame as text, and of the frames of a block as text. More is neither written nor read. */
export const recordingBytesMax = 256 * 1024 ** 2;
export const frameBytesMax = 8 * 1024 ** 2;
export const blockBytesMax = 32 * 1024 ** 2;
/** More than two days of them: at least a second lies between two. */
export const blocksMax = 200_000;
/** At most: frames and bookmarks in a block, bookmarks in a whole recording, letters of a bookmark. */
export const blockFramesMax = 64;
export const blockBookmarksMax = 200;
export const bookmarksMax = 20_000;
export const bookmarkTextMax = 1_024;

const lengthsBytes = 12;
const summaryBytesMax = 1024 ** 2;
const headBytesMax = 4_096;

export function encodeHead(head: RecordingHead): Buffer {
  return Buffer.from(`${JSON.stringify(head)}\n`);
}

/** A frame as it goes into a block. It is encoded when it is taken, so a block is not all the work at once. */
export interface EncodedFrame {
  readonly at: number;
  readonly line: string;
}

export function encodeFrame({ at, snapshot }: RecordedFrame): EncodedFrame {
  return { at, line: toTaggedJson([at, snapshot]) };
}

export function encodeBlock(frames: readonly EncodedFrame[], bookmarks: readonly Bookmark[]): Buffer {
  const [from, to] = [frames[0]?.at ?? 0, frames.at(-1)?.at ?? 0];
  const summary = Buffer.from(JSON.stringify({ from, to, frames: frames.length, bookmarks } satisfies BlockSummary));
  const packed = brotliCompressSync(Buffer.from(frames.map(({ line }) => line).join('\n')), brotli);
  const lengths = Buffer.alloc(lengthsBytes);
  lengths.writeUInt32BE(summary.length, 0);
  lengths.writeUInt32BE(packed.length, 4);
  const parts = Buffer.concat([summary, packed]);
  lengths.writeUInt32BE(crc32(parts), 8);
  return Buffer.concat([lengths, parts]);
}

/** Reads the head. Throws RecordingError, with what to do, when the file is no recording, or one of another version. */
export function decodeHead(bytes: Buffer): { readonly head: RecordingHead; readonly length: number } {
  const end = bytes.subarray(0, headBytesMax).indexOf('\n');
  const head = end < 0 ? undefined : headOf(bytes.toString('utf8', 0, end));
  if (head === undefined) throw new RecordingError('it is no recording of starmesh (`--record FILE` makes one)');
  if (head.version !== formatVersion) {
    const who = `starmesh ${head.starmesh} wrote it in version ${head.version} of the format, and this one reads version ${formatVersion}`;
    throw new RecordingError(`${who}: open it with starmesh ${head.starmesh}`);
  }
  return { head, length: end + 1 };
}

const headShape: Shape<RecordingHead> = record<RecordingHead>({
  format: word(formatName),
  version: wholeIn(0, 1_000_000),
  starmesh: where(text(64), (version) => (/^[\w.+-]+$/.test(version) ? undefined : ' is no version')),
  startedAt: where(text(64), (date) => (isDate(date) ? undefined : ' is no date')),
  seed: wholeIn(0, Number.MAX_SAFE_INTEGER),
  measuredOn: word('processes', 'simulation'),
});

/** As `toISOString` writes it. */
function isDate(date: string): boolean {
  return /^[\dT:.Z-]+$/.test(date) && Number.isFinite(Date.parse(date));
}

function headOf(line: string): RecordingHead | undefined {
  const head = parsed(line);
  return headShape(head) === undefined ? (head as RecordingHead) : undefined;
}

/** A block as it lies in the file. */
export interface FoundBlock {
  readonly type: 'found';
  readonly summary: BlockSummary;
  /** Its frames, packed. */
  readonly packed: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** What stands where a block should begin. `cut-off`: its end was never written; `damaged`: it is not as it was written. */
export type BlockOrNone =
  | FoundBlock
  | { readonly type: 'nothing' }
  | { readonly type: 'cut-off' }
  | { readonly type: 'damaged'; readonly why: string };

/** Looks for a block that begins at a place. */
export function findBlock(bytes: Buffer, at: number): BlockOrNone {
  if (at === bytes.length) return { type: 'nothing' };
  if (at + lengthsBytes > bytes.length) return { type: 'cut-off' };
  const summaryLength = bytes.readUInt32BE(at);
  const packedLength = bytes.readUInt32BE(at + 4);
  if (summaryLength === 0) return isBlank(bytes, at) ? { type: 'cut-off' } : damaged('it has no summary');
  if (summaryLength > summaryBytesMax) return damaged(`its summary is said to have ${summaryLength} bytes`);
  if (packedLength > blockBytesMax) return damaged(`its frames are said to have ${packedLength} bytes`);
  const packedAt = at + lengthsBytes + summaryLength;
  const end = packedAt + packedLength;
  if (end > bytes.length) return { type: 'cut-off' };
  if (crc32(bytes.subarray(at + lengthsBytes, end)) !== bytes.readUInt32BE(at + 8))
    return damaged('its checksum is wrong');
  const summary = parsed(bytes.toString('utf8', at + lengthsBytes, packedAt));
  const wrong = summary === undefined ? ' is no JSON' : summaryShape(summary);
  if (wrong !== undefined) return damaged(`its summary${wrong}`);
  return { type: 'found', summary: summary as BlockSummary, packed: bytes.subarray(packedAt, end), end };
}

function damaged(why: string): BlockOrNone {
  return { type: 'damaged', why };
}

/** Zeros: a file system leaves them where it had grown a file and not yet written it. */
function isBlank(bytes: Buffer, from: number): boolean {
  return bytes.subarray(from).every((byte) => byte === 0);
}

const time = wholeIn(0, timeMsMax);
const summaryShape: Shape<BlockSummary> = where(
  record<BlockSummary>({
    from: time,
    to: time,
    frames: wholeIn(1, blockFramesMax),
    bookmarks: list(record({ at: time, text: text(bookmarkTextMax) }), blockBookmarksMax),
  }),
  ({ from, to }) => (from > to ? ` ends at ${to} ms and begins at ${from} ms` : undefined),
);

/** Undefined: it is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Frames of one block are much alike: a window as large as the block finds that, and a slow search is not needed. */
const brotli = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 22 },
};
