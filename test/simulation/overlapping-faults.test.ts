import { describe, expect, test } from 'vitest';
import { createRandom } from '../../source/base/random.ts';
import { scheduledText } from '../../source/lab/faults/fault-text.ts';
import { parseFault } from '../../source/lab/faults/parse-fault.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { eachSeedInTurn } from '../base/each-seed.ts';
import { expectedLab } from './expected-lab.ts';
import { withLab, working } from './simulated-lab.ts';

/** What faults make of a lab, in one line: who is away, stands still or is slow, and which pairs are cut. */
function stateOf({ nodes, cuts }: LabSnapshot): string {
  const where = (wanted: string): string => nodes.flatMap(({ id, state }) => (state === wanted ? [id] : [])).join(' ');
  const slow = nodes.flatMap(({ id, slowness }) => (slowness > 1 ? [`${id} ${slowness}x`] : []));
  const pairs = cuts.map((pair) => pair.join('-')).sort();
  return `down ${where('down')}; paused ${where('paused')}; slow ${slow.join(' ')}; cut ${pairs.join(' ')}`;
}

const calm = 'down ; paused ; slow ; cut ';

/** The state of a lab with faults at some times since its work began. */
function watched(faults: readonly string[], times: readonly number[], changes = {}): Promise<string[]> {
  return withLab({ nodes: 5, ...changes, faults: faults.map(parseFault) }, async (lab) => {
    await working(lab);
    const states: string[] = [];
    for (const [place, time] of times.entries()) {
      await lab.elapsed(time - (times[place - 1] ?? 0)).done;
      states.push(stateOf(lab.source.current()));
    }
    return states;
  });
}

describe('the end of a fault', () => {
  test.each([
    ['a kill that is over before the process has ended', ['1s kill n3 for 1ms'], [[2_000, calm]]],
    ['a kill that is over at once', ['1s kill n3 for 0ms'], [[2_000, calm]]],
    ['a leave that is over before the node has gone', ['1s leave n3 for 1ms'], [[2_000, calm]]],
    [
      'a leave for a time',
      ['1s leave n3 for 2s'],
      [
        [2_000, 'down n3; paused ; slow ; cut '],
        [4_000, calm],
      ],
    ],
    [
      'a cut within the same cut',
      ['1s cut n1 n2 for 8s', '2s cut n1 n2 for 1s'],
      [
        [4_000, 'down ; paused ; slow ; cut n1-n2'],
        [8_900, 'down ; paused ; slow ; cut n1-n2'],
        [9_100, calm],
      ],
    ],
    [
      'a cut within a partition',
      ['1s partition n1 n2 | n3 n4 n5 for 8s', '2s cut n1 n3 for 1s'],
      [
        [4_000, 'down ; paused ; slow ; cut n1-n3 n1-n4 n1-n5 n2-n3 n2-n4 n2-n5'],
        [9_100, calm],
      ],
    ],
    [
      'a kill for a time with one for good in it',
      ['1s kill n3 for 2s', '2s kill n3'],
      [[6_000, 'down n3; paused ; slow ; cut ']],
    ],
    [
      'a slow within another slow',
      ['1s slow n1 4x for 6s', '2s slow n1 8x for 1s'],
      [
        [2_500, 'down ; paused ; slow n1 8x; cut '],
        [4_000, 'down ; paused ; slow n1 4x; cut '],
        [7_500, calm],
      ],
    ],
    [
      'a pause that ends before another',
      ['1s pause n3 for 2s', '2s pause n3 for 3s'],
      [
        [4_000, 'down ; paused n3; slow ; cut '],
        [5_500, calm],
      ],
    ],
    ['a pause of a node that is killed and comes back', ['1s pause n3 for 8s', '2s kill n3 for 1s'], [[4_000, calm]]],
    [
      'a churn that takes nobody back whom a kill holds',
      ['1s churn 300ms for 4s', '2s kill n3'],
      [[6_000, 'down n3; paused ; slow ; cut ']],
    ],
    ['a churn within a churn', ['1s churn 500ms for 6s', '2s churn 500ms for 1s'], [[9_000, calm]]],
    ['a churn', ['5s churn 2s for 10s'], [[16_000, calm]]],
    [
      'a restart by hand before its time',
      ['1s kill n3 for 5s', '2s restart n3', '3s kill n3'],
      [[8_000, 'down n3; paused ; slow ; cut ']],
    ],
  ] as const)('%s', async (_what, faults, expected) => {
    for (const mode of ['client-server', 'peer-to-peer'] as const) {
      const times = expected.map(([time]) => time);
      expect(await watched(faults, times, { mode })).toEqual(expected.map(([, state]) => state));
    }
  });

  test('is said, with whom it concerns, and that another fault still holds it', async () => {
    const faults = ['1s kill n3 for 2s', '2s kill n3 for 4s', '3500ms cut n1 n2 for 1s', '3600ms cut n1 n2 for 100ms'];
    await withLab({ nodes: 4, faults: faults.map(parseFault) }, async (lab) => {
      await working(lab);
      await lab.elapsed(8_000).done;
      const { log, faults: record } = lab.source.current();
      expect(record.map(({ atMs, fault, target }) => `${atMs} ${fault} ${target}`)).toEqual([
        '1000 kill n3',
        '2000 kill n3',
        '3500 cut n1-n2',
        '3600 cut n1-n2',
        '4500 heal n1-n2',
        '6000 restart n3',
      ]);
      const texts = log.flatMap((entry) => (entry.type === 'event' ? [entry.text] : []));
      expect(texts).toContain('kill n3 is over, but another fault still holds it');
      expect(texts).toContain('cut n1-n2 is over, but another fault still holds it');
    });
  });
});

/** A schedule of faults that overlap, over four seconds; some are over before they have happened. */
function randomFaults(seed: number): string[] {
  const random = createRandom(seed).fork('faults');
  const node = (): string => `n${1 + random.below(5)}`;
  const other = (than: string): string => `n${1 + ((Number(than.slice(1)) + random.below(4)) % 5)}`;
  const kinds = [
    () => `kill ${node()}`,
    () => `leave ${node()}`,
    () => `pause ${node()}`,
    () => `slow ${node()} ${2 + random.below(8)}x`,
    () => {
      const a = node();
      return `cut ${a} ${other(a)}`;
    },
    () => `partition ${node()}`,
    () => 'partition n1 n2 | n3 n4',
  ];
  return Array.from({ length: 4 + random.below(10) }, (_, place) => {
    const what = kinds[random.below(kinds.length)]?.() ?? '';
    const length = [1, 20, 350, 1_050, 2_450][random.below(5)];
    const isForGood = /kill|slow|cut/.test(what) && random.below(8) === 0;
    return `${place * 300 + 100}ms ${what}${isForGood ? '' : ` for ${length}ms`}`;
  });
}

test('faults that overlap keep what others still hold, and nothing else, for every seed', async () => {
  await eachSeedInTurn(60, async (seed) => {
    const faults = randomFaults(seed);
    const times = Array.from({ length: 24 }, (_, place) => place * 300 + 300);
    const mode = seed % 2 === 0 ? 'client-server' : 'peer-to-peer';
    const states = await watched(faults, times, { mode, seed, rate: 10 });
    const expected = expectedLab(faults.map(parseFault), times);
    expect({ faults: faults.map(parseFault).map(scheduledText), states }).toEqual({
      faults: expect.anything(),
      states: expected,
    });
  });
}, 120_000);

test('a churn beside other faults ends whole, for every seed', async () => {
  await eachSeedInTurn(20, async (seed) => {
    const faults = [
      ...randomFaults(seed).filter((text) => / for /.test(text)),
      '200ms churn 400ms for 3s',
      '1s churn 300ms for 1s',
    ];
    const mode = seed % 2 === 0 ? 'client-server' : 'peer-to-peer';
    expect(await watched(faults, [10_000], { mode, seed, rate: 10 })).toEqual([calm]);
  });
}, 120_000);
