import type { Rectangle } from './layout.ts';
import { lengthOf, type Row, row, type Segment, shown } from './text.ts';
import type { Theme } from './theme.ts';

/** What goes into a pane with a border. */
export interface BorderedContent {
  readonly title: string;
  /** Right in the upper border. */
  readonly note: readonly Segment[];
  /** Rows of exactly the inner width (`innerWidth`). */
  readonly rows: readonly Row[];
  readonly isFocused: boolean;
}

/** Cells between the borders, without one cell of air on each side. */
export function innerWidth(area: Rectangle): number {
  return area.width - 4;
}

/** Rows between the borders. */
export function innerHeight(area: Rectangle): number {
  return area.height - 2;
}

/** A pane with its border, as exactly `height` rows of exactly `width` cells. */
export function bordered(theme: Theme, area: Rectangle, { title, note, rows, isFocused }: BorderedContent): Row[] {
  const { corners, horizontal, vertical } = theme.glyphs;
  const role = isFocused ? 'accent' : 'panel';
  const [leftTop, rightTop, leftBottom, rightBottom] = corners;
  const air: Segment = ['blank', ' '];
  const side: Segment = [role, vertical];
  const titled = titleSegments(theme, area, title, note, isFocused);
  const top = shown(theme, [[role, leftTop], ...titled, [role, rightTop]]);
  const bottom: Row = [[role, `${leftBottom}${horizontal.repeat(area.width - 2)}${rightBottom}`]];
  const empty: Row = [['blank', ' '.repeat(innerWidth(area))]];
  const body = Array.from(
    { length: innerHeight(area) },
    (_, at): Row => [side, air, ...(rows[at] ?? empty), air, side],
  );
  return [top, ...body, bottom];
}

/** Columns for a note beside a title; a longer one is left out. */
export function noteRoom({ width }: Rectangle, title: string): number {
  return width - title.length - borderWidth;
}

/** Corners, a piece of line before the title, in between and behind the note, and blanks around both. */
const borderWidth = 9;

function titleSegments(
  theme: Theme,
  area: Rectangle,
  title: string,
  note: readonly Segment[],
  isFocused: boolean,
): Segment[] {
  const role = isFocused ? 'accent' : 'panel';
  const { horizontal } = theme.glyphs;
  const left: Segment[] = [
    [role, horizontal],
    ['strong', ` ${title} `],
  ];
  const noteWidth = lengthOf(note);
  const hasNote = noteWidth > 0 && noteWidth <= noteRoom(area, title);
  const kept: Segment[] = hasNote ? [['text', ' '], ...note, ['text', ' '], [role, horizontal]] : [];
  const room = area.width - 2 - lengthOf(left);
  const line: Segment = [role, horizontal.repeat(Math.max(0, room - lengthOf(kept)))];
  return [...left, line, ...kept];
}

/** A dashed line across a pane. */
export function divider(theme: Theme, width: number): Row {
  return row(theme, width, [['panel', theme.glyphs.dashed.repeat(width)]]);
}
