import { describe, expect, test } from 'vitest';
import { nodeId } from '../../source/protocol/ids.ts';
import { createLabMetrics } from '../../source/telemetry/lab-metrics.ts';
import { secondsMax } from '../../source/telemetry/seconds.ts';
import { eachSeed } from '../base/each-seed.ts';
import { aBatch, byType, latencies } from './a-batch.ts';

const n1 = nodeId(1);
const n2 = nodeId(2);

describe('the metrics of a lab', () => {
  test('make no more seconds than can be shown, however late the next report is', () => {
    const metrics = createLabMetrics();
    metrics.fold(n1, aBatch({ at: 500, succeeded: 1 }));
    metrics.fold(n1, aBatch({ at: 1e12, succeeded: 3 }));
    const at = metrics.seconds.map((second) => second.at);
    expect(at.length).toBe(secondsMax);
    expect([at[0], at.at(-1)]).toEqual([1e12 - (secondsMax - 1) * 1_000, 1e12]);
    expect(metrics.seconds.at(-1)?.succeeded).toBe(2);
  });

  test('take totals as they are said, not added up again', () => {
    const metrics = createLabMetrics();
    metrics.fold(n1, aBatch({ at: 50, made: 3, succeeded: 2, failed: 1 }));
    metrics.fold(n1, aBatch({ at: 100, made: 5, succeeded: 4, failed: 1 }));
    metrics.fold(n2, aBatch({ at: 100, made: 10, succeeded: 10 }));
    expect(metrics.node(n1).totals).toMatchObject({ made: 5, succeeded: 4, failed: 1 });
    expect([metrics.sum('made'), metrics.sum('succeeded'), metrics.sum('failed')]).toEqual([15, 14, 1]);
  });

  test('keep exact counts over restarts, however often a process begins from nothing, for every seed', () => {
    eachSeed(100, (random) => {
      const metrics = createLabMetrics();
      let made = 0;
      let bytes = 0;
      let hopsMax = 0;
      for (let life = 0; life < 5; life++) {
        let madeInLife = 0;
        for (let batch = 0; batch < random.below(5); batch++) {
          madeInLife += random.below(10);
          const hops = random.below(6);
          hopsMax = Math.max(hopsMax, hops);
          metrics.fold(
            n1,
            aBatch({
              at: life * 1000,
              made: madeInLife,
              hopsMax: hops,
              sentBytes: byType({ query: madeInLife * 7 }),
              sentMessages: byType({ query: madeInLife }),
            }),
          );
          if (batch === 0) hopsMax = Math.max(hopsMax, hops);
        }
        made += madeInLife;
        bytes += madeInLife * 7;
        metrics.retire(n1);
      }
      expect(metrics.sum('made')).toBe(made);
      expect(metrics.sum('bytesSent')).toBe(bytes);
      expect(metrics.sent('bytes').query).toBe(bytes);
      expect(metrics.sentOfType('query')).toBe(made);
      expect(metrics.hopsMax).toBeLessThanOrEqual(hopsMax);
    });
  });

  test('survive the retirement of a node that never said anything', () => {
    const metrics = createLabMetrics();
    metrics.retire(n1);
    expect(metrics.node(n1)).toMatchObject({ totals: { made: 0 }, madePerSecond: 0, latest: undefined });
  });

  test('sum frames by what they are for, the handshake with the upkeep', () => {
    const metrics = createLabMetrics();
    const counts = {
      publish: 1,
      published: 2,
      find: 4,
      found: 8,
      content: 16,
      refused: 32,
      join: 64,
      ping: 128,
      query: 256,
      hit: 512,
      handshake: 1024,
    };
    metrics.fold(n1, aBatch({ sentMessages: byType(counts) }));
    expect(metrics.sent('messages')).toEqual({
      query: 4 + 32 + 256,
      hit: 8 + 512,
      content: 1 + 2 + 16,
      upkeep: 64 + 128 + 1024,
    });
    expect([metrics.sentOfType('query'), metrics.sentOfType('publish')]).toEqual([256, 1]);
  });

  test('put what happened into its second, with empty ones between', () => {
    const metrics = createLabMetrics();
    metrics.fold(n1, aBatch({ at: 1_200, succeeded: 2, ...latencies(5, 7) }));
    metrics.fold(n1, aBatch({ at: 1_900, succeeded: 3, failed: 1 }));
    metrics.fold(n1, aBatch({ at: 4_000, succeeded: 4, failed: 1 }));
    expect(metrics.seconds.map(({ at, succeeded, failed }) => [at, succeeded, failed])).toEqual([
      [1_000, 3, 1],
      [2_000, 0, 0],
      [3_000, 0, 0],
      [4_000, 1, 0],
    ]);
    expect([metrics.latency.count, metrics.latency.max, metrics.seconds[0]?.latency.count]).toEqual([2, 7, 2]);
  });

  test('put a batch that comes late into the second it speaks of', () => {
    const metrics = createLabMetrics();
    metrics.fold(n1, aBatch({ at: 1_000, succeeded: 1 }));
    metrics.fold(n1, aBatch({ at: 3_000, succeeded: 2 }));
    metrics.fold(n2, aBatch({ at: 1_999, succeeded: 5 }));
    expect(metrics.seconds.map(({ succeeded }) => succeeded)).toEqual([6, 0, 1]);
  });

  test('remember so many seconds and no more', () => {
    const metrics = createLabMetrics();
    for (let second = 0; second < secondsMax + 20; second++) metrics.fold(n1, aBatch({ at: second * 1000 }));
    expect(metrics.seconds).toHaveLength(secondsMax);
    expect(metrics.seconds[0]?.at).toBe(20_000);
  });

  test('know when the first request was served, by whomever', () => {
    const metrics = createLabMetrics();
    expect(metrics.firstServedAt).toBeUndefined();
    metrics.fold(n1, aBatch({ firstServedAt: 700 }));
    metrics.fold(n2, aBatch({ firstServedAt: 300 }));
    metrics.fold(n2, aBatch());
    expect(metrics.firstServedAt).toBe(300);
  });

  test('say how many operations a second, and how busy', () => {
    const metrics = createLabMetrics();
    for (let batch = 0; batch <= 100; batch++) {
      metrics.fold(n1, aBatch({ at: 10_000 + batch * 50, made: batch * 2, served: batch, busyMs: batch * 25 }));
    }
    const { madePerSecond, servedPerSecond, busyShare } = metrics.node(n1);
    expect(Math.abs(madePerSecond / 40 - 1)).toBeLessThan(0.15);
    expect(Math.abs(servedPerSecond / 20 - 1)).toBeLessThan(0.15);
    expect(Math.abs(busyShare / 0.5 - 1)).toBeLessThan(0.15);
  });

  test('say the coarsest sampling of all nodes', () => {
    const metrics = createLabMetrics();
    expect(metrics.sampledOneIn).toBe(1);
    metrics.fold(n1, aBatch({ sampledOneIn: 3 }));
    metrics.fold(n2, aBatch({ sampledOneIn: 2 }));
    expect(metrics.sampledOneIn).toBe(3);
  });
});
