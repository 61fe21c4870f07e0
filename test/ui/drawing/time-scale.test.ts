import { describe, expect, it } from 'vitest';
import type { SecondView } from '../../../source/lab/view/figures-view.ts';
import { barsOf, timeScale } from '../../../source/ui/drawing/time-scale.ts';

const none = { p50: undefined, p95: undefined, p99: undefined, max: undefined };
const series = (count: number): SecondView[] =>
  Array.from({ length: count }, (_, at) => ({ at: at * 1_000, succeeded: at, failed: 0, latency: none }));
const barCount = (count: number, bars: number): number =>
  barsOf(timeScale(series(count), bars), ({ succeeded }) => succeeded).length;

describe('timeScale', () => {
  it('fills half of a chart after ten seconds, whatever its width, and never more than all of it', () => {
    for (const bars of [10, 27, 88, 188, 400])
      for (let count = 1; count <= 300; count++) {
        expect(barCount(count, bars)).toBeLessThanOrEqual(bars);
        if (count > 10) expect(2 * barCount(count, bars)).toBeGreaterThan(bars);
      }
  });

  it('halves the bars of a second when they do not fit any more', () => {
    expect([5, 12, 13, 45, 46, 300].map((count) => timeScale(series(count), 88).barsPerSecond)).toEqual([
      8, 8, 4, 2, 1, 1,
    ]);
    expect(timeScale(series(300), 88).seconds.map(({ succeeded }) => succeeded)).toEqual(
      Array.from({ length: 88 }, (_, at) => 211 + at),
    );
  });

  it('leaves out the second that is still filling, which would look like a drop', () => {
    expect(timeScale(series(3), 40).seconds.map(({ succeeded }) => succeeded)).toEqual([0, 1]);
  });

  it('needs no room and no seconds', () => {
    expect(timeScale([], 40).seconds).toEqual([]);
    expect(timeScale(series(5), 0).seconds).toEqual([]);
  });
});
