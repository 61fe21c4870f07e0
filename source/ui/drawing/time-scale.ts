import type { SecondView } from '../../lab/view/figures-view.ts';

/** What a chart over time shows. */
export interface TimeScale {
  /** Oldest first; only seconds that are over, since one that is still filling looks like a drop. */
  readonly seconds: readonly SecondView[];
  readonly barsPerSecond: number;
}

/** A chart is made for at least so many seconds. */
const secondsMin = 10;

/** So many bars a second that a chart is at least half full after ten seconds; half as many whenever they do not fit any more. */
export function timeScale(series: readonly SecondView[], bars: number): TimeScale {
  const over = series.length > 1 ? series.slice(0, -1) : series;
  const wanted = Math.max(secondsMin, over.length);
  let barsPerSecond = 1;
  while (2 * barsPerSecond * wanted <= bars) barsPerSecond *= 2;
  const room = Math.floor(bars / barsPerSecond);
  return { seconds: room > 0 ? over.slice(-room) : [], barsPerSecond };
}

/** A value for each bar. */
export function barsOf(
  { seconds, barsPerSecond }: TimeScale,
  figureOf: (second: SecondView) => number,
): readonly number[] {
  return seconds.flatMap((second) => Array.from({ length: barsPerSecond }, () => figureOf(second)));
}
