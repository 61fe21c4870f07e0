import { counted, formatMs } from '../../base/units.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { otherMode, shapeOf } from '../../modes/facts.ts';
import type { RecordingState } from '../../recording/block-writer.ts';
import { plain } from '../drawing/cells.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { changeText, pairChangeText } from '../state/change-text.ts';
import { focusedSide, type PairView, snapshotOf, whyNotBoth } from '../state/pair-view.ts';
import { awaited } from '../state/phase-text.ts';
import { selectedNode, type UiState } from '../state/ui-state.ts';
import { comparisonPane } from './comparison.ts';

/** The line above the keys. What was answered to the last key comes first, then what fails, what is awaited, what just changed, and what there is to compare. */
export function linePane(
  theme: Theme,
  width: number,
  {
    snapshot,
    ui,
    pair,
    recording,
  }: {
    readonly snapshot: LabSnapshot;
    readonly ui: UiState;
    readonly pair?: PairView | undefined;
    readonly recording?: RecordingState | undefined;
  },
): Row {
  const { hint, change, isNew } = ui;
  if (hint !== undefined) return comparisonPane(theme, width, snapshot, hint);
  if (snapshot.failure !== undefined)
    return row(theme, width, [['error', ` ${plain(snapshot.failure)}`]], [['strong', 'q quits ']]);
  const { dropped } = recording ?? {};
  if (dropped !== undefined) {
    const text = ` the recording misses ${dropped.frames} frames: ${plain(dropped.why)}; the lab goes on`;
    return row(theme, width, [['warning', text]]);
  }
  const waiting = awaited(snapshot);
  if (isNew && (waiting === undefined || snapshot.phase !== 'starting'))
    return row(theme, width, hello(width, snapshot));
  const told = change === undefined ? undefined : (pair === undefined ? changeText : pairChangeText)(change, snapshot);
  if (told !== undefined) return row(theme, width, [['accent', ` ${plain(told)}`]]);
  if (waiting !== undefined) return row(theme, width, [['warning', ` ${waiting}`]]);
  const isStill = snapshot.pace === 0;
  if (pair !== undefined && ui.zoom !== undefined && ui.sheet === undefined)
    return row(theme, width, [['secondary', ` ${insideText(pair, ui)}`]]);
  if (pair !== undefined) return row(theme, width, [['secondary', ` ${pairText(pair, isStill)}`]]);
  if (snapshot.comparison === undefined && !isStill)
    return row(theme, width, [['secondary', ` ${factsOf(width - 1, snapshot)}`]]);
  const isTopologyShown = ui.zoom === undefined || ui.zoom === 'topology';
  return comparisonPane(theme, width, snapshot, undefined, isTopologyShown && ui.sheet === undefined);
}

/** What this is and what to press first. */
function hello(width: number, { nodes, mode, measuredOn }: LabSnapshot): Segment[] {
  const what = measuredOn === 'simulation' ? 'simulated nodes' : 'real processes';
  const is = mode === 'client-server' ? 'a star: one server, all ask it' : 'a mesh: all ask and answer';
  const short = `a ${shapeOf[mode]}`;
  const turns = `a ${shapeOf[otherMode(mode)]}`;
  return [
    ['text', ` ${nodes.length} ${what}, ${width >= 100 ? is : short}`],
    ['secondary', '  ·  '],
    ['accentStrong', 'm'],
    ['text', width < 70 ? ` makes ${turns}` : ` turns them into ${turns}`],
    ['secondary', '  ·  '],
    ['accentStrong', '?'],
    ['text', width >= 80 ? ' a short tour' : ' tour'],
  ];
}

/** How the session came up: as many facts as fit whole. */
function factsOf(width: number, { nodes, links, startup }: LabSnapshot): string {
  const { processesReadyMs, firstRequestMs } = startup;
  const facts = [`${nodes.length} nodes, ${counted(links, 'link')}`];
  if (processesReadyMs !== undefined) facts.push(`all were there after ${formatMs(processesReadyMs)}`);
  if (firstRequestMs !== undefined) facts.push(`first request served after ${formatMs(firstRequestMs)}`);
  while (facts.length > 1 && facts.join(' · ').length > width) facts.pop();
  return facts.join(' · ');
}

function insideText(pair: PairView, ui: UiState): string {
  const mode = focusedSide(pair, ui.side);
  const snapshot = snapshotOf(pair.sides[mode]);
  const node = snapshot && selectedNode(ui, snapshot)?.id;
  return `${node ?? 'no node'} of ${mode} · tab looks into the other side · esc goes back`;
}

function pairText(pair: PairView, isStill: boolean): string {
  const why = whyNotBoth(pair);
  if (why === undefined && isStill) return 'time stands still in both: . goes one step in each, space goes on';
  return why === undefined ? 'both at once: keys go to both labs · b goes back to one' : `${why} · q quits`;
}
