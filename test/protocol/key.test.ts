import { describe, expect, test } from 'vitest';
import { nodeId } from '../../source/protocol/ids.ts';
import {
  compareDistance,
  type Key,
  keyBits,
  keyCodec,
  keyOf,
  keyOfNode,
  keyText,
  sharedBits,
} from '../../source/protocol/key.ts';
import { hashOf } from '../../source/protocol/sha256.ts';
import { ByteReader } from '../../source/protocol/wire/byte-reader.ts';
import { ByteWriter } from '../../source/protocol/wire/byte-writer.ts';
import { eachSeed } from '../base/each-seed.ts';

const asNumber = (key: Key): bigint => BigInt(`0x${keyText(key)}`);

describe('a key', () => {
  test('is the SHA-256 of a name, for nodes and items alike', () => {
    expect(keyText(keyOf('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(keyText(keyOfNode(nodeId(7)))).toBe(hashOf(Buffer.from('n7')));
    expect(keyOfNode(nodeId(7))).toBe(keyOfNode(nodeId(7)));
  });

  test('crosses the wire as 32 bytes in the order of its digits', () => {
    const to = new ByteWriter();
    keyCodec.write(to, keyOf('abc'));
    const bytes = to.take();
    expect(bytes.toString('hex')).toBe(keyText(keyOf('abc')));
    expect(keyCodec.read(new ByteReader().reset(bytes, 0, bytes.length))).toEqual(keyOf('abc'));
  });

  test('is nearer than another one exactly when its XOR with the target is the smaller number, for every seed', () => {
    eachSeed(300, (random) => {
      const [target, a] = [keyOf(String(random.uint32())), keyOf(String(random.uint32()))];
      // Half of them differ late, so that every word decides once.
      const b = random.below(2) === 0 ? keyOf(String(random.uint32())) : (a.slice() as Key);
      const place = random.below(8);
      b[place] = random.uint32();
      const distance = (key: Key): bigint => asNumber(key) ^ asNumber(target);
      const expected = distance(a) < distance(b) ? -1 : distance(a) > distance(b) ? 1 : 0;
      expect(Math.sign(compareDistance(target, a, b))).toBe(expected);
      expect(compareDistance(target, a, a)).toBe(0);
      const difference = asNumber(a) ^ asNumber(b);
      expect(sharedBits(a, b)).toBe(difference === 0n ? keyBits : keyBits - difference.toString(2).length);
    });
  });
});
