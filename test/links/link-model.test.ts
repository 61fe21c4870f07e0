import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { createAccessLink, createLinkLine } from '../../source/links/link-model.ts';
import { type LinkProfile, linkProfiles } from '../../source/links/link-profile.ts';
import { segmentBytes, segmentLossDelay } from '../../source/links/segment-loss.ts';
import { eachSeed } from '../base/each-seed.ts';

const link = (changes: Partial<LinkProfile>, seed = 1) =>
  createAccessLink({ ...linkProfiles.loopback, ...changes }, createRandom(seed));

describe('an access link', () => {
  test('takes half of the latency each way, so that a path of two takes all of it', () => {
    const sender = link({ latencyMs: 40 });
    const receiver = link({ latencyMs: 10 });
    const middle = sender.up(createLinkLine(), 100, 1_000).at;
    expect(middle).toBe(1_020);
    expect(receiver.down(createLinkLine(), 100, middle).at).toBe(1_025);
  });

  test('never lets more through than its rate and one frame, over any stretch of time', () => {
    eachSeed(20, (random) => {
      const perMs = 1_000;
      for (const way of ['up', 'down'] as const) {
        const one = link({ upBytesPerSecond: perMs * 1000, downBytesPerSecond: perMs * 1000 });
        const line = createLinkLine();
        const left: { readonly at: number; readonly bytes: number }[] = [];
        for (let now = 0, count = 0; count < 200; count++) {
          now += random.unit() < 0.2 ? random.below(50) : 0;
          const bytes = 1 + random.below(5_000);
          left.push({ at: one[way](line, bytes, now).at, bytes });
        }
        for (let from = 0; from < left.length; from++) {
          let bytes = 0;
          for (let to = from; to < left.length; to++) {
            bytes += left[to]?.bytes ?? 0;
            const stretchMs = (left[to]?.at ?? 0) - (left[from]?.at ?? 0);
            expect(bytes).toBeLessThanOrEqual(stretchMs * perMs + (left[from]?.bytes ?? 0) + 1e-3);
          }
        }
      }
    });
  });

  test.each([125_000, 1e6, 1e7])('carries %d bytes a second over 2 s within 2 %%', (rate) => {
    const one = link({ upBytesPerSecond: rate });
    let bytes = 0;
    for (const line = createLinkLine(); one.up(line, 1_000, 0).at <= 2_000; bytes += 1_000);
    expect(Math.abs(bytes / (2 * rate) - 1)).toBeLessThan(0.02);
  });

  test('shares its queue among connections, first come first served', () => {
    const one = link({ upBytesPerSecond: 1_000 });
    const [a, b] = [createLinkLine(), createLinkLine()];
    expect([one.up(a, 100, 0).at, one.up(b, 50, 0).at, one.up(a, 50, 0).at]).toEqual([100, 150, 200]);
  });

  test('keeps the order of each connection, whatever jitter and loss do', () => {
    eachSeed(20, (random, seed) => {
      const one = link({ latencyMs: 20, jitterMs: 20, lossShare: 0.1, upBytesPerSecond: 1e6 }, seed);
      const lines = [createLinkLine(), createLinkLine()] as const;
      const last = [0, 0];
      for (let now = 0; now < 500; now += random.below(3)) {
        const which = random.below(2);
        for (const way of ['up'] as const) {
          const { at } = one[way](lines[which === 0 ? 0 : 1], 1 + random.below(9_000), now);
          expect(at).toBeGreaterThanOrEqual(Math.max(now, last[which] ?? 0));
          last[which] = at;
        }
      }
    });
  });

  test('strays by its jitter around the latency, which stays the mean', () => {
    const one = link({ latencyMs: 40, jitterMs: 8 });
    const times = Array.from({ length: 5_000 }, (_, now) => one.up(createLinkLine(), 1, now).at - now);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(16);
    expect(Math.max(...times)).toBeLessThanOrEqual(24);
    expect(times.reduce((sum, time) => sum + time, 0) / times.length).toBeCloseTo(20, 0);
  });

  test('does the same for the same seed, and something else for another', () => {
    const times = (seed: number): readonly number[] => {
      const one = link({ latencyMs: 30, jitterMs: 9, lossShare: 0.05 }, seed);
      const line = createLinkLine();
      return Array.from({ length: 300 }, (_, now) => one.up(line, 3_000, now * 10).at);
    };
    expect(times(5)).toEqual(times(5));
    expect(times(5)).not.toEqual(times(6));
  });

  test('delays other connections not at all when one of them loses a segment', () => {
    const one = link({ latencyMs: 30, lossShare: 0.3 }, 3);
    const lossy = createLinkLine();
    while (one.up(lossy, 1_000, 0).at <= 15);
    const others = Array.from({ length: 50 }, () => one.up(createLinkLine(), 1, 0).at);
    expect(Math.min(...others)).toBe(15);
  });
});

describe('a lost segment', () => {
  /** Random numbers from a list, then 1: nothing more is lost. */
  const script = (...values: number[]) => ({ ...createRandom(1), unit: () => values.shift() ?? 1 });
  const lost = 0;
  const kept = 1;
  const passage = { lossShare: 0.5, rttMs: 80, jitterMs: 5 };

  test('is repaired after a round trip when three of its frame follow, otherwise by the timer', () => {
    const bytes = 4 * segmentBytes;
    expect(segmentLossDelay({ bytes, ...passage }, script(lost)).delayMs).toBe(80);
    expect(segmentLossDelay({ bytes, ...passage }, script(kept, lost)).delayMs).toBe(200);
    const slow = { ...passage, rttMs: 600 };
    expect(segmentLossDelay({ bytes, ...slow }, script(kept, lost)).delayMs).toBe(620);
  });

  test('waits twice as long each time that it is lost again', () => {
    const delays = [1, 2, 3].map(
      (times) => segmentLossDelay({ bytes: 10, ...passage }, script(...Array(times).fill(lost))).delayMs,
    );
    expect(delays).toEqual([200, 600, 1_400]);
  });

  test('is repaired beside others: the slowest counts', () => {
    const bytes = 6 * segmentBytes;
    expect(segmentLossDelay({ bytes, ...passage }, script(lost, kept, lost, kept)).delayMs).toBe(80);
  });

  test('ends the connection when it is lost six times in a row, and not before', () => {
    const times = (count: number) => script(...Array(count).fill(lost));
    expect(segmentLossDelay({ bytes: 10, ...passage }, times(5)).isGivenUp).toBe(false);
    expect(segmentLossDelay({ bytes: 10, ...passage }, times(6)).isGivenUp).toBe(true);
  });

  test('is as frequent as asked', () => {
    const random = createRandom(4);
    let delayed = 0;
    for (let count = 0; count < 20_000; count++)
      if (segmentLossDelay({ ...passage, bytes: 1, lossShare: 0.1 }, random).delayMs > 0) delayed++;
    expect(delayed / 20_000).toBeCloseTo(0.1, 2);
  });
});
