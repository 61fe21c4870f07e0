import type { KeyContext } from '../keymap.ts';
import { keymap } from '../keymap.ts';
import { lengthOf, row, type Segment } from '../text.ts';
import type { Theme } from '../theme.ts';

/** The last line: the keys that are valid now, as many as fit; quit and help always. */
export function footerPane(theme: Theme, width: number, context: KeyContext): string {
  const offered = keymap
    .filter((binding) => binding.isOffered(context))
    .map(({ shown, label }) => keySegments(theme, shown, label));
  const kept: Segment[] = [];
  const last = offered.slice(-2).flat();
  for (const segments of offered.slice(0, -2)) {
    if (lengthOf(kept) + lengthOf(segments) + lengthOf(last) + 1 <= width) kept.push(...segments);
  }
  return row(theme, width, [['text', ' '], ...kept, ...last]);
}

function keySegments(theme: Theme, shown: string, label: string): Segment[] {
  const key = theme.glyphs.braille ? shown : shown.replace('↑↓', 'up/dn').replace('↑', 'up');
  return [
    ['accentStrong', key],
    ['secondary', ` ${label}   `],
  ];
}
