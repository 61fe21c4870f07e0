import { expect, test } from 'vitest';
import { createHeldFrames, type HeldFrames } from '../../../source/drivers/wires/held-frames.ts';
import { createLinkedLine, type LinkedLine, lineIsProved } from '../../../source/drivers/wires/linked-line.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

/** Held frames on a clock that a test moves, and what happened to them. */
function heldAt() {
  const clock = { now: 0, at: undefined as number | undefined, wake: (): void => undefined };
  const happened: string[] = [];
  const held = createHeldFrames({
    now: () => clock.now,
    wakeAt(at, wake) {
      clock.at = at;
      clock.wake = wake;
    },
  });
  return {
    ...{ held, clock, happened },
    put: (name: string, line: LinkedLine, at: number, way: 'up' | 'down' = 'up') =>
      held.hold(way, line, at, Buffer.from(name), () => void happened.push(name)),
    at(ms: number) {
      clock.now = ms;
      clock.wake();
      return happened.splice(0);
    },
  };
}

const line = (connection: number) => createLinkedLine(connection, 'outbound', nodeId(2));
const names = (held: HeldFrames) => held.frames().map(({ frame }) => frame.toString());

test('goes on when it is due, the first that was held first', () => {
  const { held, clock, put, at } = heldAt();
  const one = line(1);
  put('late', one, 9);
  put('first', one, 5);
  put('second', one, 5, 'down');
  held.arm();
  expect([clock.at, names(held), one.upBytes, one.downBytes]).toEqual([5, ['first', 'second', 'late'], 9, 6]);
  expect(at(5)).toEqual(['first', 'second']);
  expect([clock.at, one.upBytes, one.downBytes]).toEqual([9, 4, 0]);
});

test('shares its alarm with the node, whichever is due first', () => {
  const { held, clock, happened, put, at } = heldAt();
  held.wakeAt(3, () => void happened.push('node'));
  put('frame', line(1), 7);
  held.arm();
  expect(clock.at).toBe(3);
  expect(at(3)).toEqual(['node']);
  expect(at(7)).toEqual(['frame']);
  expect(clock.at).toBeUndefined();
});

test('does not go on when its connection is over, and is not shown', () => {
  const { held, put, at } = heldAt();
  const [over, closing] = [line(1), line(2)];
  put('gone', over, 5);
  held.end(over);
  closing.isClosing = true;
  put('written', closing, 5);
  put('not delivered', closing, 5, 'down');
  held.arm();
  expect(names(held)).toEqual(['written']);
  expect(at(5)).toEqual(['written']);
});

test('of many things of connections that are over nothing is kept', () => {
  const { held, put } = heldAt();
  const over = line(1);
  for (let count = 0; count < 1_001; count++) put('x', over, 1_000);
  expect(held.nextAt).toBe(1_000);
  held.end(over);
  expect(held.nextAt).toBeUndefined();
});

test('a step lets the first frame go on, with what is to happen before it', () => {
  const { held, happened, put } = heldAt();
  const one = line(4);
  held.hold('down', one, 2, undefined, () => void happened.push('opened'));
  put('frame', one, 8);
  expect(held.releaseOne()).toMatchObject({ kind: 'departure', connection: 4, node: 'n2', direction: 'outbound' });
  expect([happened, held.releaseOne()]).toEqual([['opened', 'frame'], undefined]);
});

test('gets other times when the link becomes another one', () => {
  const { held, clock, put, at } = heldAt();
  put('slow', line(1), 100);
  let seen = 0;
  held.reschedule(
    (all) => {
      seen = all.length;
    },
    ({ at: before }) => before / 10,
  );
  expect([seen, clock.at, held.lastDepartureAt()]).toEqual([1, 10, 10]);
  expect(at(10)).toEqual(['slow']);
});

test('a connection that holds too much is not read until it has room, a stranger much sooner', () => {
  const { held, put, at } = heldAt();
  const one = line(1);
  const heard: boolean[] = [];
  one.inner = { setReading: (isReading: boolean) => void heard.push(isReading) } as LinkedLine['inner'];
  const much = 'x'.repeat(65 * 1024);
  for (const ms of [5, 6]) put(much, one, ms, 'down');
  held.arm();
  expect([at(5), heard]).toEqual([[much], [false]]);
  expect([at(6), heard]).toEqual([[much], [false, true]]);
  lineIsProved(one, nodeId(2));
  for (const ms of [7, 8]) put(much, one, ms, 'down');
  held.arm();
  at(7);
  expect(heard).toEqual([false, true]);
});
