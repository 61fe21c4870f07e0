import { describe, expect, it } from 'vitest';
import { barChart, brailleBit, brailleCharacter } from '../../../source/ui/drawing/braille.ts';

describe('brailleBit', () => {
  it('gives every dot of a cell its own bit', () => {
    let all = 0;
    for (let x = 0; x < 2; x++) for (let y = 0; y < 4; y++) all += brailleBit(x, y);
    expect(all).toBe(0xff);
    expect(brailleCharacter(brailleBit(0, 0))).toBe('⠁');
    expect(brailleCharacter(brailleBit(1, 3))).toBe('⢀');
    expect(brailleBit(5, 7)).toBe(brailleBit(1, 3));
  });
});

describe('barChart', () => {
  it.each<[string, readonly number[], number, number, number, boolean, readonly string[]]>([
    ['nothing', [], 3, 1, 10, true, ['   ']],
    ['only zeros', [0, 0, 0, 0], 2, 1, 10, true, ['  ']],
    ['the newest value on the right', [10], 2, 1, 10, true, [' ⢸']],
    ['two values a cell', [10, 10, 10, 10], 2, 1, 10, true, ['⣿⣿']],
    ['quarters of a row', [10, 20, 30, 40], 2, 1, 40, true, ['⣠⣾']],
    ['at least one dot for a value above zero', [0.001, 0], 1, 1, 1000, true, ['⡀']],
    ['a value above the top as high as the chart', [99, 99], 1, 2, 10, true, ['⣿', '⣿']],
    ['two rows from the top', [4, 8], 1, 2, 8, true, ['⢸', '⣿']],
    ['the newest of too many values', [9, 9, 9, 9, 0, 0], 1, 1, 9, true, [' ']],
    ['one value a cell in ASCII', [1, 2, 0], 3, 2, 2, false, [' # ', '## ']],
    ['no braille in ASCII', [5, 5], 4, 1, 5, false, ['  ##']],
  ])('draws %s', (_what, values, width, height, top, isBraille, rows) => {
    expect(barChart(values, width, height, top, isBraille)).toEqual(rows);
  });

  it('always fills its rectangle', () => {
    for (let width = 1; width < 9; width++)
      for (let height = 1; height < 5; height++)
        for (const isBraille of [false, true]) {
          const rows = barChart([3, 1, 4, 1, 5, 9, 2, 6], width, height, 10, isBraille);
          expect(rows.map((row) => row.length)).toEqual(new Array(height).fill(width));
        }
  });
});
