import { lengthOf, type Row, row, type Segment } from './text.ts';
import type { Theme } from './theme.ts';
import { wrapped } from './wrapped.ts';

/** Below this width the list stands above the detail. */
const besideMin = 76;

/** A zoomed pane: the list on the left and what is selected in it on the right, or above and below where it is narrow. */
export function masterDetail(
  theme: Theme,
  width: number,
  height: number,
  listWidth: number,
  /** Of the height, where the list stands above. */
  listShare: number,
  list: (width: number, height: number) => readonly Row[],
  detail: (width: number, height: number) => readonly Row[],
): Row[] {
  if (width < besideMin) {
    const above = Math.max(3, Math.floor(height * listShare));
    const upper = filled(theme, list(width, above), width, above);
    return [...upper, ...filled(theme, detail(width, height - above), width, height - above)];
  }
  const left = filled(theme, list(listWidth, height), listWidth, height);
  const rightWidth = width - listWidth - 3;
  const right = filled(theme, detail(rightWidth, height), rightWidth, height);
  const line = row(theme, 3, [['faint', ` ${theme.glyphs.vertical} `]]);
  return left.map((one, at) => [...one, ...line, ...(right[at] ?? [])]);
}

function filled(theme: Theme, rows: readonly Row[], width: number, height: number): Row[] {
  const empty = row(theme, width, []);
  return Array.from({ length: height }, (_, at) => rows[at] ?? empty);
}

/** One part of a detail: a heading and its lines. */
export interface Section {
  readonly title: string;
  /** Right of the heading. */
  readonly note?: string;
  readonly lines: readonly (readonly Segment[])[];
}

/** Sections below each other, from a place in their list on, as far as they fit; what is cut says so. */
export function sectionRows(
  theme: Theme,
  width: number,
  height: number,
  sections: readonly Section[],
  from: number,
): Row[] {
  const start = sections.length === 0 ? 0 : from % sections.length;
  const all = sections
    .slice(start)
    .flatMap(({ title, note = '', lines }) => [
      heading(theme, width, title, note),
      ...lines.map((line) => row(theme, width, line)),
    ]);
  const hidden = all.length - height;
  if (hidden <= 0) return all;
  const more: Segment[] = [
    ['faint', `${theme.glyphs.ellipsis} ${hidden + 1} more lines ${theme.glyphs.middle} v goes on to the next part`],
  ];
  return [...all.slice(0, height - 1), row(theme, width, more)];
}

function heading(theme: Theme, width: number, title: string, note: string): Row {
  const left: Segment[] = [
    ['accentStrong', title],
    ['text', ' '],
  ];
  const right: Segment[] = note === '' ? [] : [['secondary', ` ${note}`]];
  const line = Math.max(0, width - lengthOf(left) - lengthOf(right));
  return row(theme, width, [...left, ['faint', theme.glyphs.horizontal.repeat(line)], ...right]);
}

/** A table. Columns are as wide as they need; the last one takes what is left, and what does not fit goes on in the next line. */
export function tableLines(
  width: number,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Segment[][] {
  const last = columns.length - 1;
  const widths = columns.map(
    (title, at) => Math.max(title.length, ...rows.map((cells) => (cells[at] ?? '').length)) + 2,
  );
  const indent = widths.slice(0, last).reduce((total, one) => total + one, 0);
  const room = Math.max(8, width - indent);
  const fixed = (cells: readonly string[]): string =>
    cells
      .slice(0, last)
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('');
  const lines: Segment[][] = [[['secondary', fixed(columns) + (columns[last] ?? '')]]];
  for (const cells of rows) {
    wrapped(cells[last] ?? '', room).forEach((part, at) => {
      lines.push([
        ['text', at === 0 ? fixed(cells) : ' '.repeat(indent)],
        ['text', part],
      ]);
    });
  }
  return lines;
}

/** The first row of a list of which `room` rows are shown around the selected one. */
export function firstShown(selected: number, count: number, room: number): number {
  return Math.max(0, Math.min(selected - Math.floor(room / 2), count - room));
}
