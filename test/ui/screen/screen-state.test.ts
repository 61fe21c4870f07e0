import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { createScreenState, type ScreenStateOptions } from '../../../source/ui/screen/screen-state.ts';
import { noCommands } from '../../../source/ui/state/command-desk.ts';
import type { PairView } from '../../../source/ui/state/pair-view.ts';
import { noStudy } from '../../../source/ui/state/study.ts';
import { snapshotOf } from '../snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 5 });
const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 5 });
const pair: PairView = {
  own: 'client-server',
  sides: { 'client-server': { type: 'lab', snapshot: star }, 'peer-to-peer': { type: 'lab', snapshot: mesh } },
  figures: undefined,
};

/** The state of a screen over a lab that a test changes, and into which nodes it looks. */
function open(options: Partial<ScreenStateOptions> = {}) {
  let snapshot = star;
  let pairNow: PairView | undefined;
  const inspected: unknown[] = [];
  const state = createScreenState({
    source: { current: () => snapshot, onChange: () => () => false },
    study: noStudy,
    pair: { view: () => pairNow },
    desk: noCommands,
    themes: { current: (mode) => createTheme(mode, 'none', false) },
    goal: { approach: () => undefined },
    replay: undefined,
    hint: undefined,
    recording: () => undefined,
    inspect: (...of) => void inspected.push(of),
    ...options,
  });
  return {
    state,
    press: (...keys: string[]) => keys.map((key) => state.type({ type: 'key', key })).at(-1),
    change: (next: LabSnapshot) => {
      snapshot = next;
    },
    changePair: (next: PairView | undefined) => {
      pairNow = next;
    },
    /** Whom the frame that is drawn now looks into. */
    inspected() {
      state.prepare();
      return inspected.splice(0).at(-1);
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a hint goes after ten seconds, counted from the last key', () => {
  const { state, press } = open({ hint: 'at first' });
  vi.advanceTimersByTime(9_000);
  state.prepare();
  expect(state.ui().hint).toBe('at first');
  press('r');
  vi.advanceTimersByTime(9_000);
  state.prepare();
  expect(state.ui().hint).toContain('x kills it');
  vi.advanceTimersByTime(1_001);
  state.prepare();
  expect(state.ui().hint).toBeUndefined();
});

test('what was typed is to be drawn, until it is', () => {
  const { state, press } = open();
  expect(state.isStale()).toBe(false);
  press('down');
  expect(state.isStale()).toBe(true);
  state.prepare();
  expect(state.isStale()).toBe(false);
});

test('while the view is frozen, the lab and the two labs stay as they were', () => {
  const { state, press, change, changePair } = open();
  press('f');
  change(mesh);
  changePair(pair);
  state.prepare();
  expect([state.view().snapshot, state.view().pair]).toEqual([star, undefined]);
  press('f');
  state.prepare();
  expect([state.view().snapshot, state.view().pair]).toEqual([mesh, pair]);
});

test('an intent is remembered beside the lab as it is, not as it is shown', () => {
  const { state, press, change } = open();
  press('f');
  change({ ...star, churnMs: 1 });
  expect(press('m')).toEqual({ type: 'dispatch', intent: { type: 'switch-mode' } });
  expect(state.ui().change?.before.churnMs).toBe(1);
});

test('the second of two keys in one burst sees a lab that has changed between', () => {
  const { state, press, change } = open();
  press('end');
  expect(state.ui().selected).toBe(4);
  change({ ...star, nodes: star.nodes.slice(1) });
  press('freeze');
  expect(state.ui().selected).toBe(3);
});

test('it looks into the selected node while that fills the screen, of two labs in that which has the focus', () => {
  const { state, press, changePair, inspected } = open();
  expect(inspected()).toEqual([undefined, undefined]);
  state.act({ type: 'zoom-on', pane: 'nodes' });
  press('down');
  expect(inspected()).toEqual(['n2', undefined]);
  changePair(pair);
  state.prepare();
  expect(inspected()).toEqual(['n2', 'client-server']);
  press('tab');
  expect(inspected()).toEqual(['n2', 'peer-to-peer']);
});

test('a recording begins without the tour', () => {
  const replay = { state: () => undefined } as never;
  expect([open().state.ui().tour, open({ replay }).state.ui().tour]).toEqual(['ahead', 'past']);
});
