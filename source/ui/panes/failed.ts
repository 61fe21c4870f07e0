import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import { plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { wrapped } from '../drawing/wrapped.ts';

/** Why there is no lab, whole, and what can be done. */
export function failedPane(theme: Theme, area: Rectangle, reason: string): Row[] {
  const width = innerWidth(area);
  const lines = (role: 'error' | 'text', text: string): Segment[][] =>
    wrapped(plain(text), width).map((line) => [[role, line]]);
  const rows = [
    ...lines('error', reason),
    [],
    ...lines('text', 'Press q, then run `starmesh doctor`: it says what this machine can do, and what to do about it.'),
    ...lines('text', 'Fewer nodes need less (--nodes 4); simulated ones need no processes (--on simulation).'),
  ].map((line) => row(theme, width, line));
  return bordered(theme, area, {
    title: 'This lab failed',
    note: [],
    rows: rows.slice(0, innerHeight(area)),
    isFocused: true,
  });
}
