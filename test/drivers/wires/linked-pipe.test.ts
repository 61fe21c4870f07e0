import { expect, test } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { createHeldFrames } from '../../../source/drivers/wires/held-frames.ts';
import { createLinkedLine } from '../../../source/drivers/wires/linked-line.ts';
import { createLinkedPipes } from '../../../source/drivers/wires/linked-pipe.ts';
import type { Pipe } from '../../../source/drivers/wires/wires.ts';
import { createAccessLink } from '../../../source/links/link-model.ts';
import { linkProfiles } from '../../../source/links/link-profile.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

const frame = (text: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
const textOf = (bytes: Buffer): string => bytes.subarray(4).toString();

/** Both ends of one connection behind a link of 10 ms, of which this node's half takes 5. */
function linkedPipe(latencyMs = 10) {
  let now = 0;
  let alarm: { readonly at: number; readonly wake: () => void } | undefined;
  const did: string[] = [];
  const held = createHeldFrames({
    now: () => now,
    wakeAt(at, wake) {
      alarm = at === undefined ? undefined : { at, wake };
    },
  });
  const link = createAccessLink({ ...linkProfiles.loopback, latencyMs }, createRandom(1));
  const state = { link, isPassing: latencyMs === 0 };
  const pipes = createLinkedPipes(() => now, held, state);
  const line = createLinkedLine(1, 'outbound', nodeId(2));
  const socket: Pipe = {
    write: (bytes) => did.push(`${now} out ${textOf(bytes)}`),
    queuedBytes: 7,
    setReading: () => undefined,
    end: () => did.push(`${now} end`),
    destroy: () => did.push(`${now} destroyed`),
  };
  line.inner = socket;
  line.events = {
    data: (chunk) => did.push(`${now} in ${textOf(chunk)}`),
    ended: (clean, reason) => did.push(`${now} ended ${clean} ${reason}`),
  };
  return {
    ...{ pipes, line, state, did },
    pipe: pipes.pipeOf(line, socket),
    events: pipes.eventsOf(line),
    /** Lets time pass; gives what happened. */
    until(time: number) {
      for (let turns = 0; turns < 100 && alarm !== undefined && alarm.at <= time; turns++) {
        const { at, wake } = alarm;
        alarm = undefined;
        now = at;
        wake();
      }
      now = time;
      return did.splice(0);
    },
  };
}

test('bytes count as carried when they leave the link, not when they enter it', () => {
  const { pipes, pipe, events, until } = linkedPipe();
  pipe.write(frame('one'));
  events.data(frame('three'));
  expect([pipe.queuedBytes, pipes.carried]).toEqual([7 + 7, { upBytes: 0, downBytes: 0 }]);
  expect(until(5)).toEqual(['5 out one', '5 in three']);
  expect([pipe.queuedBytes, pipes.carried]).toEqual([7, { upBytes: 7, downBytes: 9 }]);
});

test('over loopback bytes are carried at once, and an end needs no time', () => {
  const { pipes, pipe, events, line, did } = linkedPipe(0);
  pipe.write(frame('one'));
  events.data(frame('three'));
  expect([did.splice(0), pipes.carried]).toEqual([['0 out one', '0 in three'], { upBytes: 7, downBytes: 9 }]);
  pipe.end();
  expect([did, line.isOver]).toEqual([['0 end'], true]);
});

test('what a link holds keeps its place when the link becomes loopback', () => {
  const { pipe, events, state, until, did } = linkedPipe();
  pipe.write(frame('held'));
  events.data(frame('held'));
  state.isPassing = true;
  pipe.write(frame('later'));
  events.data(frame('later'));
  expect(did).toEqual([]);
  expect(until(10)).toEqual(['5 out held', '5 in held', '5 out later', '5 in later']);
});

test('an end goes out behind what was written, and nothing is delivered meanwhile', () => {
  const { pipe, events, line, until } = linkedPipe();
  events.data(frame('unheard'));
  pipe.write(frame('last'));
  pipe.end();
  pipe.write(frame('too late'));
  events.data(frame('unheard too'));
  expect(pipe.queuedBytes).toBe(7 + 8); // of the last one alone
  expect(until(20)).toEqual(['5 out last', '5 end']);
  expect(line.isOver).toBe(true);
});

test('an end that comes is heard behind what came before, a piece of a frame included', () => {
  const { events, until } = linkedPipe();
  events.data(frame('whole'));
  events.data(frame('half').subarray(0, 6));
  events.ended(true, 'bye');
  expect(until(20)).toEqual(['5 in whole', '5 in ha', '5 ended true bye']);
});
