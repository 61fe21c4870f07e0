import { expect, it } from 'vitest';
import { markdownTable } from '../../../source/experiments/documents/markdown-table.ts';

it('is a head, a line below it, and the rows', () => {
  expect(markdownTable(['claim', 'so far'], [['roles', 'as claimed']])).toEqual([
    '| claim | so far |',
    '| --- | --- |',
    '| roles | as claimed |',
  ]);
});

it('keeps to its lines and columns, whatever a cell says', () => {
  expect(markdownTable(['a'], [['x | y\nz\x1b[2J']])[2]).toBe('| x \\| y z [2J |');
});
