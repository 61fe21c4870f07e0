import { expect, it } from 'vitest';
import { filledCells } from '../../../source/ui/drawing/filled-cells.ts';

it.each([
  [-5, 0],
  [0, 0],
  [0.5, 4],
  [1, 8],
  [1e9, 8],
])('a share of %d fills %d of eight cells', (share, cells) => expect(filledCells(share, 8)).toBe(cells));
