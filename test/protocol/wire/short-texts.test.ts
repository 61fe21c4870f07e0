import { describe, expect, test } from 'vitest';
import { shortTextAt, shortTextMax } from '../../../source/protocol/wire/short-texts.ts';
import { eachSeed } from '../../base/each-seed.ts';

const read = (bytes: Buffer): string | undefined => shortTextAt(bytes, 0, bytes.length);

describe('short text', () => {
  test('is what Node decodes, wherever it stands and whatever shares its place', () => {
    eachSeed(20, (random) => {
      for (let step = 0; step < 2_000; step++) {
        const length = random.below(shortTextMax + 1);
        const text = Array.from({ length }, () => String.fromCharCode(97 + random.below(2))).join('');
        const bytes = Buffer.from(`..${text}..`);
        expect(shortTextAt(bytes, 2, length)).toBe(text);
      }
    });
  });

  test('is told from text that is mixed to the same number', () => {
    const [one, other] = [Buffer.from('Aa'), Buffer.from('BB')]; // 31 a character: the same sum
    expect([read(one), read(other), read(one)]).toEqual(['Aa', 'BB', 'Aa']);
  });

  test('is left to Node where a byte is no ASCII', () => {
    expect([read(Buffer.from('é')), read(Buffer.from([0x80])), read(Buffer.from('a\x7f'))]).toEqual([
      undefined,
      undefined,
      'a\x7f',
    ]);
  });

  test('does not follow the chunk it was read from when that is overwritten', () => {
    const chunk = Buffer.from('song-1');
    const text = read(chunk);
    chunk.fill(0x30);
    expect([text, read(Buffer.from('song-1'))]).toEqual(['song-1', 'song-1']);
  });
});
