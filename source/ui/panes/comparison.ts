import { formatClock, formatMs, formatShare } from '../../base/units.ts';
import type { LabSnapshot, ModeFigures } from '../../lab/view/snapshot.ts';
import { shapeOf } from '../../modes/facts.ts';
import { plain } from '../drawing/cells.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';

/** The line above the keys: an answer to the last key, else the figures before and after the switch of mode, else what to do first. */
export function comparisonPane(
  theme: Theme,
  width: number,
  snapshot: LabSnapshot,
  hint: string | undefined,
  isNextShown = false,
): Row {
  if (hint !== undefined) return row(theme, width, [['warning', ` ${plain(hint)}`]]);
  if (snapshot.failure !== undefined) return row(theme, width, [['error', ` ${plain(snapshot.failure)}`]]);
  const { comparison, pace } = snapshot;
  if (pace === 0 && snapshot.phase === 'working') return row(theme, width, nextLine(snapshot, isNextShown));
  if (comparison === undefined) return row(theme, width, [['secondary', firstHint(snapshot)]]);
  const { before, after, switchedAt } = comparison;
  const figures: readonly (readonly [string, string, string, ColorRole])[] = [
    [
      'p50',
      formatMs(before.latencyP50Ms),
      formatMs(after.latencyP50Ms),
      better(after.latencyP50Ms, before.latencyP50Ms),
    ],
    [
      'messages/request',
      one(before.messagesPerRequest),
      one(after.messagesPerRequest),
      better(after.messagesPerRequest, before.messagesPerRequest),
    ],
    [
      'busiest node',
      formatShare(before.busiestShare, 0),
      formatShare(after.busiestShare, 0),
      better(after.busiestShare, before.busiestShare),
    ],
    ['links', String(before.connections), String(after.connections), better(after.connections, before.connections)],
    ['ok', formatShare(before.success), formatShare(after.success), better(before.success, after.success)],
  ];
  let line: Segment[] = [
    ['secondary', ` ${short(before)} ${theme.glyphs.arrow} ${short(after)} ${formatClock(switchedAt)}`],
  ];
  for (const [name, was, is, role] of figures) {
    const next: Segment[] = [
      ...line,
      ['secondary', `   ${name} `],
      ['text', was],
      ['faint', ` ${theme.glyphs.arrow} `],
      [role, is],
    ];
    if (next.reduce((total, [, part]) => total + part.length, 0) > width) break;
    line = next;
  }
  return row(theme, width, line);
}

/** What a step would do, in words, unless the topology says it. */
function nextLine({ now, next }: LabSnapshot, isShown: boolean): Segment[] {
  if (next === undefined || isShown) return [['secondary', ' time stands still: . goes one step, space goes on']];
  return [
    ['secondary', ' next '],
    ['strong', plain(next.text)],
    ['secondary', ` in ${formatMs(Math.max(0, next.at - now))} · ${next.held} messages held · . steps, space goes on`],
  ];
}

function firstHint({ phase, nodes, mode }: LabSnapshot): string {
  const ready = nodes.filter(({ state }) => state === 'ready').length;
  if (phase === 'starting') return ` starting ${nodes.length} processes: ${ready} are ready`;
  if (mode === 'peer-to-peer')
    return ' m turns the peers into clients of a server, o changes how they find, x kills one, ? helps';
  return ' m turns the same machines into the other network, x kills a node, ? helps';
}

/** A mesh is called by how its peers find. */
function short({ mode, overlay }: ModeFigures): string {
  return overlay ?? shapeOf[mode];
}

function one(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(1);
}

/** Green where `small` is the smaller figure, amber where it is not. */
function better(small: number | undefined, large: number | undefined): ColorRole {
  if (small === undefined || large === undefined || small === large) return 'strong';
  return small < large ? 'good' : 'warning';
}
