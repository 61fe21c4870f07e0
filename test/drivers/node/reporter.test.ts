import { expect, test } from 'vitest';
import { createReporter } from '../../../source/drivers/node/reporter.ts';
import type { TelemetryBatch } from '../../../source/protocol/control/telemetry-batch.ts';
import { nodeId } from '../../../source/protocol/ids.ts';

/** A reporter on a clock that a test sets; batches are 50 ms apart. */
function reporterAt() {
  const state = { now: 0, wakeAt: undefined as number | undefined, queueLength: 0, isHeard: true };
  const batches: TelemetryBatch[] = [];
  const reporter = createReporter({
    wires: {
      base: {
        now: () => state.now,
        wakeAt(at) {
          state.wakeAt = at;
        },
      },
      usage: () => ({ cpuMs: 7, rssBytes: 8 }),
    },
    logic: {
      gauges: () => ({ queueLength: state.queueLength, items: 0, itemBytes: 0, open: 0 }) as never,
    },
    connections: { takeSenders: () => [] },
    batchMs: 50,
    isHeard: () => state.isHeard,
    onBatch: (batch) => batches.push(batch),
    wake: () => undefined,
  });
  const dueAt = (): number | undefined => {
    reporter.schedule();
    return state.wakeAt;
  };
  return { reporter, state, batches, dueAt };
}

test('the first batch waits four intervals, one without news half a second, one with news an interval', () => {
  const { reporter, state, dueAt } = reporterAt();
  expect([dueAt(), reporter.isDue()]).toEqual([200, false]);
  state.now = 200;
  expect(reporter.isDue()).toBe(true);
  reporter.report(0);
  expect(dueAt()).toBe(700);
  reporter.collector.protocolError('malformed-message', 'nonsense', 0);
  expect(dueAt()).toBe(250);
});

test('work that waits in line is news', () => {
  const { reporter, state, dueAt } = reporterAt();
  state.queueLength = 3;
  reporter.send(0);
  expect(dueAt()).toBe(50);
});

test('where nobody listens sums wait half a second, and are told then', () => {
  const { reporter, state, batches, dueAt } = reporterAt();
  state.isHeard = false;
  state.now = 200;
  reporter.collector.protocolError('malformed-message', 'nonsense', 0);
  reporter.report(0);
  expect([batches.length, dueAt()]).toEqual([0, 700]);
  state.isHeard = true;
  reporter.report(0);
  expect(batches[0]?.protocolErrors).toBe(1);
});

test('a round trip is told once, the newest of each node', () => {
  const { reporter, batches } = reporterAt();
  reporter.noteRtt(nodeId(2), 3);
  reporter.noteRtt(nodeId(2), 4);
  reporter.send(0);
  reporter.send(0);
  expect(batches.map(({ rtts }) => rtts)).toEqual([[{ node: 'n2', rttMs: 4 }], []]);
});
