import { describe, expect, it } from 'vitest';
import { fromTaggedJson, toTaggedJson } from '../../source/recording/tagged-json.ts';

const back = (value: unknown): unknown => fromTaggedJson(toTaggedJson(value));

describe('tagged JSON', () => {
  it('brings back what JSON has no word for', () => {
    const value = {
      map: new Map([['n1', { set: new Set([1, 2]) }]]),
      numbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1.5],
      list: [undefined, null, 'a\u0000 🎵'],
      bytes: [Buffer.from([0, 255, 10])],
    };
    expect(back(value)).toEqual(value);
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(back({ a: undefined, b: 1 })).toStrictEqual({ b: 1 });
  });

  it.each([
    ['no JSON', '{'],
    ['a map that is none', '["\\u0000","map",5]'],
    ['a set that is none', '["\\u0000","set",{}]'],
    ['bytes that are none', '["\\u0000","bytes",{"length":4e9}]'],
    ['what is nested without end', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('refuses %s with an error that can be caught', (_what, line) => {
    expect(() => fromTaggedJson(line)).toThrow();
  });
});
