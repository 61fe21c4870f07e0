import type { ModeName } from '../../lab/view/snapshot.ts';
import { innerHeight } from '../drawing/border.ts';
import type { PairAreaName, Rectangle } from '../drawing/layout.ts';
import type { Row } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { nodeInspectorPane } from '../panes/node-inspector.ts';
import { nodesPane } from '../panes/nodes.ts';
import { requestsPane } from '../panes/requests.ts';
import { topologyPane } from '../panes/topology.ts';
import { focusedSide, type PairView, snapshotOf } from '../state/pair-view.ts';
import { awaited } from '../state/phase-text.ts';
import type { UiState } from '../state/ui-state.ts';
import { emptySide, pairFiguresPane, requestsStrip } from './figures-pane.ts';

/** What both modes at once are drawn with: each side in its own accent. */
export interface PairScreen {
  readonly view: PairView;
  readonly themes: (mode: ModeName) => Theme;
  readonly selected: number;
  readonly side: ModeName | undefined;
}

/** With fewer rows requests are a strip without a log. */
const logFrom = 5;

export function isPairArea(name: string): name is PairAreaName {
  return name === 'figures' || name.includes(' ');
}

/** The network that lies in an area: its mode. Undefined: none does. */
export function modeOfTopology(name: string): ModeName | undefined {
  if (name === 'client-server topology') return 'client-server';
  return name === 'peer-to-peer topology' ? 'peer-to-peer' : undefined;
}

/** What stands in one part of the screen of both modes. */
export function pairRows(
  name: PairAreaName,
  area: Rectangle,
  { view, themes, selected, side: focused }: PairScreen,
): Row[] {
  if (name === 'figures') return pairFiguresPane(themes(view.own), area, view);
  const [mode, pane] = name.split(' ') as [ModeName, 'topology' | 'requests' | 'nodes'];
  const theme = themes(mode);
  const side = view.sides[mode];
  const snapshot = snapshotOf(side);
  if (snapshot === undefined) {
    if (pane !== 'topology') return emptySide(theme, area, pane === 'nodes' ? 'Nodes' : 'Requests', 'faint', '');
    return side.type === 'failed'
      ? emptySide(theme, area, mode, 'error', 'could not start')
      : emptySide(
          theme,
          area,
          mode,
          'secondary',
          `starting ${side.type === 'opening' ? side.nodes : ''} more processes …`,
        );
  }
  const waiting = awaited(snapshot);
  const isFocused = focusedSide(view, focused) === mode;
  switch (pane) {
    case 'topology':
      return topologyPane(theme, area, snapshot, isFocused);
    case 'nodes':
      return nodesPane(theme, area, snapshot, selected, isFocused);
    case 'requests':
      if (waiting !== undefined) return emptySide(theme, area, 'Requests', 'warning', waiting);
      return innerHeight(area) < logFrom
        ? requestsStrip(theme, area, snapshot)
        : requestsPane(theme, area, snapshot, false);
  }
}

/** The selected node of the side that has the focus, over the whole screen. */
export function inspectedSide(area: Rectangle, view: PairView, themes: PairScreen['themes'], ui: UiState): Row[] {
  const mode = focusedSide(view, ui.side);
  const snapshot = snapshotOf(view.sides[mode]);
  if (snapshot === undefined) return emptySide(themes(mode), area, mode, 'secondary', `${mode} is not there yet`);
  return nodeInspectorPane(themes(mode), area, snapshot, ui);
}
