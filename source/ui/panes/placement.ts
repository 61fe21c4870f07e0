import { formatBytesShort, formatShare } from '../../base/units.ts';
import type { Holding, ItemView, LabSnapshot, NodeView } from '../../lab/snapshot.ts';
import { framed, innerHeight, innerWidth } from '../frame.ts';
import type { Rectangle } from '../layout.ts';
import { plain, row, type Segment } from '../text.ts';
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
  const rows = [headRow(theme, width, columns)];
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

function headRow(theme: Theme, width: number, { shown, width: wide, selected, isNarrow }: Columns): string {
  const names = shown.map(({ id, role, state }): Segment => {
    const look: ColorRole =
      state === 'down' ? 'error' : role === 'server' || id === selected ? 'accentStrong' : 'strong';
    return [look, id.padEnd(wide)];
  });
  const copies: Segment[] = isNarrow ? [] : [['secondary', 'copies']];
  return row(theme, width, [['secondary', 'item'.padEnd(nameWidth(isNarrow))], ...names], copies);
}

function itemRow(theme: Theme, width: number, item: ItemView, { shown, width: wide, isNarrow }: Columns): string {
  const cells = shown.map(({ id }): Segment => {
    const [role, glyph] = mark(theme, item.holders.get(id));
    return [role, glyph.padEnd(wide)];
  });
  const copies = item.holders.size;
  const size: Segment[] = isNarrow ? [] : [['faint', `${formatBytesShort(item.bytes).padStart(4)} `]];
  const count: Segment = [copies === 0 ? 'error' : 'strong', String(copies).padStart(2)];
  const ticks: Segment = ['secondary', ` ${theme.glyphs.tick.repeat(Math.min(copies, 4))}`.padEnd(6)];
  const lost: Segment[] = [['error', isNarrow ? ' 0' : 'lost    ']];
  const right = copies === 0 ? lost : isNarrow ? [count] : [count, ticks];
  return row(theme, width, [['text', plain(item.name).slice(0, 8).padEnd(9)], ...size, ...cells], right);
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
  const more: Segment[] = hidden > 0 && width >= 50 ? [['faint', `   ${hidden} more`]] : [];
  const { fullest } = placement;
  if (fullest === undefined) return row(theme, width, left);
  const right: Segment[] = [
    ['secondary', `fullest ${fullest.node} `],
    [fullest.share > 0.5 ? 'error' : 'good', formatShare(fullest.share, 0)],
  ];
  return row(theme, width, [...left, ...more], right);
}
