import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSnapshots } from '../../../source/lab/live/snapshots.ts';
import { snapshotOf } from '../../ui/snapshots.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a snapshot is made when somebody asks and something has changed, and said at most once a frame', () => {
  let outside = false;
  const build = vi.fn(() => snapshotOf({ mode: 'client-server', nodes: 2, seed: 1 }));
  const snapshots = createSnapshots(build, () => outside);
  const heard = vi.fn();
  snapshots.source.onChange(heard);
  const first = snapshots.source.current();
  expect(snapshots.source.current()).toBe(first);
  snapshots.changed();
  snapshots.changed();
  vi.advanceTimersByTime(70);
  expect(heard).toHaveBeenCalledTimes(1);
  expect(snapshots.source.current()).not.toBe(first);
  vi.advanceTimersByTime(700);
  expect(heard).toHaveBeenCalledTimes(1);
  outside = true;
  vi.advanceTimersByTime(70);
  expect(heard).toHaveBeenCalledTimes(2);
  snapshots.close();
  vi.advanceTimersByTime(700);
  expect([heard.mock.calls.length, build.mock.calls.length]).toEqual([2, 2]);
});
