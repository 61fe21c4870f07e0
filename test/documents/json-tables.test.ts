import { expect, test } from 'vitest';
// @ts-expect-error: a script without types
import { fieldsTable } from '../../scripts/docs/json-tables.mjs';

const outputs = [{ text: '{"seed":7,"nodes":[{"id":"n1"}]}' }, { text: '{"seed":7,"nodes":[],"isOver":true}' }];
const meanings = { seed: 'of everything', nodes: 'all', 'nodes[].id': 'its name', isOver: 'or not' };

test('fields come with the type that some document shows', () => {
  const rows = fieldsTable({ ...meanings, pid: ['number', 'of a process'] })(outputs, ['starmesh run --json']).split(
    '\n',
  );
  expect(rows.slice(2, 7)).toEqual([
    '| `seed` | number | of everything |',
    '| `nodes` | list | all |',
    '| `nodes[].id` | text | its name |',
    '| `isOver` | boolean | or not |',
    '| `pid` | number | of a process |',
  ]);
});

test('a field without a meaning is refused, unless another table has it', () => {
  const { isOver, ...others } = meanings;
  expect(() => fieldsTable(others)(outputs, [])).toThrow('isOver has no meaning');
  expect(() => fieldsTable(others, { isOver })(outputs, [])).not.toThrow();
});

test('a meaning without a field is refused', () => {
  expect(() => fieldsTable({ ...meanings, pid: 'of a process' })(outputs, [])).toThrow('pid is not there');
});
