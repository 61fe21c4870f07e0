import {
  type BlockFrames,
  type BlockSummary,
  type Bookmark,
  decodeHead,
  type FoundBlock,
  findBlock,
  framesOf,
  type RecordedFrame,
  RecordingError,
  type RecordingHead,
} from './format.ts';

/** A recording that was opened: any moment of it. */
export interface Recording {
  readonly head: RecordingHead;
  /** Milliseconds from its first frame to its last one. */
  readonly lengthMs: number;
  readonly frames: number;
  /** In order. */
  readonly bookmarks: readonly Bookmark[];
  /** Bytes at the end that are no whole block: a crash cut them off, or they are damaged. */
  readonly lostBytes: number;
  /** What stood on the screen at a moment: the latest frame not after it, or the first one. */
  frameAt(ms: number): RecordedFrame;
}

/** Blocks kept unpacked: who scrubs comes back. */
const unpackedMax = 8;

/** Opens a recording: reads all summaries, unpacks nothing. Throws RecordingError when there is nothing to show. */
export function openRecording(bytes: Buffer): Recording {
  const { head, length } = decodeHead(bytes);
  const blocks: FoundBlock[] = [];
  let end = length;
  for (let block = findBlock(bytes, end); block !== undefined; block = findBlock(bytes, end)) {
    end = block.end;
    if (block.summary.frames > 0) blocks.push(block);
  }
  const summaries = blocks.map(({ summary }): BlockSummary => summary);
  const last = summaries.at(-1);
  if (last === undefined)
    throw new RecordingError('it holds nothing: the lab ended before the first second was written');
  const begins = summaries.map(({ from }) => from);
  const unpacked = new Map<number, BlockFrames>();

  function framesAt(index: number): BlockFrames {
    const known = unpacked.get(index);
    if (known !== undefined) return known;
    const frames = framesOf(blocks[index] as FoundBlock);
    unpacked.set(index, frames);
    const [oldest] = unpacked.keys();
    if (unpacked.size > unpackedMax && oldest !== undefined) unpacked.delete(oldest);
    return frames;
  }

  return {
    head,
    lengthMs: last.to,
    frames: summaries.reduce((total, { frames }) => total + frames, 0),
    bookmarks: summaries.flatMap(({ bookmarks }) => bookmarks),
    lostBytes: bytes.length - end,
    frameAt(ms) {
      const frames = framesAt(lastNotAfter(begins, ms));
      return frames.frame(lastNotAfter(frames.times, ms));
    },
  };
}

/** By halving; the first one when all are after. */
function lastNotAfter(sorted: readonly number[], ms: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}
