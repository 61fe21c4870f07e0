import { describe, expect, it } from 'vitest';
import { type LogPlot, logPlotRows, shortNumber } from '../../../source/commands/simulate/log-plot.ts';

const plot: LogPlot = {
  title: 'messages',
  measured: [
    [10, 10],
    [100, 100],
    [1000, 1000],
  ],
  predicted: [
    [10, 10],
    [1000, 1000],
  ],
  isLogY: true,
  width: 20,
  height: 8,
  ascii: true,
};

describe('a plot', () => {
  it('draws a power law as a straight line on two log axes, marks over the line', () => {
    const marks = logPlotRows(plot).flatMap((row, at) =>
      [...row].flatMap((cell, x) => (cell === 'o' ? [[x, at]] : [])),
    );
    expect(marks).toEqual([
      [19, 1],
      [13, 3],
      [7, 5],
    ]);
  });

  it('is as wide and high as it is told to be, in braille too', () => {
    for (const ascii of [true, false]) {
      const rows = logPlotRows({ ...plot, ascii });
      expect(rows).toHaveLength(8);
      expect(new Set(rows.map((row) => row.length))).toEqual(new Set([20]));
    }
  });

  it('bears a single point, equal values and none at all', () => {
    const one = logPlotRows({ ...plot, measured: [[64, 2]], predicted: [[64, 2]] });
    expect(one.join('\n')).toMatch(/ 2\|.*o/);
    expect(logPlotRows({ ...plot, measured: [], predicted: [] }).join('\n')).toContain('nothing was');
  });

  it.each([
    [7.33, '7.3'],
    [100, '100'],
    [949, '949'],
    [3162, '3.2k'],
    [300_001, '300k'],
    [1_000_000, '1M'],
    [999_999, '1M'],
  ])('labels %d with %s', (value, text) => expect(shortNumber(value)).toBe(text));
});
