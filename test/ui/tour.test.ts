import { describe, expect, it } from 'vitest';
import { keymap } from '../../source/ui/keymap.ts';
import { helpSheet } from '../../source/ui/panes/tour.ts';
import { createTheme } from '../../source/ui/theme.ts';
import { keysPage, pressInTour, tour } from '../../source/ui/tour.ts';
import { initialUi, reduceUi } from '../../source/ui/ui-state.ts';
import { textOf, widthOf } from './pane-rows.ts';
import { snapshotOf } from './snapshots.ts';

const theme = createTheme('client-server', 'truecolor', false);
const area = (columns: number, rows: number) => ({ left: 0, top: 1, width: columns, height: rows - 3 });
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

  it('goes from page to page and on to the keys, back, and past all of it with one key', () => {
    const pages = [0];
    while (pages.at(-1) !== keysPage) pages.push(pressInTour(pages.at(-1) ?? 0, 'right') ?? expect.fail());
    expect(pages).toEqual([0, 1, 2, 3, 4]);
    expect(pressInTour(keysPage, 'right')).toBe(keysPage);
    expect(pressInTour(2, 'left')).toBe(1);
    expect(pressInTour(0, 'left')).toBe(0);
    expect(pressInTour(0, 'tab')).toBe(keysPage);
  });

  it('leaves every other key its meaning', () => {
    for (const key of ['q', 'ctrl+c', 'escape', '?', 'm']) expect(pressInTour(1, key), key).toBeUndefined();
  });

  it('is skipped for good by closing it: the help shows the keys then', () => {
    for (const close of [{ type: 'back' }, { type: 'sheet', sheet: 'help' }] as const) {
      const open = reduceUi(initialUi, { type: 'sheet', sheet: 'help' }, snapshot);
      expect(open).toMatchObject({ sheet: 'help', page: 0 });
      expect(reduceUi(open, close, snapshot)).toMatchObject({ sheet: undefined, page: keysPage });
    }
    const claims = reduceUi(initialUi, { type: 'sheet', sheet: 'claims' }, snapshot);
    expect(reduceUi(claims, { type: 'back' }, snapshot).page).toBe(0);
  });

  it.each([
    [60, 16],
    [80, 24],
    [120, 40],
    [150, 24],
    [200, 60],
  ])('shows every line of every page whole, and fills its area exactly, at %ix%i', (columns, rows) => {
    tour.forEach(({ title, lines }, page) => {
      const shown = helpSheet(theme, area(columns, rows), page);
      expect(shown).toHaveLength(rows - 3);
      for (const row of shown) expect(widthOf(row)).toBe(columns);
      const text = textOf(shown);
      for (const line of [title, ...lines]) expect(text).toContain(line.replaceAll(/[{}]/g, ''));
    });
    expect(textOf(helpSheet(theme, area(columns, rows), keysPage))).toMatch(/x +kill the selected/);
  });
});
