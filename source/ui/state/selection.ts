import type { ItemView } from '../../lab/view/figures-view.ts';
import type { LogEntry } from '../../lab/view/log-entry.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';

/** What the items of the placement are sorted by. */
export type ItemOrder = 'name' | 'copies' | 'size';
export const itemOrders: readonly ItemOrder[] = ['name', 'copies', 'size'];

/** The items in an order: fewest copies and biggest first; by name among equals, as the snapshot has them. */
export function orderedItems({ placement: { items } }: LabSnapshot, order: ItemOrder): readonly ItemView[] {
  if (order === 'copies') return [...items].sort((a, b) => a.holders.size - b.holders.size);
  return order === 'size' ? [...items].sort((a, b) => b.bytes - a.bytes) : items;
}

/** The log by time: entries of different nodes come in batches. */
export function orderedLog({ log }: LabSnapshot): readonly LogEntry[] {
  return [...log].sort((a, b) => a.at - b.at);
}

/** The selected item; the first one when it is gone or none was selected. */
export function itemAt(items: readonly ItemView[], name: string | undefined): number {
  return Math.max(
    0,
    items.findIndex((item) => item.name === name),
  );
}

/** The selected entry; the newest one when it fell out of the log or none was selected. */
export function entryAt(entries: readonly LogEntry[], entry: LogEntry | undefined): number {
  const at = entry === undefined ? -1 : entries.indexOf(entry);
  return at < 0 ? entries.length - 1 : at;
}

/** A place in a list, some steps on, within the list. */
export function stepped(at: number, step: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at + step));
}

/** Holders that every item is to have now; 0: nobody asked for more than one. */
export function copiesWanted({ mode, settings, nodes }: LabSnapshot): number {
  if (mode !== 'peer-to-peer' || settings.replicas <= 1) return 0;
  return Math.min(settings.replicas, nodes.filter(({ state }) => state !== 'down').length);
}
