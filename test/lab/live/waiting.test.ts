import { expect, test } from 'vitest';
import { createWaiting, type Wait } from '../../../source/lab/live/waiting.ts';
import { handClock, turn } from './hand-clock.ts';

async function isOver({ done }: Wait): Promise<boolean> {
  let over = false;
  void done.then(() => {
    over = true;
  });
  await turn();
  return over;
}

test('a wait is over when what it waits for is true, and not before', async () => {
  const waiting = createWaiting(handClock().after);
  let phase = 'starting';
  const wait = waiting.until(() => phase === 'working');
  waiting.check();
  expect(await isOver(wait)).toBe(false);
  phase = 'working';
  expect(await isOver(wait)).toBe(false); // nobody has looked
  waiting.check();
  expect(await isOver(wait)).toBe(true);
  expect(await isOver(waiting.until(() => true))).toBe(true);
});

test('a wait for time ends with it, or when it is cancelled, and leaves no timer', async () => {
  const clock = handClock();
  const waiting = createWaiting(clock.after);
  const [long, short] = [waiting.elapsed(1_000), waiting.elapsed(10)];
  clock.pass(10);
  expect([await isOver(long), await isOver(short)]).toEqual([false, true]);
  long.cancel();
  expect([await isOver(long), clock.pending()]).toEqual([true, 0]);
});
