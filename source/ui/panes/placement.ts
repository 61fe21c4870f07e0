import { formatBytesShort, formatShare } from '../../base/units.ts';
import type { Holding, ItemView, LabSnapshot, NodeView } from '../../lab/snapshot.ts';
import { framed, innerHeight, innerWidth } from '../frame.ts';
import type { Rectangle } from '../layout.ts';
import { row, type Segment } from '../text.ts';
import type { ColorRole, Theme } from '../theme.ts';

/** Item x node: who holds what. One full column is a server, a scattered matrix a mesh. */
export function placementPane(
  theme: Theme,
  area: Rectangle,
  snapshot: LabSnapshot,
  selected: number,
  isFocused: boolean,
): string[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const { placement, nodes } = snapshot;
  const columns = columnsFor(nodes, width, selected);
  const room = Math.max(0, height - 2);
  const rows = [headRow(theme, width, columns, snapshot)];
  rows.push(...placement.items.slice(0, room).map((item) => itemRow(theme, width, item, columns)));
  if (placement.items.length === 0) rows.push(row(theme, width, [['secondary', 'nothing is published yet']]));
  while (rows.length < height - 1) rows.push(row(theme, width, []));
  rows.push(legendRow(theme, width, snapshot, placement.items.length - room));
  const note: Segment[] = [
    ['secondary', `${placement.items.length} items ${theme.glyphs.middle} ${placement.copies} copies`],
  ];
  return framed(theme, area, { title: 'Data placement', note, rows, isFocused });
}

interface Columns {
  readonly shown: readonly NodeView[];
  readonly width: number;
  readonly hidden: number;
  readonly selected: string | undefined;
}

const nameWidth = 14;
const copiesWidth = 8;

/** As many node columns as fit, with the selected one among them. */
function columnsFor(nodes: readonly NodeView[], width: number, selected: number): Columns {
  const room = width - nameWidth - copiesWidth;
  const wide = nodes.length * 5 <= room ? 5 : 4;
  const fit = Math.max(1, Math.floor(room / wide));
  const first = Math.max(0, Math.min(selected - Math.floor(fit / 2), nodes.length - fit));
  const shown = nodes.slice(first, first + fit);
  return { shown, width: wide, hidden: nodes.length - shown.length, selected: nodes[selected]?.id };
}

function headRow(
  theme: Theme,
  width: number,
  { shown, width: wide, selected }: Columns,
  { mode }: LabSnapshot,
): string {
  const names = shown.map(({ id, role, state }): Segment => {
    const look: ColorRole =
      state === 'down' ? 'error' : role === 'server' || id === selected ? 'accentStrong' : 'strong';
    return [look, id.padEnd(wide)];
  });
  const head = mode === 'client-server' ? 'item' : 'item';
  return row(theme, width, [['secondary', head.padEnd(nameWidth)], ...names], [['secondary', 'copies']]);
}

function itemRow(
  theme: Theme,
  width: number,
  { name, bytes, holders }: ItemView,
  { shown, width: wide }: Columns,
): string {
  const cells = shown.map(({ id }): Segment => {
    const [role, glyph] = mark(theme, holders.get(id));
    return [role, glyph.padEnd(wide)];
  });
  const copies = holders.size;
  return row(
    theme,
    width,
    [['text', name.slice(0, 8).padEnd(9)], ['faint', formatBytesShort(bytes).padStart(4)], ['text', ' '], ...cells],
    [
      [copies === 0 ? 'error' : 'strong', copies === 0 ? 'lost' : String(copies).padStart(2)],
      ['secondary', ` ${theme.glyphs.tick.repeat(Math.min(copies, 3))}`.padEnd(4)],
    ],
  );
}

function mark({ glyphs }: Theme, holding: Holding | undefined): readonly [ColorRole, string] {
  if (holding === undefined) return ['faint', glyphs.none];
  if (holding === 'copy') return ['accentDim', glyphs.copy];
  return ['accent', holding === 'stored' ? glyphs.stored : glyphs.authored];
}

function legendRow(theme: Theme, width: number, { mode, placement }: LabSnapshot, hidden: number): string {
  const { glyphs } = theme;
  const left: Segment[] =
    mode === 'client-server'
      ? [
          ['accent', glyphs.stored],
          ['secondary', ' on the server'],
        ]
      : [
          ['accent', glyphs.authored],
          ['secondary', ' authored  '],
          ['accentDim', glyphs.copy],
          ['secondary', ' copy'],
        ];
  const more: Segment[] = hidden > 0 ? [['faint', `   ${hidden} more`]] : [];
  const { fullest } = placement;
  if (fullest === undefined) return row(theme, width, left);
  const right: Segment[] = [
    ['secondary', `fullest ${fullest.node} `],
    [fullest.share > 0.5 ? 'error' : 'good', formatShare(fullest.share, 0)],
  ];
  return row(theme, width, [...left, ...more], right);
}
