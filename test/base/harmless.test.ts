import { describe, expect, it } from 'vitest';
import { harmless, harmlessJson, harmlessLines } from '../../source/base/harmless.ts';

const acting = '\u001b]0;x\u0007\u009b2J\r\n\t\u0000\u007f\u2028\u2029';

describe('text from outside', () => {
  it('is one line without anything that acts on a terminal', () => {
    expect(harmless(`a${acting}b`)).toBe('a ]0;x  2J       b');
    expect(harmless('user\u202etxt.exe\u2066\u200f')).toBe('usertxt.exe');
  });

  it('stays as it is in every language', () => {
    for (const text of ['', 'n1 → n2 · 5 ms …', 'हिन्दी', 'می‌خواهم', '👩‍👩‍👧 🏳️‍🌈', 'é', 'שלום', '日本'])
      expect(harmless(text)).toBe(text);
  });

  it('keeps its lines where it may have some', () => {
    expect(harmlessLines('a\nb\u001b[2J\r\n')).toBe('a\nb [2J \n');
  });

  it('is the same value as JSON', () => {
    const value = { [`k${acting}`]: [`v${acting}\u202e`, 1, undefined], who: 'Åsa' };
    for (const indent of [0, 2]) {
      const text = harmlessJson(value, indent);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(harmlessLines(text)).toBe(text);
      expect(text).toContain('Åsa');
    }
  });
});
