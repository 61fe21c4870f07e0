import { expect, it } from 'vitest';
import { createStallWatch } from '../../../source/ui/terminal/stall-watch.ts';

it('says once how long a terminal took nothing, and how many frames it missed', () => {
  const watch = createStallWatch();
  expect(watch.look(false, 0)).toBeUndefined();
  for (let now = 1_000; now < 6_000; now += 100) expect(watch.look(true, now)).toBeUndefined();
  expect(watch.look(false, 6_000)).toBe('nothing was read here for 5 s: 50 frames were left out, the lab went on');
  expect(watch.look(false, 6_100)).toBeUndefined();
  watch.look(true, 7_000);
  expect(watch.look(false, 8_900)).toBeUndefined();
});
