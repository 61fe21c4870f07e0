import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import { layOut, type PaneName, type Rectangle } from '../../../source/ui/drawing/layout.ts';
import { type AreaName, type Places, Screen, TooSmall } from '../../../source/ui/screen/screen.tsx';

const sizes = [
  [60, 16],
  [79, 30],
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 60],
] as const;

/** Where Ink lays the parts of a screen, in a terminal of ink-testing-library (100 columns; the screen has its own width). */
function placesOf(
  columns: number,
  rows: number,
  zoom: PaneName | undefined,
  sheet: 'help' | undefined,
  band?: 'tour',
): Places {
  const layout = layOut(columns, rows, zoom, band === undefined ? 0 : 9);
  if (layout === undefined) throw new Error(`${columns}x${rows} is too small`);
  const seen: Places[] = [];
  render(<Screen layout={layout} sheet={sheet} band={band} onPlaced={(places) => seen.push(places)} />);
  expect(seen).toHaveLength(1);
  return seen[0] ?? new Map();
}

function cellsOf({ left, top, width, height }: Rectangle): string[] {
  return Array.from({ length: width * height }, (_, at) => `${left + (at % width)},${top + Math.floor(at / width)}`);
}

describe('Screen', () => {
  afterEach(cleanup);

  it.each(sizes)('lays every part out through Ink as the layout says, at %ix%i', (columns, rows) => {
    const layout = layOut(columns, rows, undefined);
    const { header, panes, comparison, footer } = layout ?? expect.fail();
    const wanted = { header, ...panes, comparison, footer };
    expect(Object.fromEntries(placesOf(columns, rows, undefined, undefined))).toEqual(wanted);
    const zoomed = { header, nodes: { left: 0, top: 1, width: columns, height: rows - 3 }, comparison, footer };
    expect(Object.fromEntries(placesOf(columns, rows, 'nodes', undefined))).toEqual(zoomed);
  });

  it.each(sizes)('leaves no cell without a part, and gives none to two, at %ix%i', (columns, rows) => {
    for (const sheet of [undefined, 'help'] as const)
      for (const band of [undefined, 'tour'] as const) {
        const cells = [...placesOf(columns, rows, undefined, sheet, band).values()].flatMap(cellsOf);
        expect(new Set(cells).size).toBe(cells.length);
        expect(cells).toHaveLength(columns * rows);
      }
  });

  it('says where the parts lie after each change, with those that are gone left out', () => {
    const layout = layOut(100, 30, undefined) ?? expect.fail();
    const seen: AreaName[][] = [];
    const onPlaced = (places: Places): void => void seen.push([...places.keys()].sort());
    const { rerender } = render(<Screen layout={layout} sheet={undefined} band={undefined} onPlaced={onPlaced} />);
    rerender(<Screen layout={layout} sheet="help" band={undefined} onPlaced={onPlaced} />);
    rerender(<Screen layout={layout} sheet={undefined} band={undefined} onPlaced={onPlaced} />);
    const lines = ['comparison', 'footer', 'header'];
    const all = [...lines, 'nodes', 'placement', 'requests', 'topology'];
    expect(seen).toEqual([all, [...lines, 'help'].sort(), all]);
  });
});

describe('TooSmall', () => {
  afterEach(cleanup);

  it('has the whole terminal', () => {
    let seen: Places = new Map();
    render(<TooSmall columns={12} rows={2} onPlaced={(places) => (seen = places)} />);
    expect([...seen]).toEqual([['too-small', { left: 0, top: 0, width: 12, height: 2 }]]);
  });
});
