import { lengthOf, type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { offeredKeys } from '../keys/key-layers.ts';
import type { KeyView } from '../state/screen-view.ts';

/** A key in the last line, and where it stands: that is where a click presses it. */
export interface FooterKey {
  /** As `terminal/key-names.ts` names it. */
  readonly key: string;
  readonly left: number;
  readonly segments: readonly Segment[];
}

/** The last line: the keys that are valid now, as many as fit; quit and help always. */
export function footerPane(theme: Theme, width: number, context: KeyView): Row {
  const keys = footerKeys(theme, width, context);
  return row(theme, width, [['text', ' '], ...keys.flatMap(({ segments }) => segments)]);
}

/** What stands in the last line, from the left. */
export function footerKeys(theme: Theme, width: number, context: KeyView): readonly FooterKey[] {
  const offered = offeredKeys(context).map(({ keys: [key = ''], shown, label }) => ({
    key,
    segments: keySegments(theme, shown, label),
  }));
  const last = offered.slice(-2);
  let room = width - 1 - last.reduce((total, { segments }) => total + lengthOf(segments), 0);
  const kept = offered.slice(0, -2).filter(({ segments }) => {
    const fits = lengthOf(segments) <= room;
    if (fits) room -= lengthOf(segments);
    return fits;
  });
  let left = 1;
  return [...kept, ...last].map(({ key, segments }) => {
    const placed = { key, left, segments };
    left += lengthOf(segments);
    return placed;
  });
}

function keySegments(theme: Theme, shown: string, label: string): Segment[] {
  const key = theme.glyphs.braille ? shown : shown.replace('↑↓', 'up/dn').replace('↑', 'up');
  return [
    ['accentStrong', key],
    ['secondary', ` ${label}  `],
  ];
}
