import type { LabSnapshot, NodeView } from '../lab/snapshot.ts';
import { type PaneName, paneNames } from './layout.ts';
import type { LessonState } from './lesson-state.ts';

/** What can cover the panes: the keys, or the seven claims. */
export type SheetName = 'help' | 'claims';

/** What the screen shows and how; never a part of the lab. */
export interface UiState {
  readonly focus: PaneName;
  readonly zoom: PaneName | undefined;
  /** What covers the panes; undefined: nothing does. */
  readonly sheet: SheetName | undefined;
  /** Where a student is in the lessons; undefined: there is none. */
  readonly lesson: LessonState | undefined;
  /** The snapshot that stays on the screen while the view is frozen. */
  readonly frozen: LabSnapshot | undefined;
  /** Place of the selected node in the snapshot's list. */
  readonly selected: number;
  /** An answer to the last key, in the line above the footer. */
  readonly hint: string | undefined;
}

/** What a key does to the screen. */
export type UiAction =
  | { readonly type: 'select'; readonly step: -1 | 1 }
  | { readonly type: 'focus'; readonly step: -1 | 1 }
  | { readonly type: 'zoom' }
  /** A pane was pointed at, and perhaps a node in it: its place in the snapshot's list. */
  | { readonly type: 'point'; readonly pane: PaneName; readonly node: number | undefined }
  | { readonly type: 'back' }
  | { readonly type: 'freeze' }
  | { readonly type: 'sheet'; readonly sheet: SheetName }
  | { readonly type: 'lesson'; readonly state: LessonState | undefined; readonly look?: PaneName | undefined }
  /** The next look of the screen; the screen only tells. */
  | { readonly type: 'theme' }
  /** Writes what the session has shown to files; the screen only tells. */
  | { readonly type: 'export' }
  /** Gives the terminal back until the process goes on. */
  | { readonly type: 'suspend' }
  | { readonly type: 'hint'; readonly text: string };

export const initialUi: UiState = {
  focus: 'topology',
  zoom: undefined,
  sheet: undefined,
  lesson: undefined,
  frozen: undefined,
  selected: 0,
  hint: undefined,
};

/** The next state of the screen. A hint lasts until the next key. */
export function reduceUi(before: UiState, action: UiAction, snapshot: LabSnapshot): UiState {
  const state = { ...before, hint: undefined };
  switch (action.type) {
    case 'select': {
      const last = Math.max(0, snapshot.nodes.length - 1);
      const selected = Math.min(last, Math.max(0, Math.min(last, state.selected) + action.step));
      return { ...state, selected };
    }
    case 'focus': {
      const at = paneNames.indexOf(state.focus) + action.step + paneNames.length;
      const focus = paneNames[at % paneNames.length] ?? 'topology';
      return { ...state, focus, zoom: state.zoom === undefined ? undefined : focus };
    }
    case 'zoom':
      return { ...state, zoom: state.zoom === undefined ? state.focus : undefined };
    case 'point':
      return { ...state, focus: action.pane, selected: action.node ?? state.selected };
    case 'back':
      if (state.sheet !== undefined) return { ...state, sheet: undefined };
      if (state.zoom !== undefined) return { ...state, zoom: undefined };
      return { ...state, frozen: undefined };
    case 'freeze':
      return { ...state, frozen: state.frozen === undefined ? snapshot : undefined };
    case 'sheet':
      return { ...state, sheet: state.sheet === action.sheet ? undefined : action.sheet };
    case 'lesson':
      return { ...state, lesson: action.state, sheet: undefined, zoom: action.look, focus: action.look ?? state.focus };
    case 'export':
    case 'theme':
    case 'suspend':
      return state;
    case 'hint':
      return { ...state, hint: action.text };
  }
}

/** The selected node; the last one when there are fewer than there were. */
export function selectedNode({ selected }: UiState, snapshot: LabSnapshot): NodeView | undefined {
  return snapshot.nodes[Math.min(selected, snapshot.nodes.length - 1)];
}
