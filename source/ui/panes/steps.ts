import { formatMs } from '../../base/units.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { divider } from '../drawing/border.ts';
import { plain } from '../drawing/cells.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';

/** Whether single steps can be made now. */
export function isStanding({ pace, phase }: LabSnapshot): boolean {
  return pace === 0 && phase === 'working';
}

/** While time stands still: the last steps, the latest of them strong, and below them what would come next. At least two rows, or none. */
export function stepRows(theme: Theme, width: number, count: number, snapshot: LabSnapshot): Row[] {
  if (count < 2) return [];
  const steps = snapshot.log.flatMap((entry): Step[] =>
    entry.type === 'event' && entry.step !== undefined ? [{ at: entry.at, did: entry.step }] : [],
  );
  const line = count < 4 ? [] : [divider(theme, width)];
  const told = steps
    .slice(line.length + 1 - count)
    .map((step, at, { length }) => doneRow(theme, width, step, at === length - 1));
  if (told.length === 0) told.push(row(theme, width, [['secondary', about]]));
  const blank = Array.from({ length: count - 1 - line.length - told.length }, () => row(theme, width, []));
  return [...line, ...blank, ...told, nextRow(theme, width, snapshot)];
}

interface Step {
  readonly at: number;
  readonly did: string;
}

const about = 'time stands still: one step is one delivery or one deadline in the whole lab';

function doneRow(theme: Theme, width: number, { at, did }: Step, isLast: boolean): Row {
  const words: Segment[] = [
    ['secondary', isLast ? 'done   ' : '       '],
    [isLast ? 'text' : 'secondary', plain(did)],
  ];
  return row(theme, width, words, [[isLast ? 'secondary' : 'faint', `${(at / 1000).toFixed(4)} s`]]);
}

function nextRow(theme: Theme, width: number, { now, next }: LabSnapshot): Row {
  if (next === undefined)
    return row(theme, width, [['secondary', 'next   time stands still; looking for what comes next']]);
  const soon = width < 56 ? '' : `in ${formatMs(Math.max(0, next.at - now))} ${theme.glyphs.middle} `;
  const words: Segment[] = [
    ['accent', `next ${theme.glyphs.arrow} `],
    ['strong', plain(next.text)],
  ];
  return row(theme, width, words, [['secondary', `${soon}${next.held} held`]]);
}
