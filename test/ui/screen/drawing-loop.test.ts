import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDrawingLoop } from '../../../source/ui/screen/drawing-loop.ts';
import type { ScreenView } from '../../../source/ui/state/screen-view.ts';
import { initialUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../snapshots.ts';

const snapshot = snapshotOf({ mode: 'client-server', nodes: 5 });

/** A loop that draws nothing, and how often it would have. */
function open({ pace = 1, isMoving = true } = {}) {
  let ui: UiState = initialUi;
  const counts = { panels: 0, frames: 0, cleared: 0 };
  let shownAt = 0;
  let isOther = false;
  const loop = createDrawingLoop({
    writer: { clear: () => counts.cleared++ } as never,
    layout: { places: () => new Map(), update: () => isOther } as never,
    painter: {
      drawRows() {
        counts.panels++;
      },
      drawNetworks: () => undefined,
      marks: () => [],
      paint(at) {
        counts.frames++;
        shownAt = at;
      },
    },
    state: {
      prepare: () => undefined,
      ui: () => ui,
      view: () => ({ snapshot: { ...snapshot, pace }, ui }) as ScreenView,
    },
    beforeFrame: () => undefined,
    isMoving: () => isMoving,
  });
  loop.drawNow();
  return {
    loop,
    counts,
    shownAt: () => Math.round(shownAt),
    freeze: () => {
      ui = { ...ui, frozen: snapshot };
    },
    layOutAnew: () => {
      isOther = true;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('panels are drawn every 230 ms, messages every 66 ms, and nothing once it is closed', () => {
  const { loop, counts } = open();
  vi.advanceTimersByTime(1_000);
  expect(counts).toEqual({ panels: 5, frames: 5 + 15, cleared: 0 });
  loop.close();
  loop.drawNow();
  vi.advanceTimersByTime(1_000);
  expect(counts.frames).toBe(20);
});

test('panels that were drawn at once wait for their time again', () => {
  const { loop, counts } = open();
  vi.advanceTimersByTime(200);
  loop.drawNow();
  vi.advanceTimersByTime(200);
  expect(counts.panels).toBe(2);
});

test('messages move at the pace of the lab, and stand while it is frozen or a recording stands', () => {
  const slow = open({ pace: 0.5 });
  vi.advanceTimersByTime(660);
  expect(slow.shownAt()).toBe(330);
  slow.freeze();
  vi.advanceTimersByTime(660);
  expect(slow.shownAt()).toBe(330);
  const still = open({ isMoving: false });
  vi.advanceTimersByTime(660);
  expect(still.shownAt()).toBe(0);
});

test('the screen is cleared when everything gets another place', () => {
  const { loop, counts, layOutAnew } = open();
  layOutAnew();
  loop.drawNow();
  expect(counts.cleared).toBe(1);
});
