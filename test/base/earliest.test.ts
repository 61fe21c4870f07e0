import { describe, expect, test } from 'vitest';
import { assert, assertNever } from '../../source/base/assert.ts';
import { earliest } from '../../source/base/earliest.ts';

describe('earliest', () => {
  test.each([
    [[], undefined],
    [[undefined, undefined], undefined],
    [[3], 3],
    [[undefined, 7, 2, undefined, 5], 2],
    [[0, 1], 0],
    [[-1, undefined], -1],
  ] as const)('of %j is %s', (times, expected) => {
    expect(earliest(...times)).toBe(expected);
  });
});

describe('an invariant', () => {
  test('that holds says nothing', () => {
    expect(() => assert(1 + 1 === 2, 'arithmetic')).not.toThrow();
  });

  test('that is broken throws its sentence', () => {
    expect(() => assert(undefined, 'the queue is sorted')).toThrow('invariant broken: the queue is sorted');
    expect(() => assertNever('surprise' as never)).toThrow('invariant broken: unexpected "surprise"');
  });
});
