import { formatBytesShort, formatShare } from '../../base/units.ts';
import type { Holding, ItemView } from '../../lab/view/figures-view.ts';
import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import { fitted, plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { firstShown, masterDetail, sectionRows } from '../drawing/master-detail.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';
import { copiesWanted, itemAt, orderedItems } from '../state/selection.ts';
import type { UiState } from '../state/ui-state.ts';
import { itemSections } from './item-detail.ts';

/** Item x node: who holds what. One full column is a server, a scattered matrix a mesh. */
export function placementPane(theme: Theme, area: Rectangle, snapshot: LabSnapshot, ui: UiState): Row[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const { placement } = snapshot;
  const items = orderedItems(snapshot, ui.order);
  const at = itemAt(items, ui.item);
  const isZoomed = ui.zoom === 'placement';
  const isFocused = ui.focus === 'placement';
  const matrix = (matrixWidth: number, matrixHeight: number): Row[] =>
    matrixRows(theme, matrixWidth, matrixHeight, snapshot, items, at, { isZoomed, isFocused, selected: ui.selected });
  const rows = isZoomed
    ? masterDetail(theme, width, height, Math.floor(width * 0.62), 0.6, matrix, (detailWidth, detailHeight) =>
        sectionRows(theme, detailWidth, detailHeight, itemSections(theme, detailWidth, snapshot, items[at]), ui.part),
      )
    : matrix(width, height);
  const by = isFocused || ui.order !== 'name' ? ` ${theme.glyphs.middle} by ${ui.order} (S)` : '';
  const place = isFocused ? `${Math.min(at + 1, items.length)} of ` : '';
  const note: Segment[] = [
    ['secondary', `${place}${items.length} items ${theme.glyphs.middle} ${placement.copies} copies${by}`],
  ];
  return bordered(theme, area, { title: 'Data placement', note, rows, isFocused });
}

interface MatrixLook {
  readonly isZoomed: boolean;
  readonly isFocused: boolean;
  /** Place of the selected node. */
  readonly selected: number;
}

/** The matrix around the selected item; with bytes of each node below when there is room for it. */
function matrixRows(
  theme: Theme,
  width: number,
  height: number,
  snapshot: LabSnapshot,
  items: readonly ItemView[],
  at: number,
  { isZoomed, isFocused, selected }: MatrixLook,
): Row[] {
  const columns = columnsFor(snapshot.nodes, width, selected);
  const bytes = isZoomed && height >= 8 ? [bytesRow(theme, width, columns)] : [];
  const room = Math.max(0, height - 2 - bytes.length);
  const first = isFocused ? firstShown(at, items.length, room) : 0;
  const wanted = copiesWanted(snapshot);
  const rows = [headRow(theme, width, columns)];
  const shown = items.slice(first, first + room);
  const repairedFrom = snapshot.now - flashMs;
  rows.push(
    ...shown.map((item, index) =>
      itemRow(theme, width, item, columns, {
        isSelected: isFocused && first + index === at,
        isShort: item.holders.size < wanted,
        isRepaired: (item.repairedAt ?? Number.NEGATIVE_INFINITY) >= repairedFrom,
        isDurable: snapshot.settings.durability === 'durable',
      }),
    ),
  );
  if (items.length === 0) rows.push(row(theme, width, [['secondary', 'nothing is published yet']]));
  while (rows.length < height - 1 - bytes.length) rows.push(row(theme, width, []));
  return [...rows, ...bytes, legendRow(theme, width, snapshot, items.length - room)];
}

/** How long a repaired item stands out, in milliseconds. */
const flashMs = 3_000;

function bytesRow(theme: Theme, width: number, { shown, width: wide, isNarrow }: Columns): Row {
  const cells = shown.map(({ itemBytes }): Segment => {
    const text = formatBytesShort(itemBytes);
    return ['secondary', (text.length < wide ? text : theme.glyphs.ellipsis).padEnd(wide)];
  });
  return row(theme, width, [['secondary', 'bytes'.padEnd(nameWidth(isNarrow))], ...cells]);
}

interface Columns {
  readonly shown: readonly NodeView[];
  readonly width: number;
  readonly selected: string | undefined;
  /** A narrow pane leaves out sizes and ticks. */
  readonly isNarrow: boolean;
}

const nameWidth = (isNarrow: boolean): number => (isNarrow ? 9 : 14);
const copiesWidth = (isNarrow: boolean): number => (isNarrow ? 3 : 8);

/** As many node columns as fit, with the selected one among them. */
function columnsFor(nodes: readonly NodeView[], width: number, selected: number): Columns {
  const isNarrow = width < 50;
  const room = width - nameWidth(isNarrow) - copiesWidth(isNarrow);
  const longest = Math.max(2, ...nodes.map(({ id }) => id.length)) + 1;
  const wide = [5, 4].find((candidate) => candidate > longest && nodes.length * candidate <= room) ?? longest;
  const fit = Math.max(1, Math.floor(room / wide));
  const first = Math.max(0, Math.min(selected - Math.floor(fit / 2), nodes.length - fit));
  return { shown: nodes.slice(first, first + fit), width: wide, selected: nodes[selected]?.id, isNarrow };
}

/** The place in the snapshot's list of the node in a column of the pane, counted from its left border; undefined: there is none. */
export function nodeInColumn(
  area: Rectangle,
  { nodes }: LabSnapshot,
  selected: number,
  column: number,
): number | undefined {
  const { shown, width, isNarrow } = columnsFor(nodes, innerWidth(area), selected);
  const node = shown[Math.floor((column - 2 - nameWidth(isNarrow)) / width)];
  return node === undefined ? undefined : nodes.indexOf(node);
}

function headRow(theme: Theme, width: number, { shown, width: wide, selected, isNarrow }: Columns): Row {
  const names = shown.map(({ id, role, state }): Segment => {
    const look: ColorRole =
      state === 'down' ? 'error' : role === 'server' || id === selected ? 'accentStrong' : 'strong';
    return [look, id.padEnd(wide)];
  });
  const copies: Segment[] = isNarrow ? [] : [['secondary', '  copies']];
  return row(theme, width, [['secondary', 'item'.padEnd(nameWidth(isNarrow))], ...names, ...copies]);
}

interface ItemLook {
  readonly isSelected: boolean;
  /** It has fewer holders than it is to have. */
  readonly isShort: boolean;
  readonly isRepaired: boolean;
  /** A node that died has kept it: it comes back with its holder. */
  readonly isDurable: boolean;
}

function itemRow(
  theme: Theme,
  width: number,
  item: ItemView,
  { shown, width: wide, isNarrow }: Columns,
  { isSelected, isShort, isRepaired, isDurable }: ItemLook,
): Row {
  const cells = shown.map(({ id }): Segment => {
    const [role, glyph] = mark(theme, item.holders.get(id), item.records.has(id));
    return [role, glyph.padEnd(wide)];
  });
  const copies = item.holders.size;
  const size: Segment[] = isNarrow ? [] : [['faint', `${formatBytesShort(item.bytes).padStart(4)} `]];
  const count: Segment = [
    copies === 0 ? 'error' : isShort ? 'warning' : isRepaired ? 'good' : 'strong',
    `${copies}`.padStart(2),
  ];
  const said = isShort ? ' short' : isRepaired ? ' fixed' : ` ${theme.glyphs.tick.repeat(Math.min(copies, 4))}`;
  const ticks: Segment = [isShort ? 'warning' : isRepaired ? 'good' : 'secondary', said.padEnd(6)];
  const none: Segment[] = [['error', isNarrow ? ' 0' : isDurable ? 'away    ' : 'lost    ']];
  const right = copies === 0 ? none : isNarrow ? [count] : [count, ticks];
  const name: Segment = [isRepaired ? 'good' : isShort ? 'warning' : 'text', `${fitted(plain(item.name), 8)} `];
  return row(theme, width, [name, ...size, ...cells, ...right], [], isSelected);
}

/** A record is not shown where the item itself is. */
function mark({ glyphs }: Theme, holding: Holding | undefined, hasRecord: boolean): readonly [ColorRole, string] {
  switch (holding) {
    case undefined:
      return hasRecord ? ['query', glyphs.record] : ['panel', glyphs.none];
    case 'copy':
      return ['accentDim', glyphs.copy];
    case 'replica':
      return ['accent', glyphs.replica];
    case 'stored':
      return ['accent', glyphs.stored];
    case 'authored':
      return ['accent', glyphs.authored];
  }
}

function legendRow(theme: Theme, width: number, snapshot: LabSnapshot, hidden: number): Row {
  const isNarrow = width < 50;
  const left = legend(theme, snapshot, isNarrow);
  const { fullest } = snapshot.placement;
  if (fullest === undefined) return row(theme, width, left);
  const share: Segment = [fullest.share > 0.5 ? 'error' : 'good', formatShare(fullest.share, 0)];
  const right: Segment[] = [['secondary', `fullest ${fullest.node} `], share];
  const room = width - lengthOf(left) - 1;
  if (room < lengthOf(right)) return row(theme, width, left, [['secondary', `${fullest.node} `], share]);
  const more: Segment[] = [['faint', `   ${hidden} more`]];
  return row(theme, width, hidden > 0 && room >= lengthOf([...more, ...right]) ? [...left, ...more] : left, right);
}

function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((total, [, text]) => total + text.length, 0);
}

/** Only what this regime makes: records where peers keep them, replicas where they are asked for. */
function legend({ glyphs }: Theme, { mode, settings }: LabSnapshot, isNarrow: boolean): Segment[] {
  if (mode === 'client-server') {
    return [
      ['accent', glyphs.stored],
      ['secondary', settings.servers > 1 ? ' on a server' : ' on the server'],
    ];
  }
  const entries: [ColorRole, string, string, string][] = [
    ['accent', glyphs.authored, 'own', 'authored'],
    ['accentDim', glyphs.copy, 'copy', 'copy'],
  ];
  if (settings.replicas > 1) entries.push(['accent', glyphs.replica, 'kept', 'replica']);
  if (settings.overlay !== 'flooding') entries.push(['query', glyphs.record.trim(), 'rec', 'record']);
  const gap = isNarrow ? ' ' : '  ';
  return entries.flatMap(([role, glyph, short, long], at): Segment[] => [
    [role, `${at === 0 ? '' : gap}${glyph} `],
    ['secondary', isNarrow ? short : long],
  ]);
}
