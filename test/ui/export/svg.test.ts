import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { createCellGrid, setCell } from '../../../source/ui/drawing/cell-grid.ts';
import { plainLook } from '../../../source/ui/drawing/look.ts';
import { screenSvg } from '../../../source/ui/export/svg.ts';
import { colorsOf, groundOf, grounds } from '../../../source/ui/export/svg-colors.ts';
import { cellHeight, cellWidth } from '../../../source/ui/export/svg-shapes.ts';
import { drawText, lookNamed } from '../sgr-looks.ts';

const padding = 12;

function gridWith(text: string, columns = 20) {
  const grid = createCellGrid(columns, 2);
  drawText(grid, text);
  return grid;
}

function textsOf(svg: string) {
  const { document } = parseHTML(svg);
  return [...document.querySelectorAll('text')].map((text) => ({
    text: text.textContent,
    column: (Number(text.getAttribute('x')) - padding) / cellWidth,
    cells: Number(text.getAttribute('textLength') ?? cellWidth) / cellWidth, // one letter is as wide as its cell
    fill: text.closest('[color]')?.getAttribute('color') ?? undefined,
    weight: text.closest('[font-weight]')?.getAttribute('font-weight') ?? undefined,
  }));
}

describe('screenSvg', () => {
  it('puts each piece of text into its cells, with its colours', () => {
    const own = grounds.dark.foreground;
    expect(textsOf(screenSvg(gridWith('a  b \x1b[1;38;2;240;184;92mmode →x'), 'a screen'))).toEqual([
      { text: 'a', column: 0, cells: 1, fill: own, weight: undefined },
      { text: 'b', column: 3, cells: 1, fill: own, weight: undefined },
      { text: 'mode', column: 5, cells: 4, fill: '#f0b85c', weight: '700' },
      { text: '→', column: 10, cells: 1, fill: '#f0b85c', weight: '700' },
      { text: 'x', column: 11, cells: 1, fill: '#f0b85c', weight: '700' },
    ]);
  });

  it('gives a wide character two cells, and what follows its own place', () => {
    const grid = createCellGrid(6, 1);
    setCell(grid, 1, 0, '音', plainLook);
    grid.characters[2] = '';
    setCell(grid, 3, 0, 'x', plainLook);
    expect(textsOf(screenSvg(grid, 'wide')).map(({ text, column, cells }) => [text, column, cells])).toEqual([
      ['音', 1, 2],
      ['x', 3, 1],
    ]);
  });

  it('draws borders, bars and dots as shapes', () => {
    const svg = screenSvg(gridWith('╭─╮│⣿█'), 'shapes');
    expect(textsOf(svg)).toEqual([]);
    expect(svg.match(/<path class="dots".*?>/)?.[0].match(/h0/g)).toHaveLength(8);
    expect(svg.match(/<path class="line".*?>/)?.[0].match(/M/g)).toHaveLength(4);
  });

  it('draws nodes and messages as shapes, whatever the font has', () => {
    const svg = screenSvg(gridWith('●○■□•·▫⬢◆◇'), 'marks');
    const parts = (path: RegExp) => path.exec(svg)?.[1]?.match(/M/g)?.length;
    expect(textsOf(svg)).toEqual([]);
    expect([parts(/"line" d="(.*?)"/), parts(/"dots" d="(.*?)"/), parts(/<path d="(.*?)"/)]).toEqual([4, 1, 5]);
  });

  it('has the size of its cells and loads nothing', () => {
    const svg = screenSvg(gridWith('x'), 'one');
    expect(svg).toContain(`viewBox="0 0 ${20 * cellWidth + 2 * padding} ${2 * cellHeight + 2 * padding}"`);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|href|<script|@import/);
  });

  it('lets nothing that stands in a cell become markup', () => {
    const svg = screenSvg(gridWith('</text><b>&amp;'), '<title> & \x07');
    expect(textsOf(svg)[0]?.text).toBe('</text><b>&amp;');
    expect(svg).toContain('<title>&lt;title&gt; &amp;  </title>');
  });
});

describe('colours', () => {
  it.each([
    ['', undefined, undefined, false],
    ['1;33', '#b98524', undefined, true],
    ['94', '#5b93dd', undefined, false],
    ['30;46', '#3a434f', '#2b9c8a', false],
    ['38;2;1;2;3;48;2;38;50;66', '#010203', '#263242', false],
    ['38;5;208;48;5;16', '#ff8700', '#000000', false],
    ['38;5;255', '#eeeeee', undefined, false],
    ['7', grounds.dark.background, grounds.dark.foreground, false],
    ['7;32', grounds.dark.background, '#4c9f3a', false],
  ])('reads %j', (style, foreground, background, isBold) => {
    expect(colorsOf(lookNamed(style), grounds.dark)).toEqual({ foreground, background, isBold });
  });

  it('takes the ground for which the colours are made', () => {
    expect(groundOf(['', '38;2;240;184;92', '1;38;2;205;214;224', '38;2;72;83;98'].map(lookNamed))).toBe('dark');
    expect(groundOf(['', '38;2;30;40;50', '1;38;2;120;70;0', '38;2;150;150;150', '38;2;10;90;80'].map(lookNamed))).toBe(
      'light',
    );
    expect(groundOf([])).toBe('dark');
  });
});
