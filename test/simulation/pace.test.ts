import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { createSimulator } from '../../source/drivers/simulator.ts';
import { createPacedClock, createSessionTimers } from '../../source/drivers/wires/paced-clock.ts';
import { createSimulationCluster } from '../../source/lab/clusters/simulation.ts';
import { createLab, type Lab } from '../../source/lab/live/runtime.ts';
import type { LabSettings } from '../../source/lab/rules/state.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { messageText } from '../../source/protocol/message-text.ts';
import { messageCodec } from '../../source/protocol/messages.ts';
import { randomMessage } from '../protocol/random-message.ts';
import { usualSettings, withLab, working } from './simulated-lab.ts';

describe('a paced clock', () => {
  test('runs at its pace, stands still, and never backwards', () => {
    let base = 0;
    const clock = createPacedClock(() => base);
    base = 100;
    expect(clock.now()).toBe(100);
    clock.set({ pace: 0.1, sessionAt: 100, baseAt: 100 });
    base = 200;
    expect(clock.now()).toBe(110);
    expect(clock.baseOf(120)).toBe(300);
    clock.set({ pace: 0, sessionAt: 105, baseAt: 150 }); // who hears of it late stands where he is
    expect([clock.now(), clock.baseOf(120)]).toEqual([110, undefined]);
    clock.set({ pace: 1, sessionAt: 105, baseAt: 200 });
    base = 203;
    expect(clock.now()).toBe(110);
    base = 210;
    expect(clock.now()).toBe(115);
  });

  test('carries its timers along', () => {
    let base = 0;
    const due: { readonly at: number; readonly fire: () => void }[] = [];
    const clock = createPacedClock(() => base);
    const arm = (ms: number, fire: () => void): (() => void) => {
      const one = { at: base + ms, fire };
      due.push(one);
      return () => void due.splice(due.indexOf(one), 1);
    };
    const timers = createSessionTimers(clock, arm, () => base);
    let fired = 0;
    timers.after(100, () => fired++);
    base = 50;
    clock.set({ pace: 0.5, sessionAt: 50, baseAt: 50 });
    timers.rearm();
    expect(due.map(({ at }) => at)).toEqual([150]);
    clock.set({ pace: 0, sessionAt: 60, baseAt: 70 });
    timers.rearm();
    expect(due).toEqual([]);
    clock.set({ pace: 1, sessionAt: 60, baseAt: 1_000 });
    base = 1_000;
    timers.rearm();
    expect(due.map(({ at }) => at)).toEqual([1_040]);
    base = 1_040;
    due[0]?.fire();
    expect(fired).toBe(1);
  });
});

test('every message has words', () => {
  const random = createRandom(3);
  const types = new Set<string>();
  for (let count = 0; count < 2_000; count++) {
    const message = randomMessage(random);
    types.add(message.type);
    expect(messageText(message, nodeId(3), nodeId(5))).toMatch(/^n3 .*n5/);
  }
  expect([...types].sort()).toEqual([...messageCodec.types].sort());
});

/** A lab on simulated time that keeps step with the wall, as a dashboard has it. */
async function withRealLab<T>(changes: Partial<LabSettings>, use: (lab: Lab) => Promise<T>): Promise<T> {
  const settings = { ...usualSettings, ...changes };
  const lab = await createLab({
    settings,
    createCluster: (events) => createSimulationCluster({ seed: settings.seed, events, speed: 'real', batchMs: 50 }),
    measureOutside: false,
  });
  try {
    return await use(lab);
  } finally {
    await lab.close();
  }
}

function until(lab: Lab, condition: (snapshot: LabSnapshot) => boolean): Promise<LabSnapshot> {
  return new Promise((resolve) => {
    let stop: () => void = () => undefined;
    const check = (): void => {
      if (!condition(lab.source.current())) return;
      stop();
      resolve(lab.source.current());
    };
    stop = lab.source.onChange(check);
    check();
  });
}

const steps = ({ log }: LabSnapshot): string[] =>
  log.flatMap((entry) =>
    entry.type === 'event' && entry.text.startsWith('step: ') ? [`${entry.at} ${entry.text}`] : [],
  );

describe.each(['client-server', 'peer-to-peer'] as const)('a lab whose time stands still, %s', (mode) => {
  test('does one thing a step, in words, in the order of session time', async () => {
    await withRealLab({ mode, overlay: 'kademlia' }, async (lab) => {
      await until(lab, ({ phase, requests }) => phase === 'working' && requests.fetched > 3);
      lab.dispatch({ type: 'pause-time' });
      await until(lab, ({ next }) => next !== undefined);
      const still = lab.source.current();
      for (let count = 1; count <= 6; count++) {
        lab.dispatch({ type: 'step' });
        const { log } = await until(lab, (now) => steps(now).length === count);
        expect(log.at(-1)?.at).toBeGreaterThanOrEqual(still.now);
        await until(lab, ({ next, now }) => next !== undefined && next.at >= now);
      }
      const times = steps(lab.source.current()).map((text) => Number.parseFloat(text));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      lab.dispatch({ type: 'pause-time' });
      const before = lab.source.current().requests.succeeded;
      await until(lab, ({ requests }) => requests.succeeded > before + 5);
      expect(lab.source.current().requests.failed).toBe(0);
    });
  });

  test('lets a node leave', async () => {
    await withRealLab({ mode, overlay: 'kademlia' }, async (lab) => {
      const { nodes } = await until(lab, ({ phase }) => phase === 'working');
      lab.dispatch({ type: 'pause-time' });
      await until(lab, ({ next }) => next !== undefined);
      const living = (snapshot: LabSnapshot): number => snapshot.nodes.filter(({ state }) => state !== 'down').length;
      lab.dispatch({ type: 'remove-node' });
      await until(lab, (now) => living(now) === nodes.length - 1);
    });
  });

  test('survives a long pause: no connection is lost, nobody times out', async () => {
    await withLab({ mode, overlay: 'kademlia' }, async (lab) => {
      await working(lab);
      await lab.elapsed(1_000).done;
      const { now, connections } = lab.source.current();
      lab.dispatch({ type: 'pause-time' });
      // Simulated time runs as fast as it can while session time stands still: minutes pass in moments.
      for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(lab.source.current().now).toBe(now);
      lab.dispatch({ type: 'pause-time' });
      await lab.elapsed(3_000).done;
      const after = lab.source.current();
      expect(after.requests.failed).toBe(0);
      expect(after.log.filter((entry) => entry.type === 'event' && /lost its connection/.test(entry.text))).toEqual([]);
      if (mode === 'client-server') expect(after.connections.length).toBe(connections.length);
    });
  });
});

test('simulated base time really passes while session time stands still', () => {
  const simulator = createSimulator({
    seed: 1,
    latencyMs: 0.1,
    batchMs: 50,
    onReport: () => undefined,
    onExited: () => undefined,
  });
  simulator.runUntil(3_600_000);
  expect(simulator.now).toBe(3_600_000);
});
