import { harmless } from '../../base/harmless.ts';
import { cellsOf, firstCells } from './cells.ts';
import type { Glyphs } from './glyphs.ts';
import type { ColorRole, Theme } from './theme.ts';

/** A piece of text and what it means. `isSelected`: it lies in a selected row. */
export type Segment = readonly [role: ColorRole, text: string, isSelected?: boolean];

/** What stands in one row of a part of the screen. It has colours only when it is drawn into cells. */
export type Row = readonly Segment[];

/** One row of exactly `width` cells: `left` from the left, `right` against the right edge; what does not fit is cut with an ellipsis. */
export function row(
  theme: Theme,
  width: number,
  left: readonly Segment[],
  right: readonly Segment[] = [],
  selected = false,
): Row {
  const rightWidth = lengthOf(right);
  if (rightWidth > 0 && rightWidth + 1 > width) return row(theme, width, left, [], selected);
  const room = Math.max(0, width - rightWidth);
  const kept = cut(left, rightWidth > 0 ? room - 1 : room, theme.glyphs.ellipsis);
  const gap: Segment = ['text', ' '.repeat(Math.max(0, room - lengthOf(kept)))];
  return shown(theme, [...kept, gap, ...right], selected);
}

/** Segments as this theme's characters can show them; empty ones are left out. */
export function shown({ glyphs }: Theme, segments: readonly Segment[], isSelected = false): Row {
  return segments
    .filter(([, text]) => text !== '')
    .map(([role, text]) => {
      const still = harmless(text);
      return [role, glyphs.braille ? still : inAscii(still, glyphs), isSelected];
    });
}

/** The same number of cells in ASCII: what the lab says holds arrows and middle dots too. */
function inAscii(text: string, glyphs: Glyphs): string {
  return text
    .replaceAll('→', glyphs.arrow)
    .replaceAll('·', glyphs.middle)
    .replaceAll(' … ', ' - ') // between two bounds
    .replaceAll('…', glyphs.ellipsis)
    .replace(/[^ -~]/gu, (character) => '?'.repeat(cellsOf(character)));
}

/** The text of a row. */
export function textOf(row: Row): string {
  return row.map(([, text]) => text).join('');
}

/** Cells that segments take. */
export function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((total, [, text]) => total + cellsOf(text), 0);
}

/** The beginning of segments, as far as so many cells go; nothing says that the rest is missing. */
export function firstSegments(segments: readonly Segment[], cells: number): Segment[] {
  let room = Math.max(0, cells);
  const kept: Segment[] = [];
  for (const [role, text] of segments) {
    if (room <= 0) break;
    const begin = firstCells(text, room);
    kept.push([role, begin]);
    room -= begin === text ? cellsOf(text) : room;
  }
  return kept;
}

function cut(segments: readonly Segment[], width: number, ellipsis: string): readonly Segment[] {
  if (lengthOf(segments) <= width) return segments;
  return width > 0 ? [...firstSegments(segments, width - 1), ['faint', ellipsis]] : [];
}
