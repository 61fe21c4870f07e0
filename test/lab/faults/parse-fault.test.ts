import { describe, expect, it } from 'vitest';
import type { ScheduledFault } from '../../../source/lab/faults/fault.ts';
import { scheduledText } from '../../../source/lab/faults/fault-text.ts';
import { FaultSyntaxError, parseFault } from '../../../source/lab/faults/parse-fault.ts';

function mistake(text: string): readonly [number, string] {
  try {
    parseFault(text);
  } catch (error) {
    if (error instanceof FaultSyntaxError) return [error.column, error.message];
    throw error;
  }
  throw new Error(`${text} is not refused`);
}

describe('a fault on the command line', () => {
  it.each([
    ['3s kill server', 3_000, { type: 'kill', target: 'server' }, undefined],
    ['500ms restart n12', 500, { type: 'restart', target: 'n12' }, undefined],
    ['2s pause n3 for 1s', 2_000, { type: 'pause', target: 'n3' }, 1_000],
    ['0s resume n3', 0, { type: 'resume', target: 'n3' }, undefined],
    ['1m leave random', 60_000, { type: 'leave', target: 'random' }, undefined],
    ['5s slow busiest 10x', 5_000, { type: 'slow', target: 'busiest', times: 10 }, undefined],
    ['4s cut n1-n2 for 0.5s', 4_000, { type: 'cut', a: 'n1', b: 'n2' }, 500],
    [
      '2s partition n1,n2 | n3-n5 for 4s',
      2_000,
      {
        type: 'partition',
        groups: [
          ['n1', 'n2'],
          ['n3', 'n4', 'n5'],
        ],
      },
      4_000,
    ],
    ['2s partition n1|n2', 2_000, { type: 'partition', groups: [['n1'], ['n2']] }, undefined],
    ['2s partition n3', 2_000, { type: 'partition', groups: [['n3']] }, undefined],
    ['2s cut n1 n2', 2_000, { type: 'cut', a: 'n1', b: 'n2' }, undefined],
    ['2s slow n3 x10', 2_000, { type: 'slow', target: 'n3', times: 10 }, undefined],
    ['6s heal', 6_000, { type: 'heal' }, undefined],
    ['1s churn 20s for 1m', 1_000, { type: 'churn', sessionMs: 20_000 }, 60_000],
  ])('%s', (text, atMs, fault, forMs) => {
    expect(parseFault(text)).toEqual({ atMs, fault, forMs });
    expect(parseFault(scheduledText({ atMs, fault, forMs } as ScheduledFault)), 'written again').toEqual(
      parseFault(text),
    );
  });

  it.each([
    ['', 0, 'is no time'],
    ['kill server', 0, '"kill" is no time: when it comes is written like 500ms, 3s or 1m'],
    ['3s', 2, '"" is no fault; allowed: kill TARGET'],
    ['3s kil server', 3, '"kil" is no fault'],
    ['3s kill', 7, '"" is no node; allowed: server, busiest, random, or a node like n3'],
    ['3s kill sever', 8, '"sever" is no node'],
    ['3s kill n0', 8, '"n0" is no node'],
    ['3s kill n3 n4', 11, '"n4" is too much'],
    ['3s pause n3 for', 12, '"for" is too much'],
    ['3s pause n3 for ever', 16, '"ever" is no time'],
    ['3s slow n3 10', 11, '"10" is no factor'],
    ['3s slow n3 0.5x', 11, '"0.5x" is no factor'],
    ['3s cut n1', 10, '"" is no node'],
    ['3s cut n1-n1', 7, 'no pair'],
    ['3s partition', 12, 'a partition needs groups'],
    ['3s cut n1 n1', 10, 'cut off from itself'],
    ['3s slow n3 x0.5', 11, 'no factor'],
    ['3s partition n1 |', 13, 'a partition needs groups'],
    ['3s partition n1 | n1', 13, 'n1 is in two groups'],
    ['3s partition n1 | n5-n3', 18, 'runs backwards'],
    ['3s partition n1 | nx', 18, '"nx" is no node'],
    ['3s churn 20', 9, '"20" is no time'],
    ['3 kill n1', 0, '"3" is no time'],
  ])('"%s" is refused at column %i', (text, column, message) => {
    const [at, said] = mistake(text);
    expect(said).toContain(message);
    expect(at).toBe(column);
  });
});
