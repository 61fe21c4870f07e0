import { expect, test } from 'vitest';
import { createItemChecks } from '../../source/workloads/item-checks.ts';
import { sha } from '../nodes/drive-node.ts';

const reading = (number: number, ...names: readonly string[]) => ({
  type: 'check' as const,
  ...{ number, how: 'read' as const },
  items: names.map((name) => ({ name, hash: sha(name) })),
});

test('requests a few at a time; what is answered while it is asked leaves room for the next', () => {
  const checks = createItemChecks(() => undefined);
  checks.begin(reading(1, 'a', 'b', 'c', 'd', 'e', 'f'));
  expect([...checks.requests()].map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  expect([...checks.requests()]).toEqual([]);
  const waiting = createItemChecks(() => undefined);
  waiting.begin(reading(1, 'a', 'b', 'c', 'd', 'e', 'f'));
  const names: string[] = [];
  for (const { requestId, name } of waiting.requests()) {
    names.push(name);
    expect(waiting.takeAnswer(requestId, { type: 'not-found' })).toBe(true);
  }
  expect(names.join('')).toBe('abcdef');
  expect(waiting.finished()).toEqual([{ type: 'checked', number: 1, findings: Array(6).fill('none') }]);
  expect([waiting.isIdle, waiting.finished()]).toEqual([true, []]);
});

test('takes no answer that is the user’s', () => {
  const checks = createItemChecks(() => undefined);
  checks.begin(reading(1, 'a'));
  expect(checks.takeAnswer(1, { type: 'not-found' })).toBe(false);
});

test('an order beyond the bound fails at once, and the others go on', () => {
  const checks = createItemChecks(() => undefined);
  for (let number = 0; number <= 512; number++) checks.begin(reading(number, 'a'));
  expect(checks.finished()).toEqual([{ type: 'checked', number: 512, findings: ['failed'] }]);
  expect(checks.isIdle).toBe(false);
});
