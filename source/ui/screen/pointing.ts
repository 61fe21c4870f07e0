import { type PaneName, paneNames, type Rectangle } from '../drawing/layout.ts';
import { lengthOf, textOf } from '../drawing/text.ts';
import { hasItems } from '../drawing/workloads.ts';
import { footerKeys } from '../panes/footer.ts';
import { headerPane } from '../panes/header.ts';
import { nodeInRow } from '../panes/nodes.ts';
import { nodeInColumn } from '../panes/placement.ts';
import { canvasArea } from '../panes/topology.ts';
import type { ScreenView } from '../state/screen-view.ts';
import type { UiAction } from '../state/ui-state.ts';
import { type Click, type MouseEvent, nextClick } from '../terminal/mouse.ts';
import type { Mark } from '../topology/view.ts';
import type { AreaName, Places } from './screen.tsx';

/** What the mouse means: as if a key was pressed, or something that no key can say. */
export type Pointed =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'ui'; readonly action: UiAction };

const key = (name: string): Pointed => ({ type: 'key', key: name });

/** A mouse, which remembers its last click: two make a double one. */
export interface Pointer {
  /** What an event means on what is shown. `marks`: what stands on the topology's canvas. */
  meant(event: MouseEvent, view: ScreenView, places: Places, marks: readonly Mark[]): readonly Pointed[];
}

export function createPointer(): Pointer {
  let click: Click | undefined;
  return {
    meant(event, view, places, marks) {
      if (event.type !== 'press') return whatTheWheelMeans(event, view, places);
      click = nextClick(click, event, performance.now());
      return whatAClickMeans(click, view, places, marks);
    },
  };
}

/** The wheel selects in the pane under it, as the arrow keys do. */
export function whatTheWheelMeans(
  { type, column, row }: MouseEvent,
  view: ScreenView,
  places: Places,
): readonly Pointed[] {
  const found = areaAt(places, column, row);
  if (found === undefined) return [];
  const step = key(type === 'wheel-up' ? 'up' : 'down');
  const [name] = found;
  if (!isPane(name)) return name === 'lesson' || name === 'help' || name === 'claims' ? [step] : [];
  return view.ui.focus === name ? [step] : [pointAt(name, undefined), step];
}

/** A click selects and focuses, a second one fills the screen; keys of the last line are pressed. `marks`: what stands on the topology's canvas. */
export function whatAClickMeans(
  { event, count }: Click,
  view: ScreenView,
  places: Places,
  marks: readonly Mark[] = [],
): readonly Pointed[] {
  const found = areaAt(places, event.column, event.row);
  if (found === undefined) return [];
  const [name, area] = found;
  const [column, row] = [event.column - area.left, event.row - area.top];
  if (isPane(name)) {
    if (count === 2) return [key('enter')];
    return [pointAt(name, nodeAt(name, area, view, marks, column, row))];
  }
  switch (name) {
    case 'header':
      return otherModeAt(view, area.width, column) ? [key('m')] : [];
    case 'footer':
      return footerKeyAt(view, area.width, column);
    case 'help':
    case 'claims':
      return row === 0 ? [key('escape')] : [];
    case 'tour':
      return [key(row === 0 ? 'escape' : 'right')];
    case 'lesson':
      return inLesson(view, row, count);
    default:
      return [];
  }
}

function isPane(name: AreaName): name is PaneName {
  return paneNames.some((pane) => pane === name);
}

function pointAt(pane: PaneName, node: number | undefined): Pointed {
  return { type: 'ui', action: { type: 'point', pane, node } };
}

function areaAt(places: Places, column: number, row: number): readonly [AreaName, Rectangle] | undefined {
  return [...places].find(
    ([, { left, top, width, height }]) => column >= left && column < left + width && row >= top && row < top + height,
  );
}

/** The place in the snapshot's list of the node that stands there. */
function nodeAt(
  name: PaneName,
  area: Rectangle,
  { snapshot, ui }: ScreenView,
  marks: readonly Mark[],
  column: number,
  row: number,
): number | undefined {
  if (name === 'nodes') return nodeInRow(area, snapshot, ui.selected, row);
  if (name === 'topology') return nodeOnCanvas(area, snapshot, marks, column, row);
  return name === 'placement' && hasItems(snapshot) ? nodeInColumn(area, snapshot, ui.selected, column) : undefined;
}

/** Cells around a node's middle that belong to it: a label's half and the line above and below. */
const reach = { columns: 7, rows: 1 } as const;

/** The nearest node, of a group the first one; a row counts as four columns, as labels are wide and low. */
function nodeOnCanvas(
  area: Rectangle,
  snapshot: ScreenView['snapshot'],
  marks: readonly Mark[],
  column: number,
  row: number,
): number | undefined {
  const canvas = canvasArea({ ...area, left: 0, top: 0 }, snapshot);
  const near = marks
    .map((mark) => ({
      id: mark.members[0]?.id,
      columns: Math.abs(mark.column + canvas.left - column),
      rows: Math.abs(mark.row + canvas.top - row),
    }))
    .filter(({ columns, rows }) => columns <= reach.columns && rows <= reach.rows)
    .sort((a, b) => a.columns + 4 * a.rows - b.columns - 4 * b.rows);
  const index = snapshot.nodes.findIndex(({ id }) => id === near[0]?.id);
  return index === -1 ? undefined : index;
}

function footerKeyAt(view: ScreenView, width: number, column: number): readonly Pointed[] {
  const hit = footerKeys(view.theme, width, view).find(
    ({ left, segments }) => column >= left && column < left + lengthOf(segments) - 1,
  );
  return hit === undefined ? [] : [key(hit.key)];
}

/** Whether the name of the mode that is off stands there, in the row as it is drawn. */
function otherModeAt({ theme, snapshot, ui, pair, recording }: ScreenView, width: number, column: number): boolean {
  if (pair !== undefined) return false; // both modes are on
  const text = textOf(headerPane(theme, width, snapshot, ui.frozen !== undefined, false, recording));
  const other = snapshot.mode === 'client-server' ? 'peer-to-peer' : 'client-server';
  const at = text.indexOf(other);
  return at !== -1 && column >= at - 2 && column < at + other.length;
}

/** In the list a click chooses and a second one opens; elsewhere the second one goes on. */
function inLesson({ ui: { lesson }, study: { scripts } }: ScreenView, row: number, count: number): readonly Pointed[] {
  if (lesson === undefined) return [];
  if (count === 2) return [key('enter')];
  const at = row - 1;
  if (lesson.type !== 'list' || at < 0 || at >= scripts.length) return [];
  return [{ type: 'ui', action: { type: 'lesson', state: { type: 'list', at } } }];
}
