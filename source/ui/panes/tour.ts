import { framed, innerHeight, innerWidth } from '../frame.ts';
import type { Rectangle } from '../layout.ts';
import { row, type Segment } from '../text.ts';
import type { Theme } from '../theme.ts';
import { keysPage, tour } from '../tour.ts';
import { helpPane } from './help.ts';

const besideMin = 150;
const tourWidth = 68;
const wholeTourMin = 32;
/** With so many rows a page of the tour and the keys stand one above the other. */
const aboveMin = 34;
const tourRows = 12;

/** The help: the tour and the keys beside it, a page of the tour and the keys beneath it, or, where there is no room, one after the other. */
export function helpSheet(theme: Theme, area: Rectangle, page: number): string[] {
  const at = Math.min(page, keysPage - 1);
  if (area.width >= besideMin && area.height >= wholeTourMin) {
    const left = wholeTour(theme, { ...area, width: tourWidth });
    const right = helpPane(theme, { ...area, left: area.left + tourWidth, width: area.width - tourWidth });
    return left.map((text, line) => text + (right[line] ?? ''));
  }
  if (area.height >= aboveMin) {
    const below = { ...area, top: area.top + tourRows, height: area.height - tourRows };
    return [...tourPane(theme, { ...area, height: tourRows }, at, true), ...helpPane(theme, below)];
  }
  return page === keysPage ? helpPane(theme, area) : tourPane(theme, area, at, false);
}

/** All pages at once. */
function wholeTour(theme: Theme, area: Rectangle): string[] {
  const width = innerWidth(area);
  const isLoose = innerHeight(area) >= 48;
  const lines = tour.flatMap((page, at): Segment[][] => [
    [],
    [['accentStrong', `${at + 1}  ${page.title}`]],
    ...page.lines.flatMap((text): Segment[][] => [...(isLoose ? [[]] : []), segments(text)]),
  ]);
  const rows = lines.map((one) => row(theme, width, one));
  return framed(theme, area, { title: 'A short tour', note: [], rows, isFocused: false });
}

/** One page, and how to go on. `hasKeys`: the table of keys is on the screen already. */
function tourPane(theme: Theme, area: Rectangle, at: number, hasKeys: boolean): string[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const page = tour[at];
  const lines: Segment[][] = [[], [['accentStrong', page?.title ?? '']], []];
  const isLoose = height >= 16;
  for (const text of page?.lines ?? []) lines.push(segments(text), ...(isLoose ? [[]] : []));
  while (lines.length < height - 1) lines.push([]);
  lines.length = height - 1;
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
    ...(isLast && hasKeys ? [] : keyed(right, isLast ? 'keys' : 'next')),
    ...keyed('esc', 'skips'),
  ];
  const rows = [...lines.map((one) => row(theme, width, one)), row(theme, width, dots, keys)];
  return framed(theme, area, {
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
