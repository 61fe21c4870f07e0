import { expect, test } from 'vitest';
import { labIn } from '../drive-lab.ts';

test('a lab never changes a state that it gave', () => {
  const lab = labIn('working');
  const before = lab.state;
  const frozen = JSON.stringify([...before.nodes]);
  lab.exits(2);
  lab.asks({ type: 'switch-mode' });
  expect(JSON.stringify([...before.nodes])).toBe(frozen);
  expect(before.phase).toBe('working');
});
