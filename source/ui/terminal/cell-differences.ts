import { type CellGrid, createCellGrid } from '../drawing/cell-grid.ts';
import { type Look, plainLook } from '../drawing/look.ts';
import { isForegroundAlone, sgrOf } from './sgr.ts';

/** What turns one grid into the other, of the same size, on a terminal; the cursor is left anywhere, the look reset. `ground`: what lies behind all that has no colours of its own. */
export function differences(from: CellGrid, to: CellGrid, ground = plainLook): string {
  let text = '';
  let look = ground === plainLook ? plainLook : undefined;
  for (let rowAt = 0; rowAt < to.rows; rowAt++) {
    let cursor = -1;
    for (let column = 0; column < to.columns; column++) {
      const at = rowAt * to.columns + column;
      const character = to.characters[at] ?? ' ';
      const wanted = to.looks[at] ?? plainLook;
      if (character === from.characters[at] && wanted === from.looks[at]) continue;
      if (character === '') continue; // the right half of a wide character comes with its left one
      if (cursor !== column) text += `\x1b[${rowAt + 1};${column + 1}H`;
      if (wanted !== look) text += turnedTo(wanted, look, ground);
      look = wanted;
      text += character;
      // Terminals disagree about the width of some wide characters: what comes next is addressed anew.
      cursor = to.characters[at + 1] === '' && column + 1 < to.columns ? -1 : column + 1;
    }
  }
  return look === plainLook || text === '' ? text : `${text}\x1b[0m`;
}

/** What paints a grid on a terminal whatever stood there before. */
export function wholeScreen(grid: CellGrid, ground = plainLook): string {
  const blank = createCellGrid(grid.columns, grid.rows);
  if (ground !== plainLook) blank.characters.fill(''); // some terminals clear to their own background
  return `${resetTo(plainLook, ground)}\x1b[2J${differences(blank, grid, ground)}`;
}

function resetTo(look: Look, ground: Look): string {
  return `\x1b[${['0', sgrOf(ground), sgrOf(look)].filter((part) => part !== '').join(';')}m`;
}

/** From one look to the other: a foreground alone replaces another one, and what else is set stays. */
function turnedTo(wanted: Look, before: Look | undefined, ground: Look): string {
  const isPlain = before === plainLook || (before !== undefined && isForegroundAlone(before));
  return isPlain && isForegroundAlone(wanted) ? `\x1b[${sgrOf(wanted)}m` : resetTo(wanted, ground);
}
