import type { ClaimRow } from '../../experiments/session/session-evidence.ts';
import type { LabSnapshot, ModeName } from '../../lab/view/snapshot.ts';
import type { RecordingState } from '../../recording/block-writer.ts';
import { columnsMin, type Rectangle, rowsMin } from '../drawing/layout.ts';
import { type Row, row } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { keysInReplay, type ReplayView } from '../keys/replay-keys.ts';
import { lessonPane } from '../lesson/pane.ts';
import { type LessonHere, type LessonScript, looksAtTable } from '../lesson/state.ts';
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
import { filterCompletion, filterTarget } from '../prompt/filter.ts';
import { beforeCursor } from '../prompt/line.ts';
import type { Completion } from '../prompt/prompt-state.ts';
import { type CommandDesk, noCommands } from '../state/command-desk.ts';
import type { PairView } from '../state/pair-view.ts';
import type { UiState } from '../state/ui-state.ts';
import { hasItems } from '../state/workloads.ts';
import type { AreaName } from './screen.tsx';

/** Everything that stands on the screen is made of this. */
export interface ScreenView {
  readonly theme: Theme;
  readonly snapshot: LabSnapshot;
  readonly ui: UiState;
  readonly study: StudyView;
  /** Both modes at once; undefined: there is one lab. */
  readonly pair?: PairView | undefined;
  readonly themes?: (mode: ModeName) => Theme;
  /** Absent: nobody takes commands. */
  readonly desk?: CommandDesk;
  /** How what is shown is written down; undefined: it is not. */
  readonly recording?: RecordingState | undefined;
  /** Where the recording is that is played; undefined: this is a lab. */
  readonly replay?: ReplayView | undefined;
}

/** What the screen shows of experiments and lessons. */
export interface StudyView {
  claims(): readonly ClaimRow[];
  readonly scripts: readonly LessonScript[];
  result(lesson: number): readonly string[];
  /** What this session has shown of what a lesson is about. Absent: nothing is watched. */
  here?(lesson: number): LessonHere;
}

/** What stands in one part of the screen: rows of exactly its width. */
export function areaRows(name: AreaName, area: Rectangle, view: ScreenView): readonly Row[] {
  const isPane = name === 'requests' || name === 'nodes' || (name === 'placement' && hasItems(view.snapshot));
  const filter = isPane ? view.ui.filters[name] : undefined;
  if (!isPane || filter === undefined) return allRows(name, area, view);
  return filteredRows(name, filter, area, view, (narrow) => allRows(name, area, narrow));
}

/** What could stand at the end of the line that is being written. */
export function completionOf(before: string, { snapshot, ui, desk = noCommands }: ScreenView): Completion {
  const target = filterTarget(ui, snapshot);
  if (ui.prompt?.kind === 'filter' && target !== undefined) return filterCompletion(target, before, snapshot);
  return desk.complete(before, { snapshot, ui });
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
      if (replay !== undefined) return helpPane(theme, area, ui.part, keysInReplay);
      return ui.filters.help === undefined
        ? helpPane(theme, area, ui.part)
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
      return [footerPane(theme, area.width, { snapshot, ui, pair, isReplay: replay !== undefined })];
  }
}
