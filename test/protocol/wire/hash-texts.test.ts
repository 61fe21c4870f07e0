import { describe, expect, test } from 'vitest';
import { hashFromText, hashToText } from '../../../source/protocol/wire/hash-texts.ts';
import { eachSeed } from '../../base/each-seed.ts';

describe('a hash as text and as bytes', () => {
  test('goes there and back unchanged, however many others share its place meanwhile', () => {
    eachSeed(20, (random) => {
      const hashes = Array.from({ length: 200 }, () => random.bytes(32));
      for (const hash of hashes) hash[0] = hash[1] = random.below(3); // three places for all of them
      for (let step = 0; step < 1_000; step++) {
        const hash = hashes[random.below(hashes.length)] as Buffer;
        const text = hash.toString('hex');
        if (random.below(2) === 0) expect(hashToText(Buffer.concat([Buffer.alloc(5), hash]), 5)).toBe(text);
        else expect(Buffer.from(hashFromText(text))).toEqual(hash);
      }
    });
  });

  test('is told from one that differs in its last bit alone', () => {
    const hash = Buffer.alloc(32, 7);
    const other = Buffer.from(hash);
    other[31] = 6;
    expect([hashToText(hash, 0), hashToText(other, 0)]).toEqual(['07'.repeat(32), `${'07'.repeat(31)}06`]);
  });

  test('is lower-case text, also where upper-case text was written before', () => {
    const hash = Buffer.alloc(32, 0xab);
    hashFromText('AB'.repeat(32));
    expect(hashToText(hash, 0)).toBe('ab'.repeat(32));
  });

  test('does not follow the chunk it was read from when that is overwritten', () => {
    const chunk = Buffer.alloc(32, 0x5a);
    const text = hashToText(chunk, 0);
    chunk.fill(0x5b, 2);
    expect([hashToText(Buffer.alloc(32, 0x5a), 0), hashToText(chunk, 0)]).toEqual([text, `5a5a${'5b'.repeat(30)}`]);
  });
});
