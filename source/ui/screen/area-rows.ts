import { columnsMin, type Rectangle, rowsMin } from '../drawing/layout.ts';
import { type Row, row } from '../drawing/text.ts';
import { hasItems } from '../drawing/workloads.ts';
import { bindingsOf } from '../keys/key-layers.ts';
import { completionOf } from '../keys/prompt-keys.ts';
import { lessonPane } from '../lesson/pane.ts';
import { looksAtTable } from '../lesson/state.ts';
import { tourPane } from '../lesson/tour-pane.ts';
import { inspectedSide, isPairArea, pairRows } from '../pair/rows.ts';
import { claimsPane } from '../panes/claims.ts';
import { commandsSheet, filteredHelp, historySheet } from '../panes/command-sheets.ts';
import { failedPane } from '../panes/failed.ts';
import { filteredRows } from '../panes/filtered-rows.ts';
import { footerPane } from '../panes/footer.ts';
import { headerPane } from '../panes/header.ts';
import { helpPane } from '../panes/help.ts';
import { linePane } from '../panes/line.ts';
import { nodeInspectorPane } from '../panes/node-inspector.ts';
import { nodesPane } from '../panes/nodes.ts';
import { placementPane } from '../panes/placement.ts';
import { promptFooter, promptRow } from '../panes/prompt-rows.ts';
import { requestDetailPane } from '../panes/request-detail.ts';
import { requestsPane } from '../panes/requests.ts';
import { timelinePane } from '../panes/timeline.ts';
import { topologyPane } from '../panes/topology.ts';
import { workloadPane } from '../panes/workload.ts';
import { beforeCursor } from '../prompt/line.ts';
import { noCommands } from '../state/command-desk.ts';
import type { ScreenView } from '../state/screen-view.ts';
import type { AreaName } from './screen.tsx';

/** What stands in one part of the screen: rows of exactly its width. */
export function areaRows(name: AreaName, area: Rectangle, view: ScreenView): readonly Row[] {
  const isPane = name === 'requests' || name === 'nodes' || (name === 'placement' && hasItems(view.snapshot));
  const filter = isPane ? view.ui.filters[name] : undefined;
  if (!isPane || filter === undefined) return allRows(name, area, view);
  return filteredRows(name, filter, area, view, (narrow) => allRows(name, area, narrow));
}

function allRows(name: AreaName, area: Rectangle, view: ScreenView): readonly Row[] {
  const { theme, snapshot, ui, study, pair, recording, replay, desk = noCommands, themes = () => theme } = view;
  if (isPairArea(name))
    return pair === undefined ? [] : pairRows(name, area, { view: pair, themes, selected: ui.selected, side: ui.side });
  const isFocused = ui.focus === name;
  switch (name) {
    case 'header':
      return [headerPane(theme, area.width, snapshot, ui.frozen !== undefined, pair !== undefined, recording, replay)];
    case 'topology':
      return topologyPane(theme, area, snapshot, isFocused);
    case 'requests':
      if (snapshot.failure !== undefined) return failedPane(theme, area, snapshot.failure);
      return ui.zoom === 'requests'
        ? requestDetailPane(theme, area, snapshot, ui)
        : requestsPane(theme, area, snapshot, isFocused, ui.entry);
    case 'placement':
      return hasItems(snapshot)
        ? placementPane(theme, area, snapshot, ui)
        : workloadPane(theme, area, snapshot, ui.selected, isFocused);
    case 'nodes':
      if (pair !== undefined) return inspectedSide(area, pair, themes, ui);
      if (ui.zoom === 'nodes' && !looksAtTable(ui.lesson, study.scripts))
        return nodeInspectorPane(theme, area, snapshot, ui);
      return nodesPane(theme, area, snapshot, ui.selected, isFocused);
    case 'help':
      return ui.filters.help === undefined || replay !== undefined
        ? helpPane(theme, area, ui.part, bindingsOf(view))
        : filteredHelp(theme, area, ui.filters.help);
    case 'tour':
      return typeof ui.tour === 'number' ? tourPane(theme, area, ui.tour) : [];
    case 'commands':
      return commandsSheet(theme, area, desk, ui.filters.commands);
    case 'history':
      return historySheet(theme, area, desk, ui.filters.history);
    case 'claims':
      return claimsPane(theme, area, study.claims());
    case 'lesson':
      return ui.lesson === undefined ? [] : lessonPane(theme, area, { state: ui.lesson, ...study });
    case 'comparison':
      if (ui.prompt !== undefined)
        return [promptRow(theme, area.width, ui.prompt, completionOf(beforeCursor(ui.prompt.line), view))];
      if (replay !== undefined && ui.hint === undefined) return [timelinePane(theme, area.width, replay)];
      return [linePane(theme, area.width, { snapshot, ui, pair, recording })];
    case 'too-small':
      return [
        row(theme, area.width, [
          ['blank', `starmesh needs ${columnsMin}x${rowsMin}; this is ${area.width}x${area.height}`],
        ]),
      ];
    case 'footer':
      if (ui.prompt !== undefined) return [promptFooter(theme, area.width, ui.prompt)];
      return [footerPane(theme, area.width, view)];
  }
}
