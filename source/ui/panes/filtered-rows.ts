import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bordered, innerWidth } from '../drawing/border.ts';
import { plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { type FilterTarget, narrowed } from '../prompt/filter.ts';
import type { UiState } from '../state/ui-state.ts';

const titles: Readonly<Partial<Record<FilterTarget, string>>> = {
  requests: 'Requests',
  nodes: 'Nodes',
  placement: 'Data placement',
};

interface FilterableView {
  readonly theme: Theme;
  readonly snapshot: LabSnapshot;
  readonly ui: UiState;
}

/** A pane with only the rows that its filter lets through; its title says so. */
export function filteredRows<View extends FilterableView>(
  target: FilterTarget,
  filter: string,
  area: Rectangle,
  view: View,
  rowsOf: (view: View) => readonly Row[],
): readonly Row[] {
  const { theme, ui, snapshot: all } = view;
  const found = narrowed(target, filter, all);
  const selectedId = all.nodes[Math.min(ui.selected, all.nodes.length - 1)]?.id;
  const selected = target === 'nodes' ? found.snapshot.nodes.findIndex(({ id }) => id === selectedId) : ui.selected;
  const nothing = [row(theme, innerWidth(area), [['secondary', 'nothing matches · esc shows all again']])];
  const content = { title: filterTitle(titles[target] ?? '', filter), rows: nothing, isFocused: ui.focus === target };
  const nothingLeft = bordered(theme, area, { ...content, note: filterNote(found.shown, found.all) });
  if (found.shown === 0) return nothingLeft;
  const rows = rowsOf({ ...view, snapshot: found.snapshot, ui: { ...ui, selected } });
  return [...nothingLeft.slice(0, 1), ...rows.slice(1)];
}

/** `Nodes /client`. */
export function filterTitle(title: string, filter: string | undefined): string {
  return filter === undefined ? title : `${title} /${plain(filter.trim())}`;
}

/** `3 of 8`. */
export function filterNote(shown: number, all: number): Segment[] {
  return [
    [shown === 0 ? 'warning' : 'strong', String(shown)],
    ['secondary', ` of ${all}`],
  ];
}
