import { type BlockFrames, framesOf } from './block-frames.ts';
import {
  type Bookmark,
  blocksMax,
  bookmarksMax,
  decodeHead,
  type FoundBlock,
  findBlock,
  type RecordedFrame,
  RecordingError,
  type RecordingHead,
} from './format.ts';
import { createRecent } from './recent.ts';

/** A recording that was opened: any moment of it. */
export interface Recording {
  readonly head: RecordingHead;
  /** Milliseconds from its first frame to its last one. */
  readonly lengthMs: number;
  readonly frames: number;
  /** In order. */
  readonly bookmarks: readonly Bookmark[];
  /** Why it ends before the file does; undefined: it does not. */
  readonly loss: Loss | undefined;
  /** What stood on the screen at a moment: the latest frame not after it, or the first one. Throws RecordingError where the recording is damaged. */
  frameAt(ms: number): RecordedFrame;
}

/** Bytes at the end that are not shown: a crash has cut them off, or they are damaged, and then `text` says why. */
export type Loss =
  | { readonly type: 'cut-off'; readonly bytes: number }
  | { readonly type: 'damaged'; readonly bytes: number; readonly text: string };

interface PlacedBlock extends FoundBlock {
  readonly at: number;
  /** From 1. */
  readonly number: number;
}

/** Bytes, as text, of the unpacked blocks and frames that are kept: somebody who looks for a moment comes back to them. */
const unpackedBytesMax = 32 * 1024 ** 2;
const frameTextBytesMax = 4 * 1024 ** 2;
/** From the end, so many blocks are tried to find one that is whole. */
const triesMax = 3;

/**
 * Opens a recording: reads all summaries, and unpacks the last block alone, which says how long it is. Throws RecordingError when there is nothing
 * to show. What is damaged within a block is found when that is asked for.
 */
export function openRecording(bytes: Buffer): Recording {
  const { head, length } = decodeHead(bytes);
  const { blocks, loss } = wholeBlocks(bytes, blocksFrom(bytes, length));
  const last = blocks.at(-1);
  if (last === undefined) throw new RecordingError(whyEmpty(loss));
  const begins = blocks.map(({ summary }) => summary.from);
  const unpacked = createRecent<number, BlockFrames>(unpackedBytesMax);
  const frames = createRecent<string, RecordedFrame>(frameTextBytesMax);

  return {
    head,
    lengthMs: last.summary.to,
    frames: blocks.reduce((total, { summary }) => total + summary.frames, 0),
    bookmarks: blocks.flatMap(({ summary }) => summary.bookmarks).sort((one, other) => one.at - other.at),
    loss,
    frameAt(ms) {
      const place = lastNotAfter(begins, ms);
      const block = blocks[place] as PlacedBlock;
      return within(block, () => {
        const opened = unpacked.get(place) ?? unpacked.keep(place, framesOf(block), ({ bytes: size }) => size);
        const index = lastNotAfter(opened.times, ms);
        const key = `${place} ${index}`;
        return frames.get(key) ?? frames.keep(key, opened.frame(index), () => opened.bytesOf(index));
      });
    },
  };
}

interface FoundBlocks {
  readonly blocks: readonly PlacedBlock[];
  readonly loss: Loss | undefined;
}

/** The blocks up to the first place where there is none. */
function blocksFrom(bytes: Buffer, begin: number): FoundBlocks {
  const blocks: PlacedBlock[] = [];
  let [at, bookmarks] = [begin, 0];
  for (;;) {
    const found = findBlock(bytes, at);
    const lost = bytes.length - at;
    const damaged = (why: string): FoundBlocks => ({
      blocks,
      loss: { type: 'damaged', bytes: lost, text: damageText({ at, number: blocks.length + 1 }, why) },
    });
    if (found.type === 'nothing') return { blocks, loss: undefined };
    if (found.type === 'cut-off') return { blocks, loss: { type: 'cut-off', bytes: lost } };
    if (found.type === 'damaged') return damaged(found.why);
    const { from, bookmarks: more } = found.summary;
    const before = blocks.at(-1)?.summary.to ?? 0;
    if (from < before) return damaged(`it begins at ${from} ms, before the end of the one before it`);
    if (blocks.length === blocksMax) return damaged(`there are more than ${blocksMax} blocks`);
    bookmarks += more.length;
    if (bookmarks > bookmarksMax) return damaged(`with it there are more than ${bookmarksMax} bookmarks`);
    blocks.push({ ...found, at, number: blocks.length + 1 });
    at = found.end;
  }
}

/** Drops blocks at the end that are not what they say: the length of a recording must be true. */
function wholeBlocks(bytes: Buffer, { blocks, loss }: FoundBlocks): FoundBlocks {
  let lost = loss;
  for (let left = blocks.length; left > Math.max(0, blocks.length - triesMax); left--) {
    const last = blocks[left - 1] as PlacedBlock;
    try {
      within(last, () => framesOf(last));
      return { blocks: blocks.slice(0, left), loss: lost };
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      lost = { type: 'damaged', bytes: bytes.length - last.at, text: error.message };
    }
  }
  return { blocks: [], loss: lost };
}

function whyEmpty(loss: Loss | undefined): string {
  if (loss?.type === 'damaged') return loss.text;
  return 'it holds nothing: the lab ended before the first second was written';
}

/** Adds to a word of damage in which block it is. */
function within<T>(block: Pick<PlacedBlock, 'at' | 'number'>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof RecordingError ? new RecordingError(damageText(block, error.message)) : error;
  }
}

function damageText({ at, number }: Pick<PlacedBlock, 'at' | 'number'>, why: string): string {
  return `damaged in block ${number}, at byte ${at}: ${why}`;
}

/** Found by halving; the first one when all are after. */
function lastNotAfter(sorted: readonly number[], ms: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}
