import { describe, expect, test } from 'vitest';
import { createSettling } from '../../../source/lab/live/settle.ts';
import { createWaiting } from '../../../source/lab/live/waiting.ts';
import type { Order } from '../../../source/protocol/control/orders.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { createLabMetrics } from '../../../source/telemetry/lab-metrics.ts';
import { aBatch, byType } from '../../telemetry/a-batch.ts';
import { type DrivenLab, labIn } from '../drive-lab.ts';
import { handClock, turn } from './hand-clock.ts';

const n1 = nodeId(1);

/** A lab whose nodes answer pings when the test says so. */
function opened(lab: DrivenLab = labIn('working')) {
  const clock = handClock();
  const metrics = createLabMetrics();
  const asked: number[] = [];
  let sequence = 0;
  const settling = createSettling({
    cluster: { ...clock, order: (_node, order: Order) => void (order.type === 'ping' && asked.push(order.sequence)) },
    waiting: createWaiting(clock.after),
    nodes: () => [...lab.state.nodes.values()],
    metrics: () => metrics,
    nextSequence: () => ++sequence,
  });
  let isOver = false;
  return {
    ...{ clock, metrics, asked, settling },
    isOver: () => isOver,
    watch: (done: Promise<void>) => void done.then(() => (isOver = true)),
    async answerAll() {
      for (const one of asked.splice(0)) settling.onPong(one);
      await turn();
    },
  };
}

describe('a lab that settles', () => {
  test('is settled after two rounds in which all that was sent was received, and no work was added', async () => {
    const { metrics, settling, watch, answerAll, isOver, asked } = opened();
    const bytes = byType({ query: 100 });
    metrics.fold(n1, aBatch({ sentBytes: bytes, sentMessages: byType({ query: 1 }) }));
    watch(settling.settle());
    expect(asked).toHaveLength(3);
    await answerAll();
    metrics.fold(n1, aBatch({ sentBytes: bytes, receivedBytes: bytes, sentMessages: byType({ query: 1 }) }));
    await answerAll();
    expect(isOver()).toBe(false);
    await answerAll();
    expect(isOver()).toBe(true);
  });

  test('gives up sooner when somebody died: what was under way is never equal', async () => {
    const lab = labIn('working');
    lab.exits(3);
    for (const [one, ms] of [
      [opened(), 6_000],
      [opened(lab), 1_000],
    ] as const) {
      one.watch(one.settling.settle());
      one.clock.pass(ms - 1);
      await turn();
      expect(one.isOver()).toBe(false);
      one.clock.pass(1);
      await turn();
      expect(one.isOver()).toBe(true);
    }
  });

  test('waits for lines to empty, and looks again after a while', async () => {
    const { metrics, settling, watch, answerAll, isOver, clock } = opened();
    metrics.fold(n1, aBatch({ queueLength: 2 }));
    watch(settling.linesEmpty(10_000));
    await answerAll();
    metrics.fold(n1, aBatch({ queueLength: 0 }));
    expect(isOver()).toBe(false);
    clock.pass(250);
    await turn();
    expect(isOver()).toBe(true);
  });
});
