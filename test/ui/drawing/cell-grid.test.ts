import { describe, expect, it } from 'vitest';
import { type CellGrid, createCellGrid, drawRow, setCell } from '../../../source/ui/drawing/cell-grid.ts';
import { lookOf, plainLook } from '../../../source/ui/drawing/look.ts';
import type { Row } from '../../../source/ui/drawing/text.ts';
import { type ColorRole, createTheme } from '../../../source/ui/drawing/theme.ts';

const theme = createTheme('peer-to-peer', 'truecolor', false);
const bold = lookOf({ isBold: true });

function drawn(row: Row, columns: number): CellGrid {
  const grid = createCellGrid(columns, 1);
  drawRow(grid, { left: 0, top: 0, width: columns }, row, theme);
  return grid;
}

describe('drawRow', () => {
  it('gives each segment the look of its role, selected or not', () => {
    const roles: readonly ColorRole[] = ['text', 'strong', 'badge', 'blank'];
    for (const role of roles) {
      const { characters, looks } = drawn([[role, 'ab'], [role, 'c', true], ['blank', 'd']], 5); // biome-ignore format: a row
      expect(characters).toEqual(['a', 'b', 'c', 'd', ' ']);
      const [own, selected] = [theme.look(role, false), theme.look(role, true)];
      expect(looks, role).toEqual([own, own, selected, plainLook, plainLook]);
    }
  });

  it('gives a wide character two cells, and leaves one out that does not fit', () => {
    expect(drawn([['text', 'a世😀b']], 7).characters).toEqual(['a', '世', '', '😀', '', 'b', ' ']);
    expect(drawn([['text', 'ab世']], 3).characters).toEqual(['a', 'b', ' ']);
  });

  it('draws nothing beyond its width, and keeps what stands there', () => {
    const grid = createCellGrid(6, 2);
    drawRow(grid, { left: 0, top: 1, width: 6 }, [['text', '......']], theme);
    drawRow(grid, { left: 1, top: 1, width: 3 }, [['text', 'ab'], ['strong', 'cdefgh']], theme); // biome-ignore format: a row
    expect(grid.characters.join('')).toBe('      .abc..');
  });

  it('lets nothing through that acts on a terminal', () => {
    expect(drawn([['text', 'a\x1b[31mb\r\n\u009b2Jc']], 14).characters.join('')).not.toMatch(/\p{Cc}/u);
  });
});

describe('setCell', () => {
  it('does nothing outside of the grid', () => {
    const grid = createCellGrid(2, 2);
    for (const [column, row] of [
      [-1, 0],
      [2, 0],
      [0, -1],
      [0, 2],
    ] as const)
      setCell(grid, column, row, 'x', bold);
    expect(grid).toEqual(createCellGrid(2, 2));
    setCell(grid, 1, 0, 'x', bold);
    expect(grid.characters).toEqual([' ', 'x', ' ', ' ']);
    expect(grid.looks).toEqual([plainLook, bold, plainLook, plainLook]);
  });
});
