import { brotliDecompressSync } from 'node:zlib';
import {
  type BlockSummary,
  blockBytesMax,
  type FoundBlock,
  frameBytesMax,
  type RecordedFrame,
  RecordingError,
} from './format.ts';
import { snapshotShape } from './snapshot-shape.ts';
import { fromTaggedJson } from './tagged-json.ts';

/** The frames of a block: their times, and each frame itself, read again whenever it is asked for. Both throw RecordingError with what is damaged. */
export interface BlockFrames {
  /** In order. */
  readonly times: readonly number[];
  /** Bytes of all frames, as text. */
  readonly bytes: number;
  frame(index: number): RecordedFrame;
  /** Bytes of one frame, as text. */
  bytesOf(index: number): number;
}

/** Unpacks a block, and reads nothing but the times of its frames. Throws RecordingError. */
export function framesOf({ packed, summary }: FoundBlock): BlockFrames {
  const lines = linesOf(unpacked(packed), summary.frames);
  const times = lines.map(timeOf);
  requireAsSaid(summary, times);
  return {
    times,
    bytes: lines.reduce((total, { length }) => total + length, 0),
    frame: (index) => frameOf(lines[index] as Buffer, times[index] as number, index),
    bytesOf: (index) => lines[index]?.length ?? 0,
  };
}

function unpacked(packed: Buffer): Buffer {
  try {
    return brotliDecompressSync(packed, { maxOutputLength: blockBytesMax });
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new RecordingError(isLarge ? `it unpacks to more than ${blockBytesMax} bytes` : 'it cannot be unpacked');
  }
}

/** Views of the block's own bytes: a frame that nobody asks for never becomes text. */
function linesOf(bytes: Buffer, count: number): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = 0; end >= 0 && lines.length <= count; from = end + 1) {
    end = bytes.indexOf('\n', from);
    lines.push(bytes.subarray(from, end < 0 ? bytes.length : end));
  }
  if (lines.length !== count) throw new RecordingError(`it does not hold the ${count} frames that its summary says`);
  return lines;
}

const beginningBytes = 20;

function timeOf(line: Buffer, index: number): number {
  const [, digits] = /^\[(\d{1,12}),/.exec(line.toString('latin1', 0, beginningBytes)) ?? [];
  if (digits === undefined) throw new RecordingError(`frame ${index + 1} has no time`);
  return Number(digits);
}

function requireAsSaid({ from, to }: BlockSummary, times: readonly number[]): void {
  const late = times.findIndex((at, index) => at < (times[index - 1] ?? from));
  if (late >= 0) throw new RecordingError(`frame ${late + 1} is of ${times[late]} ms, which is out of order`);
  if (times[0] !== from || times.at(-1) !== to)
    throw new RecordingError(`it lasts from ${times[0]} to ${times.at(-1)} ms, and its summary says ${from} to ${to}`);
}

/** The most values that a frame may have: a thousand nodes and all that they hold have fewer. */
const partsMax = 750_000;

function frameOf(line: Buffer, at: number, index: number): RecordedFrame {
  const refuse = (why: string): never => {
    throw new RecordingError(`frame ${index + 1}${why}`);
  };
  if (line.length > frameBytesMax) refuse(` has ${line.length} bytes, allowed are ${frameBytesMax}`);
  if (partsIn(line) > partsMax) refuse(` has more than ${partsMax} parts`);
  const value = valueIn(line.toString('utf8'));
  if (!Array.isArray(value) || value.length !== 2 || value[0] !== at) refuse(' cannot be read');
  const [, snapshot] = value as [number, RecordedFrame['snapshot']];
  const wrong = snapshotShape(snapshot);
  if (wrong !== undefined) refuse(wrong.startsWith('.') ? `: ${wrong.slice(1)}` : wrong);
  return { at, snapshot };
}

const beginsPart: ReadonlySet<number> = new Set([...'[{,'].map((character) => character.charCodeAt(0)));

/** Counts the values that begin in a line, those within texts too. So a line with too many is known before it takes memory. */
function partsIn(line: Buffer): number {
  let count = 0;
  for (const byte of line) if (beginsPart.has(byte)) count++;
  return count;
}

function valueIn(line: string): unknown {
  try {
    return fromTaggedJson(line);
  } catch {
    return undefined;
  }
}
