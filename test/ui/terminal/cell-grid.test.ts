import { describe, expect, it } from 'vitest';
import { painted } from '../../../source/ui/drawing/text.ts';
import { type ColorDepth, type ColorRole, createTheme } from '../../../source/ui/drawing/theme.ts';
import { createCellGrid, parseFrame, setCell } from '../../../source/ui/terminal/cell-grid.ts';

const roles: readonly ColorRole[] = [
  ...(['text', 'strong', 'secondary', 'faint', 'panel', 'accent', 'accentStrong', 'accentDim', 'badge'] as const),
  ...(['server', 'client', 'peer', 'query', 'content', 'upkeep', 'good', 'warning', 'error', 'latency'] as const),
];

/** The attributes of SGR parameters; their order means nothing. */
function attributesOf(sgr: string): string[] {
  return (sgr.match(/[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|\d+/g) ?? []).sort();
}

describe('parseFrame', () => {
  it.each<ColorDepth>(['truecolor', '256', '16', 'none'])(
    'reads back every look that the theme paints (%s)',
    (depth) => {
      for (const mode of ['client-server', 'peer-to-peer'] as const) {
        const theme = createTheme(mode, depth, false);
        for (const role of roles) {
          for (const isSelected of [false, true]) {
            const grid = parseFrame(`${painted(theme, [role, 'ab'], isSelected)}c`, 4, 1);
            expect(grid.characters).toEqual(['a', 'b', 'c', ' ']);
            const sgr = attributesOf(theme.sgr(role, isSelected));
            expect(grid.styles.map(attributesOf), role).toEqual([sgr, sgr, [], []]);
          }
        }
      }
    },
  );

  it('gives a wide character two cells, and leaves one out that does not fit', () => {
    expect(parseFrame('a世😀b', 7, 1).characters).toEqual(['a', '世', '', '😀', '', 'b', ' ']);
    expect(parseFrame('ab世', 3, 1).characters).toEqual(['a', 'b', ' ']);
  });

  it('turns attributes off one at a time, as Ink writes them', () => {
    const frame =
      '\x1b[1m\x1b[38;2;1;2;3m\x1b[48;2;4;5;6ma\x1b[22mb\x1b[39mc\x1b[49md\x1b[7me\x1b[27mf\x1b[91m\x1b[102mg\x1b[mh';
    expect(parseFrame(frame, 8, 1).styles).toEqual([
      '1;38;2;1;2;3;48;2;4;5;6',
      '38;2;1;2;3;48;2;4;5;6',
      '48;2;4;5;6',
      '',
      '7',
      '',
      '91;102',
      '',
    ]);
  });

  it('leaves out what does not fit, and skips other sequences', () => {
    const { characters } = parseFrame('abc\x1b[2Kd\r\n\x1b[5;5Hef\ngh', 3, 2);
    expect(characters.join('')).toBe('abcef ');
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
      setCell(grid, column, row, 'x', '1');
    expect(grid).toEqual(createCellGrid(2, 2));
    setCell(grid, 1, 0, 'x', '1');
    expect(grid.characters).toEqual([' ', 'x', ' ', ' ']);
    expect(grid.styles).toEqual(['', '1', '', '']);
  });
});
