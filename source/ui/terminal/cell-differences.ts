import { type CellGrid, createCellGrid } from './cell-grid.ts';

/** What turns one grid into the other, of the same size, on a terminal; the cursor is left anywhere, the style reset. `ground`: SGR parameters of all that has none of its own. */
export function differences(from: CellGrid, to: CellGrid, ground = ''): string {
  let text = '';
  let style = ground === '' ? '' : undefined;
  for (let rowAt = 0; rowAt < to.rows; rowAt++) {
    let cursor = -1;
    for (let column = 0; column < to.columns; column++) {
      const at = rowAt * to.columns + column;
      const character = to.characters[at] ?? ' ';
      const wanted = to.styles[at] ?? '';
      if (character === from.characters[at] && wanted === from.styles[at]) continue;
      if (character === '') continue; // the right half of a wide character comes with its left one
      if (cursor !== column) text += `\x1b[${rowAt + 1};${column + 1}H`;
      if (wanted !== style) text += turnedTo(wanted, style, ground);
      style = wanted;
      text += character;
      // Terminals disagree about the width of some wide characters: what comes next is addressed anew.
      cursor = to.characters[at + 1] === '' && column + 1 < to.columns ? -1 : column + 1;
    }
  }
  return style === '' || text === '' ? text : `${text}\x1b[0m`;
}

/** What paints a grid on a terminal whatever stood there before. */
export function wholeScreen(grid: CellGrid, ground = ''): string {
  const blank = createCellGrid(grid.columns, grid.rows);
  if (ground !== '') blank.characters.fill(''); // some terminals clear to their own background
  return `${sgrOf(ground, '')}\x1b[2J${differences(blank, grid, ground)}`;
}

function sgrOf(ground: string, style: string): string {
  return `\x1b[${['0', ground, style].filter((part) => part !== '').join(';')}m`;
}

/** From one style to the other: a foreground alone replaces another one, and what else is set stays. */
function turnedTo(wanted: string, before: string | undefined, ground: string): string {
  const isPlain = before === '' || (before !== undefined && onlyForeground.test(before));
  return isPlain && onlyForeground.test(wanted) ? `\x1b[${wanted}m` : sgrOf(ground, wanted);
}

const onlyForeground = /^38;(?:2;\d+;\d+;\d+|5;\d+)$/;
