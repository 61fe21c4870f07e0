import { expect, test } from 'vitest';
import { FrameCutter } from '../../../source/drivers/wires/frame-cutter.ts';

function frame(text: string): Buffer {
  const bytes = Buffer.alloc(4 + text.length);
  bytes.writeUInt32BE(text.length);
  bytes.write(text, 4);
  return bytes;
}

const frames = [frame('one'), frame(''), frame('x'.repeat(300)), frame('four')];
const stream = Buffer.concat(frames);
const hex = (pieces: readonly Buffer[]): string[] => pieces.map((piece) => piece.toString('hex'));

test('a stream is cut into its frames, wherever the chunks end', () => {
  for (let at = 0; at <= stream.length; at++) {
    const cutter = new FrameCutter(1_000);
    expect(hex([...cutter.cut(stream.subarray(0, at)), ...cutter.cut(stream.subarray(at))])).toEqual(hex(frames));
    expect(cutter.isPending).toBe(false);
  }
});

test('what passed uncut is followed, so that cutting can begin anywhere', () => {
  for (let at = 0; at <= stream.length; at++) {
    const cutter = new FrameCutter(1_000);
    cutter.skip(stream.subarray(0, at));
    const pieces = cutter.cut(stream.subarray(at));
    expect(Buffer.concat(pieces)).toEqual(stream.subarray(at));
    const whole = hex(pieces.slice(1));
    expect(whole).toEqual(hex(frames).slice(frames.length - whole.length));
  }
});

test('a frame that is too large is not gathered', () => {
  const cutter = new FrameCutter(100);
  const chunks = [stream.subarray(0, 60), stream.subarray(60, 200), stream.subarray(200)];
  const pieces = chunks.map((chunk) => cutter.cut(chunk));
  expect(Buffer.concat(pieces.flat())).toEqual(stream);
  expect(pieces[1]).toHaveLength(1);
});

test('what is kept of an unfinished frame can be had', () => {
  const cutter = new FrameCutter(100);
  cutter.cut(Buffer.from([0, 0, 0, 9, 1]));
  expect(hex(cutter.rest())).toEqual(['0000000901']);
  expect(cutter.isPending).toBe(false);
});

test('behind so many pieces what is left of a chunk is one, and the frame that goes on behind it comes out in parts', () => {
  const cutter = new FrameCutter(1_000, 2);
  const pieces = [cutter.cut(stream.subarray(0, 100)), cutter.cut(stream.subarray(100))];
  expect(Buffer.concat(pieces.flat())).toEqual(stream);
  expect(pieces.map((some) => some.length)).toEqual([3, 2]);
});
