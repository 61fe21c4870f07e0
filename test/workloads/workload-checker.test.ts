import { describe, expect, test } from 'vitest';
import {
  checkDistribute,
  checkGame,
  checkTasks,
  checkWeb,
  type Figures,
  type FileSpread,
} from '../../source/workloads/workload-checker.ts';

const noFile: FileSpread = { receivers: 0, complete: 0, isSourceThere: true, isSwarm: true };

function jobs(finished: number, checked: number, rightPercent: number): Figures {
  return [
    { metric: 'jobMs', n: finished, mean: 10 },
    { metric: 'rightPercent', n: checked, mean: rightPercent },
  ];
}

test.each([checkDistribute(noFile), checkGame([]), checkTasks([]), checkWeb(0)])(
  'a run in which nothing happened is not judged: $text',
  (judged) => {
    expect(judged).toMatchObject({ verdict: 'unknown', text: expect.stringMatching(/./) });
  },
);

describe('jobs', () => {
  test('are valid when each was right', () => {
    expect(checkTasks(jobs(12, 12, 100))).toEqual({ verdict: 'valid', text: '12 jobs, each with the right result' });
  });

  test('are invalid when one of many was wrong', () => {
    const expected = { verdict: 'invalid', text: '1 of 1000 jobs gave a wrong result' };
    expect(checkTasks(jobs(1_000, 1_000, 99.9))).toEqual(expected);
  });

  test('are invalid when some were not checked', () => {
    expect(checkTasks(jobs(5, 4, 100)).verdict).toBe('invalid');
  });
});

describe('a file', () => {
  test('is everywhere when each living node but the source has all of it', () => {
    expect(checkDistribute({ ...noFile, receivers: 2, complete: 1 })).toEqual({
      verdict: 'unknown',
      text: '1 of 2 nodes have the whole file: run longer',
    });
    expect(checkDistribute({ ...noFile, receivers: 2, complete: 2 })).toMatchObject({ verdict: 'valid' });
  });

  test('whose source is gone for good needs no more time, unless somebody gives it on', () => {
    const gone = { ...noFile, receivers: 3, isSourceThere: false };
    const advice = '0 of 3 nodes have the whole file, and its source is gone: start it again, or let it live longer';
    expect(checkDistribute(gone)).toEqual({ verdict: 'unknown', text: advice });
    expect(checkDistribute({ ...gone, complete: 1 }).text).toMatch(/: run longer$/);
    expect(checkDistribute({ ...gone, complete: 1, isSwarm: false }).text).toMatch(/its source is gone/);
  });
});

test('pages and moves that arrived are valid', () => {
  expect(checkWeb(3).verdict).toBe('valid');
  expect(checkGame([{ metric: 'stateAgeMs', n: 3, mean: 5 }]).verdict).toBe('valid');
});
