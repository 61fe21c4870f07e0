import { describe, expect, it } from 'vitest';
import { type Layout, layOut, paneNames, type Rectangle } from '../../../source/ui/drawing/layout.ts';

const sizes: (readonly [number, number])[] = [];
for (let columns = 60; columns <= 300; columns += 3)
  for (let rows = 16; rows <= 100; rows += 3) sizes.push([columns, rows]);

function rectanglesOf({ header, comparison, footer, panes }: Layout): Rectangle[] {
  return [header, comparison, footer, ...Object.values(panes)];
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}

/** Whether rectangles of whole cells lie inside of the screen, apart from one another, and leave no cell out. */
function isTiling(rectangles: readonly Rectangle[], columns: number, rows: number): boolean {
  const areInside = rectangles.every(
    ({ left, top, width, height }) =>
      [left, top, width, height].every(Number.isInteger) &&
      Math.min(left, top) >= 0 &&
      Math.min(width, height) > 0 &&
      left + width <= columns &&
      top + height <= rows,
  );
  const areApart = rectangles.every((one, at) => rectangles.slice(at + 1).every((other) => !overlap(one, other)));
  const cells = rectangles.reduce((total, { width, height }) => total + width * height, 0);
  return areInside && areApart && cells === columns * rows;
}

describe('layOut', () => {
  it.each([undefined, ...paneNames])('covers every screen exactly, without overlaps (zoom: %s)', (zoom) => {
    const wrong = sizes.filter(([columns, rows]) => {
      const layout = layOut(columns, rows, zoom);
      return layout === undefined || !isTiling(rectanglesOf(layout), columns, rows);
    });
    expect(wrong).toEqual([]);
  });

  it('shows only the pane that is zoomed, and every pane from 80 columns on', () => {
    for (const zoom of paneNames) expect(Object.keys(layOut(100, 30, zoom)?.panes ?? {})).toEqual([zoom]);
    expect(Object.keys(layOut(80, 24, undefined)?.panes ?? {}).sort()).toEqual([...paneNames].sort());
  });

  it('gives nothing below 60x16', () => {
    expect(layOut(60, 16, undefined)).toBeDefined();
    for (const [columns, rows] of [
      [59, 16],
      [60, 15],
      [300, 15],
      [59, 100],
      [0, 0],
    ] as const)
      expect(layOut(columns, rows, undefined)).toBeUndefined();
  });
});
