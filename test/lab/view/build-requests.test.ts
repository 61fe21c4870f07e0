import { describe, expect, test } from 'vitest';
import { effortOf, messagesPerRequest, requestsView } from '../../../source/lab/view/build-requests.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { createLabMetrics } from '../../../source/telemetry/lab-metrics.ts';
import { aBatch, byType, latencies } from '../../telemetry/a-batch.ts';

const n1 = nodeId(1);

describe('the requests of a snapshot', () => {
  test('share out what finds and carries among fetches, and leave publishing and upkeep aside', () => {
    const metrics = createLabMetrics();
    const sentMessages = byType({ query: 8, content: 4, store: 100, ping: 100 });
    metrics.fold(n1, aBatch({ made: 10, published: 6, sentMessages }));
    expect(effortOf(metrics)).toEqual({ messages: 12, fetches: 4 });
    expect(requestsView(metrics, 0)).toMatchObject({ messagesPerRequest: 3, effort: { messages: 12, fetches: 4 } });
    expect(messagesPerRequest({ messages: 5, fetches: 0 })).toBeUndefined();
  });

  test('tell what was lately from what was ever', () => {
    const metrics = createLabMetrics();
    metrics.fold(
      n1,
      aBatch({ at: 500, made: 4, succeeded: 1, failed: 3, fetched: 1, hopsTotal: 2, ...latencies(800) }),
    );
    metrics.fold(
      n1,
      aBatch({ at: 60_000, made: 6, succeeded: 3, failed: 3, fetched: 3, hopsTotal: 6, ...latencies(10, 10) }),
    );
    const { attempted, recentSuccess, latency, recentLatency, hops } = requestsView(metrics, 60_500);
    expect({ attempted, recentSuccess, hops }).toEqual({ attempted: 6, recentSuccess: 1, hops: { mean: 2, max: 0 } });
    expect(latency.max).toBe(800);
    expect(recentLatency.max).toBe(10);
  });
});
