import { describe, expect, test } from 'vitest';
import { nodeId, nodeNumber, parseNodeId } from '../../../source/protocol/ids.ts';
import { hashOf } from '../../../source/protocol/sha256.ts';
import { ByteWriter } from '../../../source/protocol/wire/byte-writer.ts';
import { eachSeed } from '../../base/each-seed.ts';

describe('a byte writer', () => {
  test('gives what was written since it was last asked', () => {
    const to = new ByteWriter();
    to.u8(1);
    to.u32(0x02030405);
    expect(to.pending).toBe(5);
    expect(to.take().toString('hex')).toBe('0102030405');
    expect(to.pending).toBe(0);
    expect(to.take()).toHaveLength(0);
  });

  test('does not change what was taken when it goes on', () => {
    const to = new ByteWriter(8);
    const taken: Buffer[] = [];
    for (let count = 0; count < 100; count++) {
      to.u32(count);
      taken.push(to.take());
    }
    expect(taken.map((bytes) => bytes.readUInt32BE(0))).toEqual(Array.from({ length: 100 }, (_, count) => count));
  });

  test('fills in the length of a frame, also one that outgrows its slab', () => {
    const to = new ByteWriter(16);
    to.u8(9);
    const mark = to.beginFrame();
    to.raw(Buffer.alloc(100, 7));
    expect(to.byteAt(mark)).toBe(7);
    expect(to.endFrame(mark)).toBe(104);
    const bytes = to.take();
    expect(bytes.toString('hex')).toBe(`0900000064${'07'.repeat(100)}`);
  });

  test('writes the same bytes whatever the size of its slabs, for every seed', () => {
    eachSeed(200, (random, seed) => {
      const write = (slabBytes: number): string => {
        const to = new ByteWriter(slabBytes);
        const draws = random.fork(`writes ${seed}`);
        let all = '';
        for (let count = 0; count < 30; count++) {
          to.text('é'.repeat(draws.below(9)));
          to.hash('0123456789abcdef'.repeat(4));
          to.f64(draws.unit());
          if (draws.below(4) === 0) all += to.take().toString('hex');
        }
        return all + to.take().toString('hex');
      };
      expect(write(1 + random.below(64))).toBe(write(64 * 1024));
    });
  });
});

describe('a node id', () => {
  test.each(['n1', 'n42', 'n999999999'])('is parsed from %s', (text) => {
    expect(parseNodeId(text)).toBe(text);
  });

  test.each(['', 'n', 'n0', 'n01', 'N1', 'n1 ', 'n-1', 'n1.5', 'n1234567890', 'server', 'n1\nn2'])(
    'is not parsed from %j',
    (text) => {
      expect(parseNodeId(text)).toBeUndefined();
    },
  );

  test('has a number, and a number has its id', () => {
    expect(nodeNumber(nodeId(17))).toBe(17);
    expect(nodeId(17)).toBe('n17');
  });
});

test('the hash of an item is the SHA-256 of its content', () => {
  expect(hashOf(Buffer.from('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
