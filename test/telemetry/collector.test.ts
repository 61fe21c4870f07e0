import { describe, expect, test } from 'vitest';
import type { NodeEvent, Outcome } from '../../source/nodes/contract.ts';
import { nodeId } from '../../source/protocol/ids.ts';
import { createCollector, eventsPerBatchMax } from '../../source/telemetry/collector.ts';
import { operationsPerBatch } from '../../source/telemetry/listed-operations.ts';
import { sha } from '../nodes/drive-node.ts';

const counts = () => ({ messages: new Float64Array(2), bytes: new Float64Array(2) });
const figures = {
  sent: counts(),
  received: counts(),
  flows: [],
  gauges: { queueLength: 1, queueLengthMax: 2, busyMs: 3 },
  cpuMs: 4,
  upBytes: 0,
  downBytes: 0,
  rtts: [],
  rssBytes: 5,
};
const done: Outcome = { type: 'done', servedBy: nodeId(2), hops: 3, hash: sha('a'), bytes: 1 };

function operation(outcome: Outcome = done, latencyMs = 10, kind: 'publish' | 'fetch' = 'fetch'): NodeEvent {
  return { type: 'operation', operation: kind, item: 'song', outcome, latencyMs };
}

describe('a collector', () => {
  test('counts every operation by how it ended', () => {
    const collector = createCollector();
    const outcomes: Outcome[] = [
      done,
      done,
      { type: 'not-found' },
      { type: 'timed-out' },
      { type: 'refused', code: 'x' },
    ];
    for (const outcome of outcomes) collector.note(operation(outcome), 5);
    expect(collector.drain(10, figures)).toMatchObject({
      at: 10,
      made: 5,
      succeeded: 2,
      failed: 3,
      timedOut: 1,
      fetched: 2,
      hopsTotal: 6,
      hopsMax: 3,
    });
  });

  test('lists operations as they ended, with who served them', () => {
    const collector = createCollector();
    collector.note(operation(), 5);
    collector.note(operation({ type: 'not-found' }, 7), 6);
    const common = { type: 'operation', operation: 'fetch', item: 'song' };
    expect(collector.drain(10, figures).events).toEqual([
      { ...common, at: 5, outcome: 'done', servedBy: 'n2', latencyMs: 10, hops: 3, route: [] },
      { ...common, at: 6, outcome: 'not-found', servedBy: undefined, latencyMs: 7, hops: undefined, route: [] },
    ]);
  });

  test('keeps publishing out of the latency of requests, but counts it', () => {
    const collector = createCollector();
    collector.note(operation(done, 500, 'publish'), 5);
    collector.note(operation(done, 10), 6);
    expect(collector.drain(10, figures)).toMatchObject({
      made: 2,
      succeeded: 2,
      published: 1,
      fetched: 1,
      latencyMaxMs: 10,
    });
  });

  test('keeps totals over batches, and events and latencies for one', () => {
    const collector = createCollector();
    collector.note(operation(), 5);
    expect(collector.drain(10, figures)).toMatchObject({ made: 1, latencyMaxMs: 10 });
    collector.note(operation({ type: 'not-found' }), 15);
    const second = collector.drain(20, figures);
    expect(second).toMatchObject({ made: 2, latencyCounts: [], latencyMaxMs: 0 });
    expect(second.events).toHaveLength(1);
  });

  test('passes on what only the driver knows', () => {
    const batch = createCollector().drain(10, figures);
    expect(batch).toMatchObject({
      queueLength: 1,
      queueLengthMax: 2,
      busyMs: 3,
      cpuMs: 4,
      rssBytes: 5,
      sentBytes: [0, 0],
    });
  });

  test('lists only every so many-th operation after a busy batch, says so, and counts all', () => {
    const collector = createCollector();
    const busy = operationsPerBatch * 5;
    const listed: number[] = [];
    const sampled: number[] = [];
    for (let batch = 0; batch < 3; batch++) {
      for (let count = 0; count < busy; count++) collector.note(operation(), batch);
      const { events, sampledOneIn } = collector.drain(batch, figures);
      listed.push(events.length);
      sampled.push(sampledOneIn);
    }
    expect(sampled).toEqual([1, 5, 5]);
    expect(listed).toEqual([busy, operationsPerBatch, operationsPerBatch]);
    collector.note(operation(), 9);
    expect(collector.drain(9, figures)).toMatchObject({ made: 3 * busy + 1, succeeded: 3 * busy + 1, sampledOneIn: 5 });
    expect(collector.drain(10, figures).sampledOneIn).toBe(1);
  });

  test('drops events over its bound, counts them, and loses no count of what they were', () => {
    const collector = createCollector();
    for (let count = 0; count < eventsPerBatchMax + 50; count++) collector.protocolError('not-starmesh', 'who?', count);
    const batch = collector.drain(10, figures);
    expect(batch.events).toHaveLength(eventsPerBatchMax);
    expect(batch).toMatchObject({ eventsDropped: 50, protocolErrors: eventsPerBatchMax + 50 });
    collector.protocolError('not-starmesh', 'who?', 11);
    expect(collector.drain(20, figures)).toMatchObject({
      eventsDropped: 50,
      events: [{ code: 'not-starmesh', at: 11 }],
    });
  });

  test('knows when the first operation was served, and how many were', () => {
    const collector = createCollector();
    for (const now of [30, 40]) collector.note({ type: 'served', node: nodeId(3) }, now);
    expect(collector.drain(50, figures)).toMatchObject({ served: 2, firstServedAt: 30, events: [] });
  });

  test('shows a bound that was reached as a notice, and items as they come and go', () => {
    const collector = createCollector();
    const heldEvent = {
      type: 'item-held',
      name: 'a',
      hash: sha('a'),
      bytes: 1,
      author: undefined,
      holding: 'copy',
    } as const;
    const dropped = { type: 'item-dropped', hash: sha('a') } as const;
    collector.note({ type: 'limit-reached', limit: 'wrong-content', text: 'n2 lies' }, 1);
    collector.note(heldEvent, 2);
    collector.note(dropped, 3);
    expect(collector.drain(4, figures).events).toEqual([
      { type: 'notice', at: 1, text: 'n2 lies' },
      heldEvent,
      dropped,
    ]);
  });

  test('has something to say at first, and again only when something happened', () => {
    const collector = createCollector();
    expect(collector.isDirty).toBe(true);
    collector.drain(1, figures);
    expect(collector.isDirty).toBe(false);
    collector.note({ type: 'joined' }, 2);
    expect(collector.isDirty).toBe(false);
    collector.note(operation(), 3);
    expect(collector.isDirty).toBe(true);
  });
});
