import { formatBytes, formatSecond } from '../../base/units.ts';
import type { ItemView } from '../../lab/view/figures-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { plain } from '../drawing/cells.ts';
import { type Section, tableLines } from '../drawing/master-detail.ts';
import type { Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { copiesWanted } from '../state/selection.ts';

const eventsMax = 8;

/** All that is known of an item: name, hash, size, its holders in full, who keeps records, and what became of it lately. */
export function itemSections(
  theme: Theme,
  width: number,
  snapshot: LabSnapshot,
  item: ItemView | undefined,
): Section[] {
  if (item === undefined) return [{ title: 'No item', lines: [[['secondary', 'nothing is published yet']]] }];
  const wanted = copiesWanted(snapshot);
  const half = item.hash.length / 2;
  const rows = [
    ['author', item.author],
    ['size', formatBytes(item.bytes)],
    ['hash', `${item.hash.slice(0, half)} ${item.hash.slice(half)}`],
    ['copies', `${item.holders.size}${wanted > 0 ? ` of ${wanted} wanted` : ''}`],
  ];
  const states = new Map(snapshot.nodes.map(({ id, state }) => [id as string, state as string]));
  const holders = [...item.holders].map(([node, holding]) => [node, holding, states.get(node) ?? 'gone']);
  const nobody =
    snapshot.settings.durability === 'durable'
      ? 'nobody now: its holder kept it on disk and comes back with it (r)'
      : 'nobody: it is lost';
  const records: Segment[] = [['text', item.records.size === 0 ? 'none' : '']];
  return [
    { title: plain(item.name), lines: tableLines(width, ['', ''], rows).slice(1) },
    {
      title: 'Holders',
      note: `${holders.length}`,
      lines:
        holders.length === 0 ? [[['error', nobody]]] : tableLines(width, ['node', 'holds it as', 'state'], holders),
    },
    {
      title: 'Provider records',
      note: `${item.records.size}`,
      lines: item.records.size === 0 ? [records] : tableLines(width, [''], [[[...item.records].join(' ')]]).slice(1),
    },
    { title: 'Lately', lines: lately(theme, item.name, snapshot) },
  ];
}

function lately(theme: Theme, name: string, { log }: LabSnapshot): Segment[][] {
  const lines = log.flatMap((entry): Segment[][] => {
    const time: Segment = ['faint', `${formatSecond(entry.at)}  `];
    if (entry.item !== name) return [];
    if (entry.type === 'event') return [[time, ['good', plain(entry.text)]]];
    return [[time, ['text', `${entry.node} ${theme.glyphs.arrow} ${entry.servedBy ?? entry.outcome}`]]];
  });
  return lines.length === 0 ? [[['secondary', 'nobody asked for it']]] : lines.slice(-eventsMax).reverse();
}
