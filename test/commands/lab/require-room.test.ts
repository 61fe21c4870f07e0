import { describe, expect, it } from 'vitest';
import { labsWithin, requireRoom } from '../../../source/commands/lab/require-room.ts';

const plenty = { memoryBytes: 1e12, openFiles: undefined, threads: undefined };

describe('a launch', () => {
  it('begins where there is room', () => {
    expect(() => requireRoom(12, plenty)).not.toThrow();
    expect(() =>
      requireRoom(12, { ...plenty, threads: 68, openFiles: 76, memoryBytes: 288 * 1024 ** 2 }),
    ).not.toThrow();
  });

  it('begins with others at the same time where there is room for all', () => {
    expect(labsWithin(16, { ...plenty, threads: 8 + 5 * 16 * 3 })).toBe(3);
    expect(labsWithin(16, { ...plenty, openFiles: 40 + 3 * 16 * 2 })).toBe(2);
    expect(labsWithin(16, { ...plenty, memoryBytes: 1e8 })).toBe(0);
  });

  it.each([
    [{ threads: 67 }, '--nodes 12 needs 68 threads (8 and 5 a node), 67 are left: --nodes 11 is the most that fits;'],
    [{ threads: 17 }, 'not even two nodes fit'],
    [
      { memoryBytes: 100 * 1024 ** 2 },
      '--nodes 12 needs about 288 MiB of memory, 100 MiB are free: --nodes 4 is the most',
    ],
    [{ openFiles: 50 }, '--nodes 12 needs 76 open files'],
  ])('is refused with the figures where there is none: %o', (lack, message) => {
    expect(() => requireRoom(12, { ...plenty, ...lack })).toThrow(message);
  });
});
