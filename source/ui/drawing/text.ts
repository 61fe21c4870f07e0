import { harmless } from '../../base/harmless.ts';
import { cellsOf, firstCells } from './cells.ts';
import type { ColorRole, Theme } from './theme.ts';

/** A piece of text and what it means. */
export type Segment = readonly [role: ColorRole, text: string];

/** One row of exactly `width` cells: `left` from the left, `right` against the right edge; what does not fit is cut with an ellipsis. */
export function row(
  theme: Theme,
  width: number,
  left: readonly Segment[],
  right: readonly Segment[] = [],
  selected = false,
): string {
  const rightWidth = lengthOf(right);
  if (rightWidth > 0 && rightWidth + 1 > width) return row(theme, width, left, [], selected);
  const room = Math.max(0, width - rightWidth);
  const kept = cut(left, rightWidth > 0 ? room - 1 : room, theme.glyphs.ellipsis);
  const gap: Segment = ['text', ' '.repeat(Math.max(0, room - lengthOf(kept)))];
  return [...kept, gap, ...right].map((segment) => painted(theme, segment, selected)).join('');
}

/** A segment with its colours. */
export function painted(theme: Theme, [role, text]: Segment, selected = false): string {
  if (text === '') return '';
  const sgr = theme.sgr(role, selected);
  const still = harmless(text); // no colours of its own either
  const shown = theme.glyphs.braille ? still : inAscii(still, theme);
  return sgr === '' ? shown : `\x1b[${sgr}m${shown}\x1b[0m`;
}

/** The same number of cells in ASCII: what the lab says holds arrows and middle dots too. */
function inAscii(text: string, { glyphs }: Theme): string {
  return text
    .replaceAll('→', glyphs.arrow)
    .replaceAll('·', glyphs.middle)
    .replaceAll(' … ', ' - ') // between two bounds
    .replaceAll('…', glyphs.ellipsis)
    .replace(/[^ -~]/gu, (character) => '?'.repeat(cellsOf(character)));
}

/** Cells that segments take. */
export function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((total, [, text]) => total + cellsOf(text), 0);
}

function cut(segments: readonly Segment[], width: number, ellipsis: string): Segment[] {
  if (lengthOf(segments) <= width) return [...segments];
  const kept: Segment[] = [];
  let room = Math.max(0, width - 1);
  for (const [role, text] of segments) {
    if (room <= 0) break;
    const begin = firstCells(text, room);
    kept.push([role, begin]);
    room -= begin === text ? cellsOf(text) : room;
  }
  if (width > 0) kept.push(['faint', ellipsis]);
  return kept;
}
