import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { progressBar, withProgressLine } from '../../source/commands/progress-line.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What stood on the line, one after the other; undefined: it was taken away. */
function line() {
  const shown: (string | undefined)[] = [];
  return { shown, status: (text?: string) => void shown.push(text) };
}

it('shows how far it is while the work goes on, and goes with it', async () => {
  const output = line();
  let done = 0;
  const result = await withProgressLine(
    output,
    () => (done === 0 ? undefined : `${done} done`),
    async () => {
      await Promise.resolve();
      done = 3;
      vi.advanceTimersByTime(200);
      return 'all';
    },
  );
  expect(result).toBe('all');
  expect(output.shown).toEqual([undefined, '3 done', undefined]);
  expect(vi.getTimerCount()).toBe(0);
});

it('goes when the work fails, before anybody says so', async () => {
  const output = line();
  const work = () => Promise.reject(new Error('it broke'));
  await expect(withProgressLine(output, () => 'on its way', work)).rejects.toThrow('it broke');
  expect(output.shown).toEqual(['on its way', undefined]);
  expect(vi.getTimerCount()).toBe(0);
});

it.each([
  [0, '[....................]'],
  [0.5, '[##########..........]'],
  [1.2, '[####################]'],
])('draws %s as a bar', (share, bar) => expect(progressBar(share)).toBe(bar));
