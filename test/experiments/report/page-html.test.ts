import { expect, it } from 'vitest';
import { tableHtml } from '../../../source/experiments/report/page-html.ts';

it('names each cell of a table by its column, for a phone, and the row by its first cell', () => {
  const html = tableHtml(['claim', 'difference (95 %)', 'a & b'], [['roles', '<b>1</b>', '2']], 'overview');
  expect(html).toContain('<table class="wide overview">');
  expect(html).toContain('<th scope="col">difference (95 %)</th>');
  expect(html).toContain('<th scope="row">roles</th>');
  expect(html).toContain('<td data-head="difference"><b>1</b></td>');
  expect(html).toContain('<td data-head="a &amp; b">2</td>');
});
