import { describe, expect, test } from 'vitest';
import {
  checkDistribute,
  checkGame,
  checkTasks,
  checkWeb,
  type WorkloadReport,
} from '../../source/workloads/workload-checker.ts';

const nothing: WorkloadReport = { figures: [], progress: [], nodes: 1, fetched: 0 };

function jobs(finished: number, checked: number, rightPercent: number): WorkloadReport {
  const figures = [
    { metric: 'jobMs', n: finished, mean: 10 },
    { metric: 'rightPercent', n: checked, mean: rightPercent },
  ];
  return { ...nothing, figures };
}

test.each([checkDistribute, checkGame, checkTasks, checkWeb])(
  '%o does not judge a run in which nothing happened',
  (check) => {
    expect(check(nothing)).toMatchObject({ verdict: 'unknown', text: expect.stringMatching(/./) });
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

test('a file is everywhere when each living node but the source has all of it', () => {
  const progress = [
    { done: 64, total: 64 },
    { done: 63, total: 64 },
  ];
  expect(checkDistribute({ ...nothing, nodes: 3, progress })).toMatchObject({ verdict: 'unknown' });
  expect(checkDistribute({ ...nothing, nodes: 2, progress: progress.slice(0, 1) })).toMatchObject({ verdict: 'valid' });
});

test('pages and moves that arrived are valid', () => {
  expect(checkWeb({ ...nothing, fetched: 3 }).verdict).toBe('valid');
  expect(checkGame({ ...nothing, figures: [{ metric: 'stateAgeMs', n: 3, mean: 5 }] }).verdict).toBe('valid');
});
