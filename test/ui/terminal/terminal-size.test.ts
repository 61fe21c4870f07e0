import { expect, it } from 'vitest';
import { terminalSize } from '../../../source/ui/terminal/terminal-size.ts';

it.each([
  [{ columns: 120, rows: 40 }, 120, 40],
  [{ columns: 0, rows: 0 }, 80, 24],
  [{ columns: 0, rows: 40 }, 80, 24],
  [{ columns: 120, rows: 0 }, 80, 24],
  [{}, 80, 24],
  [{ columns: 65_535, rows: 65_535 }, 1_000, 500],
  [{ columns: 1, rows: 1 }, 1, 1],
])('a terminal of %j is drawn as %i by %i', (size, columns, rows) => {
  expect(terminalSize(size)).toEqual({ columns, rows });
});
