import type { LogEntry } from '../../lab/view/log-entry.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot, ModeName } from '../../lab/view/snapshot.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { type PaneName, paneNames } from '../drawing/layout.ts';
import type { LessonState } from '../lesson/state.ts';
import type { TourState } from '../lesson/tour.ts';
import { type Filters, type FilterTarget, filterTarget, narrowed, withFilter } from '../prompt/filter.ts';
import type { PromptState } from '../prompt/prompt-state.ts';
import type { Change } from './change-text.ts';
import { entryAt, type ItemOrder, itemAt, itemOrders, orderedItems, orderedLog, stepped } from './selection.ts';

/** What can cover the panes: the keys, the seven claims, the commands, or what was done. */
export type SheetName = 'help' | 'claims' | 'commands' | 'history';

/** What stands below the panes and tells about them. */
export type BandName = 'lesson' | 'tour';

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
  /** Of two labs the one whose node `enter` looks into; undefined: the session's own. */
  readonly side: ModeName | undefined;
  /** Place of the selected node in the snapshot's list. */
  readonly selected: number;
  /** Its name, by which the selection follows it when others come and go; undefined: nobody chose it. */
  readonly node: NodeId | undefined;
  /** The selected item of the placement, by its name. */
  readonly item: string | undefined;
  readonly order: ItemOrder;
  /** The selected entry of the log; undefined: the newest, whichever it is. */
  readonly entry: LogEntry | undefined;
  /** The section with which the detail of a zoomed pane begins. */
  readonly part: number;
  /** An answer to the last key, in the line above the footer. */
  readonly hint: string | undefined;
  /** Until the first key of the session. */
  readonly isNew: boolean;
  /** What was done to the lab last. */
  readonly change: Change | undefined;
  readonly tour: TourState;
  /** A line that is being written above the footer; undefined: keys are keys. */
  readonly prompt: PromptState | undefined;
  /** Commands of this session, oldest first. */
  readonly past: readonly string[];
  readonly filters: Filters;
}

/** What a key does to the screen. */
export type UiAction =
  /** Moves in the pane that has the focus; `across`: to another node, where up and down mean something else. */
  | { readonly type: 'select'; readonly step: number; readonly across?: boolean }
  /** The other items first. */
  | { readonly type: 'order' }
  /** The next section of the detail. */
  | { readonly type: 'part' }
  | { readonly type: 'focus'; readonly step: -1 | 1 }
  | { readonly type: 'zoom' }
  /** A pane was pointed at, and perhaps a node in it: its place in the snapshot's list. */
  | { readonly type: 'point'; readonly pane: PaneName; readonly node: number | undefined }
  | { readonly type: 'back' }
  | { readonly type: 'freeze' }
  | { readonly type: 'sheet'; readonly sheet: SheetName }
  | { readonly type: 'lesson'; readonly state: LessonState | undefined; readonly look?: PaneName | undefined }
  /** A second lab begins or ends: makes room. */
  | { readonly type: 'pair' }
  /** Of two labs this one has the focus. */
  | { readonly type: 'side'; readonly side: ModeName }
  | { readonly type: 'tour'; readonly tour: TourState }
  | { readonly type: 'hint'; readonly text: string | undefined }
  /** A line is written, or no longer; `done`: the command that it was. */
  | { readonly type: 'prompt'; readonly prompt: PromptState | undefined; readonly done?: string }
  | { readonly type: 'filter'; readonly target: FilterTarget; readonly text: string }
  /** The node at a place of the snapshot's list. */
  | { readonly type: 'choose'; readonly selected: number }
  | { readonly type: 'zoom-on'; readonly pane: PaneName | undefined };

export const initialUi: UiState = {
  focus: 'topology',
  zoom: undefined,
  sheet: undefined,
  lesson: undefined,
  frozen: undefined,
  side: undefined,
  selected: 0,
  node: undefined,
  item: undefined,
  order: 'name',
  entry: undefined,
  part: 0,
  hint: undefined,
  isNew: true,
  change: undefined,
  tour: 'ahead',
  prompt: undefined,
  past: [],
  filters: {},
};

/** The next state of the screen. A hint lasts until the next key. */
export function reduceUi(before: UiState, action: UiAction, snapshot: LabSnapshot): UiState {
  const state = { ...before, hint: undefined, isNew: false };
  switch (action.type) {
    case 'select':
      return select(state, action.step, action.across === true, snapshot);
    case 'order':
      return { ...state, order: itemOrders[(itemOrders.indexOf(state.order) + 1) % itemOrders.length] ?? 'name' };
    case 'part':
      return { ...state, part: state.part + 1 };
    case 'focus': {
      const at = paneNames.indexOf(state.focus) + action.step + paneNames.length;
      const focus = paneNames[at % paneNames.length] ?? 'topology';
      return { ...state, focus, zoom: state.zoom === undefined ? undefined : focus, part: 0 };
    }
    case 'zoom':
      return { ...state, zoom: state.zoom === undefined ? state.focus : undefined, part: 0 };
    case 'point': {
      const selected = action.node ?? state.selected;
      return { ...state, focus: action.pane, selected, node: snapshot.nodes[selected]?.id };
    }
    case 'back': {
      const target = filterTarget(state, snapshot);
      if (target !== undefined && state.filters[target] !== undefined)
        return { ...state, filters: withFilter(state.filters, target, '') };
      if (state.sheet !== undefined) return { ...state, sheet: undefined };
      if (typeof state.tour === 'number') return { ...state, tour: 'past' };
      if (state.zoom !== undefined) return { ...state, zoom: undefined };
      return { ...state, frozen: undefined };
    }
    case 'freeze':
      return { ...state, frozen: state.frozen === undefined ? snapshot : undefined };
    case 'sheet':
      if (action.sheet === 'help' && state.tour === 'ahead' && state.lesson === undefined)
        return { ...state, sheet: undefined, zoom: undefined, tour: 0 };
      return { ...state, sheet: state.sheet === action.sheet ? undefined : action.sheet, part: 0 };
    case 'lesson':
      // Where nothing is enlarged the arrow keys select a node.
      return {
        ...state,
        lesson: action.state,
        tour: typeof state.tour === 'number' ? 'past' : state.tour,
        sheet: undefined,
        zoom: action.look,
        focus: action.look ?? 'topology',
      };
    case 'pair':
      return { ...state, sheet: undefined, zoom: undefined, frozen: undefined, focus: 'nodes', side: undefined };
    case 'side':
      return { ...state, side: action.side, part: 0 };
    case 'tour':
      return { ...state, tour: action.tour, sheet: action.tour === 'past' ? 'help' : state.sheet, part: 0 };
    case 'hint':
      return { ...state, hint: action.text };
    case 'prompt':
      return {
        ...state,
        prompt: action.prompt,
        past: action.done === undefined ? state.past : remembered(state.past, action.done),
      };
    case 'filter':
      return { ...state, filters: withFilter(state.filters, action.target, action.text) };
    case 'choose':
      return { ...state, selected: action.selected, node: snapshot.nodes[action.selected]?.id };
    case 'zoom-on':
      return { ...state, zoom: action.pane, focus: action.pane ?? state.focus, sheet: undefined };
  }
}

/** Commands that are remembered. */
const pastMax = 200;

function remembered(past: readonly string[], text: string): readonly string[] {
  return past.at(-1) === text ? past : [...past, text].slice(-pastMax);
}

/** Among what the filters show. */
function select(state: UiState, step: number, across: boolean, snapshot: LabSnapshot): UiState {
  const shown = (target: FilterTarget): LabSnapshot => {
    const filter = state.filters[target];
    return filter === undefined ? snapshot : narrowed(target, filter, snapshot).snapshot;
  };
  if (state.focus === 'requests') {
    const entries = orderedLog(shown('requests'));
    const at = stepped(entryAt(entries, state.entry), step, entries.length);
    return { ...state, entry: at === entries.length - 1 ? undefined : entries[at], part: 0 };
  }
  if (state.focus === 'placement' && !across && snapshot.placement.items.length > 0) {
    const items = orderedItems(shown('placement'), state.order);
    return { ...state, item: items[stepped(itemAt(items, state.item), step, items.length)]?.name, part: 0 };
  }
  const { nodes } = shown('nodes');
  const now = selectedNode(state, snapshot)?.id;
  const node =
    nodes[
      stepped(
        nodes.findIndex(({ id }) => id === now),
        step,
        nodes.length,
      )
    ]?.id;
  const selected = snapshot.nodes.findIndex(({ id }) => id === node);
  if (snapshot.nodes.length === 0) return { ...state, selected: 0, node: undefined };
  return selected < 0 ? state : { ...state, selected, node };
}

/** The same selection in another snapshot: a node that was chosen stays chosen, wherever it stands now. */
export function followed(state: UiState, { nodes }: LabSnapshot): UiState {
  if (state.node === undefined || nodes[state.selected]?.id === state.node) return state;
  const selected = nodes.findIndex(({ id }) => id === state.node);
  return selected < 0 ? { ...state, node: undefined } : { ...state, selected };
}

/** What stands below the panes now. */
export function bandOf({ lesson, tour }: UiState): BandName | undefined {
  if (lesson !== undefined) return 'lesson';
  return typeof tour === 'number' ? 'tour' : undefined;
}

/** Whether anything is open that `esc` closes, filters apart. */
export function canGoBack({ sheet, tour, zoom, frozen }: UiState): boolean {
  return sheet !== undefined || typeof tour === 'number' || zoom !== undefined || frozen !== undefined;
}

/** The selected node; the last one when there are fewer than there were. */
export function selectedNode({ selected }: UiState, snapshot: LabSnapshot): NodeView | undefined {
  return snapshot.nodes[Math.min(selected, snapshot.nodes.length - 1)];
}
