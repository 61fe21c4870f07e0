import { describe, expect, it } from 'vitest';
import { layOut, paneNames } from '../../../source/ui/drawing/layout.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { keymap } from '../../../source/ui/keys/keymap.ts';
import { footerKeys, footerPane } from '../../../source/ui/panes/footer.ts';
import { headerPane } from '../../../source/ui/panes/header.ts';
import { nodesPane } from '../../../source/ui/panes/nodes.ts';
import { placementPane } from '../../../source/ui/panes/placement.ts';
import { canvasArea } from '../../../source/ui/panes/topology.ts';
import { createPointer, whatAClickMeans, whatTheWheelMeans } from '../../../source/ui/screen/pointing.ts';
import type { AreaName, Places } from '../../../source/ui/screen/screen.tsx';
import type { ScreenView } from '../../../source/ui/state/screen-view.ts';
import { initialUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { type Click, type MouseEvent, nextClick } from '../../../source/ui/terminal/mouse.ts';
import { placesOf as marksOf } from '../../../source/ui/topology/places.ts';
import { stripped } from '../pane-rows.ts';
import { type SnapshotOrder, snapshotOf } from '../snapshots.ts';

const theme = createTheme('peer-to-peer', 'truecolor', false);
const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

function viewOf(order: Partial<SnapshotOrder> = {}, ui: Partial<UiState> = {}): ScreenView {
  const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 8, ...order });
  return { theme, snapshot, ui: { ...initialUi, ...ui }, study: { claims: () => [], scripts: [], result: () => [] } };
}

function placesOf(columns: number, rows: number): Places {
  const { header, panes, comparison, footer } = layOut(columns, rows, undefined) ?? expect.fail();
  return new Map(Object.entries({ header, ...panes, comparison, footer })) as Places;
}

const placeOf = (places: Places, name: AreaName) => places.get(name) ?? expect.fail(`no ${name}`);
const at = (column: number, row: number, type: MouseEvent['type'] = 'press'): MouseEvent => ({ type, column, row });
const once = (event: MouseEvent, count = 1): Click => ({ event, at: 0, count });

describe('a click in the footer', () => {
  it.each([60, 80, 120, 200])('presses the key that is drawn there, in a line of %i cells', (width) => {
    const view = viewOf();
    const places: Places = new Map([['footer', { left: 0, top: 9, width, height: 1 }]]);
    const text = stripped(footerPane(theme, width, view));
    const drawn = footerKeys(theme, width, view);
    expect(drawn.length).toBeGreaterThan(4);
    for (const { key, left } of drawn) {
      const { shown, label } = keymap.find(({ keys }) => keys[0] === key) ?? expect.fail(key);
      expect(text.slice(left)).toMatch(new RegExp(`^${shown.replace(/[?+.[\]]/, '\\$&')} ${label}`));
      for (const column of [left, left + shown.length + label.length])
        expect(whatAClickMeans(once(at(column, 9)), view, places)).toEqual([{ type: 'key', key }]);
    }
    expect(whatAClickMeans(once(at(0, 9)), view, places)).toEqual([]);
  });
});

describe('a click in a pane', () => {
  it.each(sizes)('focuses it, wherever it hits, at %ix%i', (columns, rows) => {
    const places = placesOf(columns, rows);
    for (const pane of paneNames) {
      const { left, top, width, height } = placeOf(places, pane);
      for (const [column, row] of [
        [left, top],
        [left + width - 1, top + height - 1],
      ] as const)
        expect(whatAClickMeans(once(at(column, row)), viewOf(), places)).toMatchObject([
          { type: 'ui', action: { type: 'point', pane } },
        ]);
    }
  });

  it.each(sizes)('selects the node that is listed in that row, at %ix%i', (columns, rows) => {
    for (const [count, selected] of [
      [8, 0],
      [40, 20],
      [40, 39],
    ] as const) {
      const view = viewOf({ nodes: count }, { selected });
      const places = placesOf(columns, rows);
      const area = placeOf(places, 'nodes');
      const lines = nodesPane(theme, area, view.snapshot, selected, false).map(stripped);
      lines.forEach((line, row) => {
        const id = /^│ \S (n\d+) /.exec(line)?.[1];
        const [meant] = whatAClickMeans(once(at(area.left + 3, area.top + row)), view, places);
        const index = meant?.type === 'ui' && meant.action.type === 'point' ? meant.action.node : undefined;
        const isListed = id !== undefined && /peer/.test(line);
        expect(index === undefined ? undefined : view.snapshot.nodes[index]?.id, line).toBe(isListed ? id : undefined);
      });
    }
  });

  it('selects the node that stands in the picture of the network, and none where there is none', () => {
    const places = placesOf(120, 40);
    const area = placeOf(places, 'topology');
    const view = viewOf();
    const canvas = canvasArea(area, view.snapshot);
    const marks = marksOf({ snapshot: view.snapshot, area: canvas, selected: 0 });
    expect(marks).toHaveLength(8);
    for (const { members, column, row } of marks) {
      const index = view.snapshot.nodes.indexOf(members[0] ?? expect.fail());
      for (const aside of [-1, 0, 1])
        expect(whatAClickMeans(once(at(canvas.left + column + aside, canvas.top + row)), view, places, marks)).toEqual([
          { type: 'ui', action: { type: 'point', pane: 'topology', node: index } },
        ]);
    }
    const nowhere = at(area.left, area.top);
    expect(whatAClickMeans(once(nowhere), view, places, marks)).toEqual([
      { type: 'ui', action: { type: 'point', pane: 'topology', node: undefined } },
    ]);
  });

  it.each(sizes)('selects the node of a column of the placement, at %ix%i', (columns, rows) => {
    const places = placesOf(columns, rows);
    const area = placeOf(places, 'placement');
    const view = viewOf({ nodes: 6 });
    const head = stripped(placementPane(theme, area, view.snapshot, view.ui)[1] ?? []);
    for (const [index, { id }] of view.snapshot.nodes.entries()) {
      const first = area.left + head.indexOf(id);
      const wide = head.indexOf('n2') - head.indexOf('n1');
      for (const column of [first, first + wide - 1])
        expect(whatAClickMeans(once(at(column, area.top + 3)), view, places), id).toEqual([
          { type: 'ui', action: { type: 'point', pane: 'placement', node: index } },
        ]);
    }
  });

  it('zooms with the second click', () => {
    const places = placesOf(120, 40);
    const { left, top } = placeOf(places, 'nodes');
    expect(whatAClickMeans(once(at(left + 2, top + 2), 2), viewOf(), places)).toEqual([{ type: 'key', key: 'enter' }]);
  });
});

describe('a click in the header', () => {
  it.each(['client-server', 'peer-to-peer'] as const)('on the mode that is off turns it on (%s)', (mode) => {
    const view = viewOf({ mode });
    const places = placesOf(120, 40);
    const text = stripped(headerPane(theme, 120, view.snapshot, false));
    const other = mode === 'client-server' ? 'peer-to-peer' : 'client-server';
    expect(whatAClickMeans(once(at(text.indexOf(other) + 3, 0)), view, places)).toEqual([{ type: 'key', key: 'm' }]);
    expect(whatAClickMeans(once(at(text.indexOf(mode.toUpperCase()) + 3, 0)), view, places)).toEqual([]);
  });
});

describe('the wheel', () => {
  it('goes through the nodes in the pane under it, and means nothing between the panes', () => {
    const places = placesOf(120, 40);
    const { left, top } = placeOf(places, 'nodes');
    expect(whatTheWheelMeans(at(left, top, 'wheel-down'), viewOf(), places)).toEqual([
      { type: 'ui', action: { type: 'point', pane: 'nodes', node: undefined } },
      { type: 'key', key: 'down' },
    ]);
    expect(whatTheWheelMeans(at(left, top, 'wheel-up'), viewOf({}, { focus: 'nodes' }), places)).toEqual([
      { type: 'key', key: 'up' },
    ]);
    expect(whatTheWheelMeans(at(0, 39, 'wheel-up'), viewOf(), places)).toEqual([]);
    expect(whatTheWheelMeans(at(900, 900, 'wheel-up'), viewOf(), places)).toEqual([]);
  });
});

describe('nextClick', () => {
  it('counts clicks that follow each other soon and in one place', () => {
    const first = nextClick(undefined, at(5, 5), 1_000);
    expect(first.count).toBe(1);
    expect(nextClick(first, at(6, 5), 1_300).count).toBe(2);
    expect(nextClick(first, at(5, 5), 1_500).count).toBe(1);
    expect(nextClick(first, at(5, 6), 1_100).count).toBe(1);
    expect(nextClick(first, at(9, 5), 1_100).count).toBe(1);
  });
});

describe('a pointer', () => {
  it('takes two presses in one place for one that enlarges, and the wheel for itself', () => {
    const places = placesOf(80, 24);
    const { left, top } = placeOf(places, 'requests');
    const pointer = createPointer();
    const meant = (type: MouseEvent['type']) => pointer.meant(at(left + 2, top + 1, type), viewOf(), places, []);
    const point = { type: 'ui', action: { type: 'point', pane: 'requests', node: undefined } };
    expect(meant('press')).toEqual([point]);
    expect(meant('wheel-up')).toEqual([point, { type: 'key', key: 'up' }]);
    expect(meant('press')).toEqual([{ type: 'key', key: 'enter' }]);
  });
});
