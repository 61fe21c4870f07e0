import type { ClaimRow } from '../experiments/session-evidence.ts';
import type { LabSnapshot } from '../lab/snapshot.ts';
import type { Rectangle } from './layout.ts';
import type { LessonScript } from './lesson-state.ts';
import { claimsPane } from './panes/claims.ts';
import { comparisonPane } from './panes/comparison.ts';
import { footerPane } from './panes/footer.ts';
import { headerPane } from './panes/header.ts';
import { helpPane } from './panes/help.ts';
import { lessonPane } from './panes/lesson.ts';
import { nodesPane } from './panes/nodes.ts';
import { placementPane } from './panes/placement.ts';
import { requestsPane } from './panes/requests.ts';
import { topologyPane } from './panes/topology.ts';
import { workloadPane } from './panes/workload.ts';
import type { AreaName } from './screen.tsx';
import type { Theme } from './theme.ts';
import type { UiState } from './ui-state.ts';

/** Everything that stands on the screen is made of this. */
export interface ScreenView {
  readonly theme: Theme;
  readonly snapshot: LabSnapshot;
  readonly ui: UiState;
  readonly study: StudyView;
}

/** What the screen shows of experiments and lessons. */
export interface StudyView {
  claims(): readonly ClaimRow[];
  readonly scripts: readonly LessonScript[];
  result(lesson: number): readonly string[];
}

/** What stands in one part of the screen: rows of exactly its width, with their colours. */
export function areaRows(
  name: AreaName,
  area: Rectangle,
  { theme, snapshot, ui, study }: ScreenView,
): readonly string[] {
  const isFocused = ui.focus === name;
  switch (name) {
    case 'header':
      return [headerPane(theme, area.width, snapshot, ui.frozen !== undefined)];
    case 'topology':
      return topologyPane(theme, area, snapshot, isFocused);
    case 'requests':
      return requestsPane(theme, area, snapshot, isFocused);
    case 'placement':
      return hasItems(snapshot)
        ? placementPane(theme, area, snapshot, ui.selected, isFocused)
        : workloadPane(theme, area, snapshot, ui.selected, isFocused);
    case 'nodes':
      return nodesPane(theme, area, snapshot, ui.selected, isFocused);
    case 'help':
      return helpPane(theme, area);
    case 'claims':
      return claimsPane(theme, area, study.claims());
    case 'lesson':
      return ui.lesson === undefined ? [] : lessonPane(theme, area, { state: ui.lesson, ...study });
    case 'comparison':
      return [comparisonPane(theme, area.width, snapshot, ui.hint)];
    case 'footer':
      return [footerPane(theme, area.width, { snapshot, ui })];
  }
}

/** Whether the workload is about items that are published and found. */
export function hasItems({ settings: { workload } }: LabSnapshot): boolean {
  return workload === 'files' || workload === 'web';
}
