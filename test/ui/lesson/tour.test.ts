import { describe, expect, it } from 'vitest';
import { layOut } from '../../../source/ui/drawing/layout.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { keymap } from '../../../source/ui/keys/keymap.ts';
import { pressInTour, type TourState, tour } from '../../../source/ui/lesson/tour.ts';
import { tourPane, tourRows } from '../../../source/ui/lesson/tour-pane.ts';
import { bandOf, canGoBack, initialUi, reduceUi } from '../../../source/ui/state/ui-state.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const theme = createTheme('client-server', 'truecolor', false);
const snapshot = snapshotOf({ mode: 'client-server', nodes: 4 });

describe('the tour', () => {
  it('names only keys that there are', () => {
    const named = tour.flatMap(({ lines }) => [...lines.join(' ').matchAll(/\{(.+?)\}/g)].map(([, key]) => key));
    expect(named).toEqual(expect.arrayContaining(['m', 'b', 'x', 'c']));
    for (const key of named)
      expect(
        keymap.some(({ shown }) => shown === key),
        key,
      ).toBe(true);
  });

  it('goes from page to page, back, and on to the keys', () => {
    const pages: TourState[] = [0];
    for (let page = pages[0]; typeof page === 'number'; pages.push(page))
      page = pressInTour(page, 'right') ?? expect.fail();
    expect(pages).toEqual([0, 1, 2, 3, 'past']);
    expect(pressInTour(2, 'left')).toBe(1);
    expect(pressInTour(0, 'left')).toBe(0);
    expect(pressInTour(0, '?')).toBe('past');
    expect(reduceUi(initialUi, { type: 'tour', tour: 'past' }, snapshot)).toMatchObject({
      tour: 'past',
      sheet: 'help',
    });
  });

  it('leaves every other key its meaning, those among them that it tells about', () => {
    const told = tour.flatMap(({ lines }) => [...lines.join(' ').matchAll(/\{(.+?)\}/g)].map(([, key = '']) => key));
    for (const key of ['q', 'ctrl+c', 'escape', 'up', 'down', 'tab', ...told])
      expect(pressInTour(1, key), key).toBeUndefined();
  });

  it('stays beside what else is opened, until it is left; the help shows the keys then', () => {
    const begun = reduceUi(initialUi, { type: 'sheet', sheet: 'help' }, snapshot);
    expect(begun).toMatchObject({ sheet: undefined, tour: 0 });
    expect(bandOf(begun)).toBe('tour');
    const claims = reduceUi(begun, { type: 'sheet', sheet: 'claims' }, snapshot);
    expect(claims).toMatchObject({ sheet: 'claims', tour: 0 });
    const back = reduceUi(claims, { type: 'back' }, snapshot);
    expect(back).toMatchObject({ sheet: undefined, tour: 0 });
    expect(canGoBack(back)).toBe(true);
    const left = reduceUi(back, { type: 'back' }, snapshot);
    expect(bandOf(left)).toBeUndefined();
    expect(canGoBack(left)).toBe(false);
    expect(reduceUi(left, { type: 'sheet', sheet: 'help' }, snapshot)).toMatchObject({ sheet: 'help', tour: 'past' });
  });

  it('makes way for a lesson, and does not begin in one', () => {
    const list = { type: 'list', at: 0 } as const;
    const touring = { ...initialUi, tour: 1 };
    expect(bandOf(reduceUi(touring, { type: 'lesson', state: list }, snapshot))).toBe('lesson');
    expect(reduceUi({ ...initialUi, lesson: list }, { type: 'sheet', sheet: 'help' }, snapshot).sheet).toBe('help');
  });

  it.each([
    [60, 16],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('shows every line of every page whole, below the panes where they have room, at %ix%i', (columns, rows) => {
    const layout = layOut(columns, rows, undefined, tourRows) ?? expect.fail();
    const area = layout.band ?? expect.fail();
    expect(Object.keys(layout.panes).length > 0).toBe(rows >= 24);
    tour.forEach(({ title, lines }, page) => {
      const shown = tourPane(theme, area, page);
      expect(shown).toHaveLength(area.height);
      for (const row of shown) expect(widthOf(row)).toBe(columns);
      const text = textOf(shown);
      for (const line of [title, ...lines]) expect(text).toContain(line.replaceAll(/[{}]/g, ''));
    });
  });
});
