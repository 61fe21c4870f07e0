import { expect, test } from 'vitest';
import { createSimulatedMachine, setPaused } from '../../../source/drivers/wires/simulated-machine.ts';
import { createSimulatedPipes } from '../../../source/drivers/wires/simulated-pipe.ts';
import { createVirtualTime } from '../../../source/drivers/wires/virtual-time.ts';
import type { Pipe, PipeEvents } from '../../../source/drivers/wires/wires.ts';

const latencyMs = 10;

/** Two machines, of which one listens, and what both hear. */
function twoMachines() {
  const time = createVirtualTime();
  const pipes = createSimulatedPipes(time, latencyMs);
  const [near, far] = [createSimulatedMachine(), createSimulatedMachine()];
  const heard: string[] = [];
  const note = (text: string): void => void heard.push(`${time.now} ${text}`);
  const eventsOf = (side: string): PipeEvents => ({
    data: (chunk) => note(`${side} reads ${chunk}`),
    ended: (clean, reason) => note(`${side}: ${clean ? 'end' : 'break'}, ${reason}`),
  });
  const ends: { near?: Pipe; far?: Pipe } = {};
  far.accept = (pipe) => {
    note('far accepts');
    ends.far = pipe;
    return eventsOf('far');
  };
  function dial(find = () => far as typeof far | undefined): void {
    pipes.dial(near, find, {
      opened(pipe) {
        note('near opens');
        ends.near = pipe;
        return eventsOf('near');
      },
      failed: (reason) => note(`near fails: ${reason}`),
    });
  }
  return {
    time,
    near,
    far,
    heard,
    dial,
    /** Dials, and waits until both ends are there. */
    connected() {
      dial();
      time.runUntil(2 * latencyMs);
      heard.length = 0;
      const { near: nearEnd, far: farEnd } = ends;
      if (nearEnd === undefined || farEnd === undefined) return expect.fail('it is not connected');
      return { nearEnd, farEnd };
    },
  };
}

const bytes = (text: string): Buffer => Buffer.from(text);

test('a dial arrives after one latency, its answer after another one', () => {
  const { time, heard, dial } = twoMachines();
  dial();
  time.runUntil(100);
  expect(heard).toEqual(['10 far accepts', '20 near opens']);
});

test('a machine that is dead, does not listen or is not there refuses', () => {
  const { time, far, heard, dial } = twoMachines();
  dial(() => undefined);
  dial();
  far.isAlive = false;
  time.runUntil(50);
  far.isAlive = true;
  far.accept = undefined;
  dial();
  time.runUntil(100);
  expect(heard).toEqual(['20 near fails: ECONNREFUSED', '20 near fails: ECONNREFUSED', '70 near fails: ECONNREFUSED']);
});

test('a dialler that has died since hears nothing; one that is closed at once hears of a reset', () => {
  const { time, near, far, heard, dial } = twoMachines();
  far.accept = (pipe) => {
    pipe.destroy();
    return { data: () => undefined, ended: () => undefined };
  };
  dial();
  time.runUntil(2 * latencyMs);
  expect(heard).toEqual(['20 near fails: ECONNRESET']);
  dial();
  time.runUntil(3 * latencyMs);
  near.isAlive = false;
  time.runUntil(100);
  expect(heard).toHaveLength(1);
});

test('bytes take one latency each way, and an end comes behind them', () => {
  const { time, near, far, heard, connected } = twoMachines();
  const { nearEnd, farEnd } = connected();
  nearEnd.write(bytes('a'));
  farEnd.write(bytes('b'));
  nearEnd.write(bytes('c'));
  nearEnd.end();
  nearEnd.write(bytes('too late'));
  expect([near.ends.size, far.ends.size]).toEqual([0, 1]);
  time.runUntil(100);
  expect(heard).toEqual(['30 far reads a', '30 far reads c', '30 far: end, the other end closed it']);
  expect(far.ends.size).toBe(0);
});

test('an end that is destroyed breaks the other one', () => {
  const { time, heard, connected } = twoMachines();
  connected().farEnd.destroy();
  time.runUntil(100);
  expect(heard).toEqual(['30 near: break, ECONNRESET']);
});

test('bytes that come while nobody reads count as queued at the sender, and are read later, in order, before the end', () => {
  const { time, heard, connected } = twoMachines();
  const { nearEnd, farEnd } = connected();
  farEnd.setReading(false);
  nearEnd.write(bytes('abc'));
  nearEnd.write(bytes('de'));
  time.runUntil(50);
  expect([heard, nearEnd.queuedBytes]).toEqual([[], 5]);
  nearEnd.end();
  time.runUntil(70);
  farEnd.setReading(true);
  time.runUntil(100);
  expect(heard).toEqual(['70 far reads abc', '70 far reads de', '70 far: end, the other end closed it']);
  expect(nearEnd.queuedBytes).toBe(0);
});

test('the system of a paused machine accepts for it; the machine itself hears of it when it goes on', () => {
  const { time, far, heard, dial } = twoMachines();
  setPaused(far, true, time);
  dial();
  time.runUntil(50);
  expect(heard).toEqual(['20 near opens']);
  setPaused(far, false, time);
  time.runUntil(60);
  expect(heard).toEqual(['20 near opens', '50 far accepts']);
});
