import { expect, test } from 'vitest';
import { impossibleIn } from '../../../source/lab/live/impossible-report.ts';
import { aBatch } from '../../telemetry/a-batch.ts';

const known = { now: 1_000, host: '127.0.0.2', generation: 2, latest: aBatch({ made: 5 }) };
const telemetry = (generation: number, made: number) =>
  ({ type: 'telemetry', generation, batch: aBatch({ made }) }) as const;

test('a total that falls cannot be, unless it is of an older generation, which counts for nothing', () => {
  expect(impossibleIn(telemetry(2, 6), known)).toBeUndefined();
  expect(impossibleIn(telemetry(2, 4), known)).toBe('made of 4 after 5');
  expect(impossibleIn(telemetry(1, 4), known)).toBeUndefined();
});

test('neither can a place that the node was not given, whatever the generation', () => {
  const configured = { type: 'configured', generation: 1, port: 4_000, restored: 0 } as const;
  expect(impossibleIn({ ...configured, host: '127.0.0.2' }, known)).toBeUndefined();
  expect(impossibleIn({ ...configured, host: '10.0.0.1' }, known)).toMatch(/^that it listens at 10\.0\.0\.1/);
});
