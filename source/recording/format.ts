import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import type { LabSnapshot } from '../lab/snapshot.ts';

/*
 * A recording is a line of JSON that says what it is, then blocks. Each block stands for itself, so that any moment is found without reading
 * what came before, and one that a crash cut off costs nothing but itself:
 *
 *   u32  length of the summary      JSON: from, to (ms since the recording began), frames, bookmarks
 *   u32  length of the frames       brotli over lines of JSON, one a frame: [at, snapshot] in order
 *   u32  CRC-32 of both
 *   the summary, the frames         (all numbers big-endian)
 */

/** Of the format, the shape of `LabSnapshot` included: changes with either. */
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

/** A recording that cannot be opened, and why. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

const lengthsBytes = 12;
/** A summary or block longer than this is none: the file is damaged. */
const partBytesMax = 64 * 1024 ** 2;

export function encodeHead(head: RecordingHead): Buffer {
  return Buffer.from(`${JSON.stringify(head)}\n`);
}

/** A frame as it goes into a block: the work is done when the frame is taken, not for a whole block at once. */
export interface EncodedFrame {
  readonly at: number;
  readonly line: string;
}

export function encodeFrame({ at, snapshot }: RecordedFrame): EncodedFrame {
  return { at, line: JSON.stringify([at, snapshot], replacer) };
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

/** Throws RecordingError with what to do when the file is none, or of another version. */
export function decodeHead(bytes: Buffer): { readonly head: RecordingHead; readonly length: number } {
  const end = bytes.subarray(0, 4_096).indexOf('\n');
  const head = end < 0 ? undefined : headOf(bytes.toString('utf8', 0, end));
  if (head === undefined) throw new RecordingError('it is no recording of starmesh (`--record FILE` makes one)');
  if (head.version !== formatVersion) {
    const who = `starmesh ${head.starmesh} wrote it in version ${head.version} of the format, and this one reads version ${formatVersion}`;
    throw new RecordingError(`${who}: open it with starmesh ${head.starmesh}`);
  }
  return { head, length: end + 1 };
}

function headOf(line: string): RecordingHead | undefined {
  try {
    const head = JSON.parse(line) as Partial<RecordingHead> | null;
    const isHead = head?.format === formatName && typeof head.version === 'number' && typeof head.starmesh === 'string';
    const isDated = typeof head?.startedAt === 'string' && Number.isFinite(Date.parse(head.startedAt));
    return isHead && isDated ? (head as RecordingHead) : undefined;
  } catch {
    return undefined;
  }
}

/** A block as it lies in the file. */
export interface FoundBlock {
  readonly summary: BlockSummary;
  /** Its frames, packed. */
  readonly packed: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** The block at a place; undefined when what is there is cut off or damaged. */
export function findBlock(bytes: Buffer, at: number): FoundBlock | undefined {
  if (at + lengthsBytes > bytes.length) return undefined;
  const [summaryLength, packedLength, checksum] = [0, 4, 8].map((offset) => bytes.readUInt32BE(at + offset)) as [
    number,
    number,
    number,
  ];
  if (summaryLength > partBytesMax || packedLength > partBytesMax) return undefined;
  const packedAt = at + lengthsBytes + summaryLength;
  const end = packedAt + packedLength;
  if (end > bytes.length) return undefined;
  if (crc32(bytes.subarray(at + lengthsBytes, end)) !== checksum) return undefined;
  const packed = bytes.subarray(packedAt, end);
  try {
    return { summary: JSON.parse(bytes.toString('utf8', at + lengthsBytes, packedAt)), packed, end };
  } catch {
    return undefined;
  }
}

/** The frames of a block: when they were, and each of them once somebody asks for it, always the same. */
export interface BlockFrames {
  /** In order. */
  readonly times: readonly number[];
  frame(index: number): RecordedFrame;
}

export function framesOf({ packed }: FoundBlock): BlockFrames {
  const lines = brotliDecompressSync(packed).toString('utf8').split('\n');
  const known: RecordedFrame[] = [];
  return {
    times: lines.map((line) => Number.parseInt(line.slice(1), 10)),
    frame(index) {
      known[index] ??= frameOf(lines[index] ?? '');
      return known[index];
    },
  };
}

function frameOf(line: string): RecordedFrame {
  const [at, snapshot] = revived(JSON.parse(line)) as [number, LabSnapshot];
  return { at, snapshot };
}

/** Frames of one block are much alike: a window as large as the block finds it, a slow search is not needed. */
const brotli = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 22 },
};

/** What JSON has no word for: [tag, value] in an array that begins with this. */
const tag = '\u0000';

function replacer(this: unknown, _key: string, value: unknown): unknown {
  if (value instanceof Map) return [tag, 'map', [...value]];
  if (value instanceof Set) return [tag, 'set', [...value]];
  if (typeof value === 'number' && !Number.isFinite(value)) return [tag, 'number', String(value)];
  if (value === undefined && Array.isArray(this)) return [tag, 'undefined'];
  return value;
}

/** In its place, and after the parsing: `JSON.parse` with a function of its own takes four times as long. */
function revived(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const parts = value as Record<string, unknown>;
  for (const key in parts) if (typeof parts[key] === 'object') parts[key] = revived(parts[key]);
  return Array.isArray(value) ? untagged(value) : value;
}

function untagged(value: unknown[]): unknown {
  if (value[0] !== tag) return value;
  if (value[1] === 'map') return new Map(value[2] as [unknown, unknown][]);
  if (value[1] === 'set') return new Set(value[2] as unknown[]);
  return value[1] === 'number' ? Number(value[2]) : undefined;
}
