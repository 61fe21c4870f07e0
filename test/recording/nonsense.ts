import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import type { Random } from '../../source/base/random.ts';

/** The parts of a block before they are packed. */
export interface BlockParts {
  readonly summary: Buffer;
  /** The lines of its frames. */
  readonly lines: Buffer;
}

const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** A block with the right checksum, whatever is in it. */
export function blockOf({ summary, lines }: BlockParts): Buffer {
  return packedBlock(summary, brotliCompressSync(lines, quick));
}

/** The same with frames that are packed, or say so. */
export function packedBlock(summary: Buffer, packed: Buffer): Buffer {
  const lengths = Buffer.alloc(12);
  lengths.writeUInt32BE(summary.length, 0);
  lengths.writeUInt32BE(packed.length, 4);
  lengths.writeUInt32BE(crc32(Buffer.concat([summary, packed])), 8);
  return Buffer.concat([lengths, summary, packed]);
}

/** The head of a recording, with its line break, and its blocks. */
export function takeApart(recording: Buffer): { readonly head: Buffer; readonly blocks: readonly BlockParts[] } {
  const begin = recording.indexOf('\n') + 1;
  const blocks: BlockParts[] = [];
  for (let at = begin; at < recording.length; ) {
    const [summaryBytes, packedBytes] = [recording.readUInt32BE(at), recording.readUInt32BE(at + 4)];
    const packedAt = at + 12 + summaryBytes;
    const lines = brotliDecompressSync(recording.subarray(packedAt, packedAt + packedBytes));
    blocks.push({ summary: recording.subarray(at + 12, packedAt), lines });
    at = packedAt + packedBytes;
  }
  return { head: recording.subarray(0, begin), blocks };
}

/** A recording with nonsense somewhere in one of its blocks, behind a checksum that is right. */
export function withNonsense(recording: Buffer, random: Random): Buffer {
  const { head, blocks } = takeApart(recording);
  const chosen = random.below(blocks.length);
  const made = blocks.map((block, at) => (at === chosen ? nonsenseBlock(block, random) : blockOf(block)));
  return Buffer.concat([head, ...made]);
}

function nonsenseBlock(block: BlockParts, random: Random): Buffer {
  const { summary, lines } = block;
  switch (random.below(24)) {
    case 0:
      return blockOf({ summary: Buffer.from(JSON.stringify(spoilt(JSON.parse(summary.toString()), random))), lines });
    case 1:
      return blockOf({ summary: flipped(summary, random), lines });
    case 2:
      return blockOf({ summary, lines: flipped(lines, random) });
    case 3:
      return packedBlock(summary, flipped(brotliCompressSync(lines), random));
    default:
      return blockOf({ summary, lines: spoiltLines(lines, random) });
  }
}

function spoiltLines(lines: Buffer, random: Random): Buffer {
  const frames = lines.toString().split('\n');
  const chosen = random.below(frames.length);
  const frame = JSON.parse(frames[chosen] ?? '');
  for (let times = 1 + random.below(3); times > 0; times--)
    frame[random.below(30) === 0 ? 0 : 1] = spoilt(frame[1], random);
  frames[chosen] = JSON.stringify(frame);
  return Buffer.from(frames.join('\n'));
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(copy.length);
    copy[at] = random.below(256);
  }
  return copy;
}

/** A value with something else in one place of it. */
function spoilt(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.below(60) === 0) return instead(value, random);
  const parts = value as Record<string, unknown>;
  const keys = Object.keys(parts);
  const key = keys[random.below(keys.length)];
  if (key === undefined) return instead(value, random);
  if (random.below(20) === 0) delete parts[key];
  else parts[key] = spoilt(parts[key], random);
  return value;
}

function instead(value: unknown, random: Random): unknown {
  const isCloseToIt = random.below(2) === 0;
  if (isCloseToIt && typeof value === 'number') return numbers(value)[random.below(numbers(value).length)];
  if (isCloseToIt && Array.isArray(value)) return lists(value)[random.below(4)];
  return structuredClone(junk[random.below(junk.length)]);
}

const numbers = (value: number): readonly number[] => [value * 1e6, value / 7, value + 1, -value, 1e9, 1e12, 0, 0.5];
const lists = (value: readonly unknown[]): readonly unknown[] => [
  [],
  [...value].reverse(),
  [...value, ...value],
  Array.from({ length: 200 }).flatMap(() => value),
];

const junk: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    0.5,
    1e15,
    1e308,
    -1e308,
    8.64e9,
    '',
    'a',
    'n1',
    'n999999',
    'star',
    'constructor',
    '__proto__',
  ],
  ...[[], {}, [[]], [1, 2], { type: 'event' }, { length: 4e9 }],
  ...['\u001b]0;pwned\u0007', '\u009b2J', '\u202e\u0000\n\r', '漢字'.repeat(50), 'x'.repeat(5_000)],
  ...['map', 'set', 'bytes', 'number', 'undefined'].flatMap((tag) => [
    ['\u0000', tag],
    ['\u0000', tag, 'Infinity'],
    ['\u0000', tag, [['n1', 'n2']]],
    ['\u0000', tag, { length: 4e9 }],
  ]),
];
