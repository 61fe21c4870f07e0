import { describe, expect, it } from 'vitest';
import { lookOf } from '../../../source/ui/drawing/look.ts';
import { isForegroundAlone, sgrOf } from '../../../source/ui/terminal/sgr.ts';

describe('sgrOf', () => {
  it.each([
    [{}, ''],
    [{ foreground: '#f0b85c', isBold: true }, '1;38;2;240;184;92'],
    [{ foreground: '#010203', background: '#263242', isBold: true, isInverse: true }, '1;7;38;2;1;2;3;48;2;38;50;66'],
    [{ foreground: 3, isInverse: true }, '7;33'],
    [{ foreground: 15, background: 8 }, '97;100'],
    [{ foreground: 0, background: 7 }, '30;47'],
    [{ foreground: 208, background: 16 }, '38;5;208;48;5;16'],
  ] as const)('writes %j', (look, sgr) => {
    expect(sgrOf(lookOf(look))).toBe(sgr);
  });
});

describe('a look', () => {
  it('is the same object as any other with the same parts', () => {
    expect(lookOf({ foreground: '#010203', isBold: true })).toBe(lookOf({ isBold: true, foreground: '#010203' }));
    expect(lookOf({ foreground: 3 })).not.toBe(lookOf({ background: 3 }));
  });

  it('can be replaced by another one without a reset where it is a foreground of its own alone', () => {
    expect(
      [{ foreground: '#010203' }, { foreground: 200 }].map((one) => isForegroundAlone(lookOf(one as object))),
    ).toEqual([true, true]);
    const others = [{}, { foreground: 3 }, { foreground: 200, isBold: true }, { foreground: 200, background: 3 }];
    expect(others.map((one) => isForegroundAlone(lookOf(one)))).toEqual([false, false, false, false]);
  });
});
