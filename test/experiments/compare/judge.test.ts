import { describe, expect, it } from 'vitest';
import { claims } from '../../../source/experiments/claims/claims.ts';
import { type Finding, judge, type Pair, type Verdict, verdictOf } from '../../../source/experiments/compare/judge.ts';
import type { Measurement } from '../../../source/experiments/documents/experiment.ts';
import type { RunDocument } from '../../../source/experiments/documents/run-document.ts';
import { planted } from '../planted-runs.ts';

const seeds = [1, 2, 3, 4, 5];

/** Pairs of the planted world; `swap` exchanges the modes. */
function world(swap: boolean, same: boolean) {
  return ({ conditions }: Measurement): readonly Pair[] =>
    seeds.map((seed) => {
      const runs = (mode: 'client-server' | 'peer-to-peer'): readonly RunDocument[] =>
        conditions.map((condition) => planted(condition, mode, seed));
      const [clientServer, peerToPeer] = [runs('client-server'), runs(same ? 'client-server' : 'peer-to-peer')];
      return swap ? { clientServer: peerToPeer, peerToPeer: clientServer } : { clientServer, peerToPeer };
    });
}

const expected = {
  roles: 'holds',
  focus: 'holds only if',
  data: 'holds',
  service: 'holds',
  cost: 'holds only if',
  stability: 'holds only if',
  scale: 'holds only if',
} as const;

describe('a verdict', () => {
  it.each(claims.map((experiment) => [experiment.claim, experiment] as const))(
    'on %s follows the world',
    (claim, one) => {
      expect(judge(one, world(false, false), 7).verdict).toBe(expected[claim]);
    },
  );

  it.each(claims.map((experiment) => [experiment.claim, experiment] as const))(
    'on %s flips in the opposite world',
    (claim, one) => {
      const here = judge(one, world(false, false), 7);
      const there = judge(one, world(true, false), 7);
      expect(there.condition).not.toBe(here.condition === '' ? undefined : here.condition);
      const flipped = { 'as-claimed': 'opposite', opposite: 'as-claimed' } as const;
      expect(there.measurements.map(({ finding }) => finding)).toEqual(
        here.measurements.map(({ finding }) =>
          finding === 'as-claimed' || finding === 'opposite' ? flipped[finding] : finding,
        ),
      );
      if (expected[claim] === 'holds') expect(there.verdict).toBe('fails');
    },
  );

  it.each(claims.map((experiment) => [experiment.claim, experiment] as const))(
    'on %s is inconclusive when a mode is compared with itself',
    (_, one) => {
      const result = judge(one, world(false, true), 7);
      expect(result.verdict).toBe('inconclusive');
      expect(result.measurements.map(({ finding }) => finding)).toEqual(result.measurements.map(() => 'no-difference'));
    },
  );

  it('says nothing of a single pair, and nothing of none', () => {
    for (const one of claims) {
      const pairs = world(false, false);
      expect(judge(one, (measurement) => pairs(measurement).slice(0, 1), 7).verdict).toBe('inconclusive');
      expect(judge(one, () => [], 7).verdict).toBe('inconclusive');
    }
  });

  it('is unclear when the pairs disagree', () => {
    const [roles] = claims;
    const pairs = world(false, false);
    const opposite = world(true, false);
    const mixed = (measurement: Measurement) => [
      ...pairs(measurement).slice(0, 2),
      ...opposite(measurement).slice(2, 4),
    ];
    expect(roles && judge(roles, mixed, 7).measurements[0]?.finding).toBe('unclear');
  });

  it.each<[Verdict, readonly Finding[]]>([
    ['holds', ['as-claimed']],
    ['holds', ['as-claimed', 'as-claimed']],
    ['holds only if', ['as-claimed', 'opposite']],
    ['holds only if', ['as-claimed', 'no-difference']],
    ['holds only if', ['as-claimed', 'unclear']],
    ['holds only if', ['as-claimed', 'not-measured']],
    ['fails', ['opposite']],
    ['fails', ['opposite', 'opposite']],
    ['fails', ['opposite', 'no-difference']],
    ['inconclusive', ['opposite', 'unclear']],
    ['inconclusive', ['opposite', 'not-measured']],
    ['inconclusive', ['opposite', 'no-difference', 'unclear']],
    ['inconclusive', ['no-difference']],
    ['inconclusive', ['no-difference', 'unclear']],
    ['inconclusive', ['unclear']],
    ['inconclusive', ['not-measured', 'unclear']],
    ['inconclusive', []],
  ])('is `%s` when the measurements are [%s], in either order', (verdict, findings) => {
    const results = findings.map((finding, index) => ({ finding, onlyIf: `condition ${index}` }));
    const condition = verdict === 'holds only if' ? 'condition 0' : '';
    expect(verdictOf(results)).toEqual({ verdict, condition });
    expect(verdictOf([...results].reverse())).toEqual({ verdict, condition });
  });

  it('names the conditions under which a claim holds', () => {
    const verdict = verdictOf([
      { finding: 'as-claimed', onlyIf: 'it rains' },
      { finding: 'opposite', onlyIf: 'the sun shines' },
      { finding: 'as-claimed', onlyIf: 'it snows' },
      { finding: 'unclear', onlyIf: 'there is fog' },
    ]);
    expect(verdict).toEqual({ verdict: 'holds only if', condition: 'it rains, or it snows' });
  });
});
