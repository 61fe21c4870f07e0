import { formatClock } from '../../base/units.ts';
import type { PlayerState } from '../../recording/player.ts';
import { firstCells, plain } from '../drawing/cells.ts';
import { lengthOf, type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';

/** How long the text of a bookmark stays after it was passed. */
const bookmarkMs = 3_000;
const textMax = 24;

/** Where a recording is: the line above the keys while one is played. */
export function timelinePane(theme: Theme, width: number, view: PlayerState): Row {
  const { at, lengthMs, bookmarks, speed, isPlaying, damage } = view;
  const passed = bookmarks.findLast((bookmark) => bookmark.at <= at && at - bookmark.at < bookmarkMs);
  const left: Segment[] = [
    ['text', ' '],
    [isPlaying ? 'good' : 'warning', isPlaying ? playing(theme) : standing(theme)],
    ['strong', ` ${formatClock(at)}`],
    ['secondary', ` / ${formatClock(lengthMs)} `],
  ];
  const right: Segment[] = [
    ['accent', passed === undefined ? '' : ` ${firstCells(plain(passed.text), textMax)} `],
    ['secondary', ` ${speed === 1 ? '' : `${speed}x `}`],
  ];
  if (damage !== undefined) return row(theme, width, [...left, ['error', plain(damage)]], right.slice(1));
  const room = width - lengthOf(left) - lengthOf(right) - 1;
  return row(theme, width, [...left, ...bar(theme, room, view)], right);
}

/** What was played, what is to come, and where something happened. */
function bar({ glyphs }: Theme, width: number, { at, lengthMs, bookmarks }: PlayerState): Segment[] {
  const cellOf = (ms: number): number => Math.min(width - 1, Math.round((ms / Math.max(1, lengthMs)) * (width - 1)));
  const marked = new Set(bookmarks.map((bookmark) => cellOf(bookmark.at)));
  const here = cellOf(at);
  return Array.from({ length: Math.max(0, width) }, (_, cell): Segment => {
    if (cell === here) return ['accentStrong', glyphs.dot];
    if (marked.has(cell)) return [cell < here ? 'accent' : 'text', glyphs.tick];
    return [cell < here ? 'accent' : 'panel', glyphs.horizontal];
  });
}

function playing({ glyphs }: Theme): string {
  return glyphs.braille ? '▶' : '>';
}

function standing({ glyphs }: Theme): string {
  return glyphs.paused;
}
