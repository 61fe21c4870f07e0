import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { cellsOf } from '../../../source/ui/drawing/cells.ts';
import { wrapped } from '../../../source/ui/drawing/wrapped.ts';

describe('wrapped', () => {
  it.each([
    ['', 5, ['']],
    ['ab cd', 5, ['ab cd']],
    ['ab cd', 4, ['ab', 'cd']],
    ['a longword b', 4, ['a', 'long', 'word', 'b']],
    ['音楽と 世界', 4, ['音楽', 'と', '世界']],
    ['世', 1, ['世']],
  ])('cuts %j at %i cells', (text, width, lines) => {
    expect(wrapped(text, width)).toEqual(lines);
  });

  it.each([1, 2, 3])('keeps every letter, and no line is wider than allowed (seed %i)', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 200; round++) {
      const text = Array.from({ length: random.below(60) }, () => 'ab 世é- '[random.below(7)]).join('');
      const width = 2 + random.below(12);
      const lines = wrapped(text, width);
      expect(lines.every((line) => cellsOf(line) <= width)).toBe(true);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });
});
