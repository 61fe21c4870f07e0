import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { tour } from './tour.ts';

/** Rows of the tour below the panes that it tells about: the longest page and how to go on, in a frame. */
export const tourRows = Math.max(...tour.map(({ lines }) => lines.length)) + 4;

/** One page of the tour, and how to go on. */
export function tourPane(theme: Theme, area: Rectangle, at: number): Row[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const page = tour[at];
  const lines: Segment[][] = [[['accentStrong', page?.title ?? '']], ...(page?.lines ?? []).map(segments)];
  while (lines.length < height - 1) lines.push([]);
  const dots = tour.map(
    (_, index): Segment => [
      index === at ? 'accent' : 'faint',
      `${index === at ? theme.glyphs.dot : theme.glyphs.middle} `,
    ],
  );
  const [left, right] = theme.glyphs.braille ? ['←', '→'] : ['left', 'right'];
  const isLast = at === tour.length - 1;
  const keys = [
    ...(at === 0 ? [] : keyed(left, 'back')),
    ...keyed(right, isLast ? 'all keys' : 'next'),
    ...keyed('esc', 'ends'),
  ];
  const rows = [...lines.slice(0, height - 1).map((one) => row(theme, width, one)), row(theme, width, dots, keys)];
  return bordered(theme, area, {
    title: 'A short tour',
    note: [['secondary', `${at + 1} of ${tour.length}`]],
    rows,
    isFocused: true,
  });
}

/** Keys between braces stand out. */
function segments(text: string): Segment[] {
  return text.split(/\{|\}/).map((part, at): Segment => [at % 2 === 0 ? 'text' : 'accentStrong', part]);
}

function keyed(key: string, text: string): Segment[] {
  return [
    ['text', '   '],
    ['accentStrong', key],
    ['secondary', ` ${text}`],
  ];
}
