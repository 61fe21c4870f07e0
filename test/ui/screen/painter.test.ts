import { expect, test } from 'vitest';
import { createCellGrid } from '../../../source/ui/drawing/cell-grid.ts';
import type { Rectangle } from '../../../source/ui/drawing/layout.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { pairPanes } from '../../../source/ui/pair/layout.ts';
import { createPainter } from '../../../source/ui/screen/painter.ts';
import type { AreaName, Places } from '../../../source/ui/screen/screen.tsx';
import type { PairView } from '../../../source/ui/state/pair-view.ts';
import type { ScreenView } from '../../../source/ui/state/screen-view.ts';
import { initialUi } from '../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 5 });
const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 5 });
const themes = { current: (mode: 'client-server' | 'peer-to-peer') => createTheme(mode, 'none', false) };
const view: ScreenView = {
  theme: themes.current('client-server'),
  snapshot: star,
  ui: initialUi,
  study: { claims: () => [], scripts: [], result: () => [] },
};
const body = { left: 0, top: 1, width: 120, height: 36 };
const header = { left: 0, top: 0, width: 120, height: 1 };
const placesOf = (areas: Partial<Record<AreaName, Rectangle>>): Places => new Map(Object.entries(areas)) as Places;
const one = placesOf({ header, topology: body });

/** A painter, the areas whose rows it has drawn, and the text that its networks lay over them. */
function paint() {
  const areas: Rectangle[] = [];
  let grid = createCellGrid(120, 40);
  const canvas = {
    setGround: () => undefined,
    setRows: (area: Rectangle) => void areas.push(area),
    paint: (overlay: (on: typeof grid) => void) => overlay(grid),
  };
  const painter = createPainter(canvas, themes);
  return {
    painter,
    areas,
    laidOver(shownAt = 0, now = 0, isStill = false): string {
      grid = createCellGrid(120, 40);
      painter.paint(shownAt, now, isStill);
      return grid.characters.join('');
    },
  };
}

test('rows of every place are drawn, networks only where there are some', () => {
  const { painter, areas, laidOver } = paint();
  painter.drawRows(view, one);
  expect(areas).toEqual([header, body]);
  expect(laidOver().trim()).toBe('');
  painter.drawNetworks(view, one, 0);
  expect(laidOver()).toContain('n1');
  expect(painter.marks()).toHaveLength(5);
});

test('a network whose place is gone is not drawn any more', () => {
  const { painter, laidOver } = paint();
  painter.drawNetworks(view, one, 0);
  painter.drawNetworks(view, placesOf({ header }), 0);
  expect([laidOver().trim(), painter.marks()]).toEqual(['', []]);
});

test('of two labs each is drawn in its own place', () => {
  const sides: PairView['sides'] = {
    'client-server': { type: 'lab', snapshot: star },
    'peer-to-peer': { type: 'lab', snapshot: mesh },
  };
  const { painter, laidOver } = paint();
  const places = placesOf(pairPanes(body));
  painter.drawNetworks(view, places, 0);
  expect(laidOver().trim()).toBe('');
  painter.drawNetworks({ ...view, pair: { own: 'client-server', sides, figures: undefined } }, places, 0);
  expect(laidOver().match(/n5/g)).toHaveLength(2);
  expect(painter.marks()).toEqual([]);
});

test('nodes go to other places, but in a picture that stands still they are there', () => {
  const { painter, laidOver } = paint();
  painter.drawNetworks(view, one, 0);
  painter.drawNetworks({ ...view, snapshot: mesh }, one, 0);
  const onTheWay = laidOver(0, 1);
  const there = laidOver(0, 1, true);
  expect(onTheWay).not.toBe(there);
  expect(laidOver(0, 1e6)).toBe(there);
});
