import { describe, expect, test } from 'vitest';
import { FrameDecoder } from '../../../source/protocol/wire/frame-decoder.ts';
import { eachSeed } from '../../base/each-seed.ts';
import { errorOf, frame, hex } from './session-pair.ts';

function decoder(frameBytesMax = 100): { decoder: FrameDecoder; frames: string[] } {
  const frames: string[] = [];
  const made = new FrameDecoder(frameBytesMax, (bytes, start, end) => frames.push(bytes.toString('hex', start, end)));
  return { decoder: made, frames };
}

const stream = Buffer.concat(['', '61', '626364', '', 'ff'.repeat(30)].map((body) => frame(hex(body))));
const bodies = ['', '61', '626364', '', 'ff'.repeat(30)];

describe('a frame decoder', () => {
  test('cuts several frames out of one chunk', () => {
    const { decoder: one, frames } = decoder();
    one.receive(stream);
    expect(frames).toEqual(bodies);
  });

  test('gives the same frames wherever the stream is split in two', () => {
    for (let split = 0; split <= stream.length; split++) {
      const { decoder: one, frames } = decoder();
      one.receive(stream.subarray(0, split));
      one.receive(stream.subarray(split));
      expect(frames, `split at ${split}`).toEqual(bodies);
      expect(errorOf(() => one.end())).toBeUndefined();
    }
  });

  test('gives the same frames byte by byte', () => {
    const { decoder: one, frames } = decoder();
    for (const byte of stream) one.receive(Buffer.from([byte]));
    expect(frames).toEqual(bodies);
  });

  test('gives the same frames in chunks of any sizes, for every seed', () => {
    eachSeed(200, (random) => {
      const { decoder: one, frames } = decoder();
      for (let at = 0; at < stream.length; ) {
        const next = at + random.below(12);
        one.receive(Buffer.from(stream.subarray(at, next)));
        at = next;
      }
      expect(frames).toEqual(bodies);
    });
  });

  test('calls the end of a stream inside a frame truncated, at every byte', () => {
    const ends = new Set([0]);
    for (let at = 0; at < stream.length; at += 4 + stream.readUInt32BE(at)) ends.add(at);
    for (let end = 0; end < stream.length; end++) {
      const { decoder: one } = decoder();
      one.receive(stream.subarray(0, end));
      expect(
        errorOf(() => one.end()),
        `ended at ${end}`,
      ).toBe(ends.has(end) ? undefined : 'truncated-frame');
    }
  });

  test('takes a frame of the largest size, and refuses one byte more as soon as its length is there', () => {
    const { decoder: one, frames } = decoder(8);
    one.receive(frame(Buffer.alloc(8)));
    expect(frames).toEqual(['00'.repeat(8)]);
    expect(errorOf(() => one.receive(hex('000000')))).toBeUndefined();
    expect(errorOf(() => one.receive(hex('09')))).toBe('frame-too-large');
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'refuses a length of four gigabytes without buffering, also with %i bytes first',
    (first) => {
      const { decoder: one } = decoder();
      const before = process.memoryUsage().arrayBuffers;
      const bytes = hex('ffffffff 0000');
      expect(
        errorOf(() => {
          one.receive(bytes.subarray(0, first));
          one.receive(bytes.subarray(first));
        }),
      ).toBe('frame-too-large');
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    },
  );

  test('allows larger frames from the very next frame on, in the same chunk', () => {
    const frames: number[] = [];
    const one: FrameDecoder = new FrameDecoder(4, (_bytes, start, end) => {
      frames.push(end - start);
      one.frameBytesMax = 50;
    });
    one.receive(Buffer.concat([frame(Buffer.alloc(4)), frame(Buffer.alloc(50))]));
    expect(frames).toEqual([4, 50]);
  });
});
