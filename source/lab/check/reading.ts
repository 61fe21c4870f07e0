import { createRandom } from '../../base/random.ts';
import { modes } from '../../modes/modes.ts';
import type { Finding } from '../../protocol/control/history.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { AcknowledgedItem, Reading } from '../../workloads/history-checker.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { LabState, NodeRecord } from '../rules/state.ts';
import type { CheckOrders } from './check-orders.ts';

/** Nodes that read at a time: more would only stand in line at a server. */
const readersMax = 32;
/** What one reader could not fetch, another one tries after a pause. */
const roundPauseMs = 250;
const roundPauseMsMax = 2_000;

/** What is known of one item so far. */
interface Draft {
  readonly item: AcknowledgedItem;
  readonly held: Map<NodeId, Finding>;
  unheard: number;
  read: Reading['read'];
}

/** How items are read. */
export interface ReadingOptions {
  readonly cluster: Pick<Cluster, 'after' | 'now'>;
  readonly orders: Pick<CheckOrders, 'ask'>;
  /** As it is when the reading begins. */
  readonly state: LabState;
  readonly until: Timestamp;
  /** How often an item that could not be fetched is tried. */
  readonly rounds: number;
}

/** Reads some items once: who holds them, and whether somebody who does not can fetch them. One reading for each, in their order. */
export async function readItems(
  items: readonly AcknowledgedItem[],
  options: ReadingOptions,
): Promise<readonly Reading[]> {
  const drafts = items.map((item): Draft => ({ item, held: new Map(), unheard: 0, read: 'not-read' }));
  await takeInventory(drafts, options);
  await readAll(drafts, options);
  return drafts.map(({ held, unheard, read }): Reading => ({ held: [...held.values()], unheard, read }));
}

async function takeInventory(drafts: readonly Draft[], { orders, state, until }: ReadingOptions): Promise<void> {
  const { generation } = state;
  const keepers = livingOf(state).filter(({ role }) => role?.type !== 'client');
  await Promise.all(
    keepers.map(({ id }) =>
      orders.ask({ node: id, generation, how: 'hold', drafts, until }, (draft, finding) => {
        if (finding === undefined) draft.unheard++;
        else if (finding !== 'none') draft.held.set(id, finding);
      }),
    ),
  );
}

/** Each item is fetched by one node that does not hold it; what fails by another one, as long as there is time. */
async function readAll(drafts: readonly Draft[], options: ReadingOptions): Promise<void> {
  const { cluster, state, until, rounds } = options;
  const readers = readersOf(state);
  let left = drafts.filter(({ held }) => held.size > 0);
  if (readers.length === 0) for (const draft of left) draft.read = 'failed';
  for (let round = 0; round < rounds && readers.length > 0 && left.length > 0 && cluster.now() < until; round++) {
    if (round > 0)
      await pause(cluster, Math.min(roundPauseMs * 2 ** (round - 1), roundPauseMsMax, until - cluster.now()));
    await readShares(sharesOf(left, readers, round), options);
    left = left.filter(({ read }) => read !== 'right' && read !== 'no-reader');
  }
}

type Shares = ReadonlyMap<NodeId, readonly Draft[]>;

/** Which reader takes which items in a round; an item that all readers hold has none, and is marked. */
function sharesOf(drafts: readonly Draft[], readers: readonly NodeId[], round: number): Shares {
  const shares = new Map<NodeId, Draft[]>();
  for (const [index, draft] of drafts.entries()) {
    const reader = readerOf(draft, readers, index + round);
    if (reader === undefined) draft.read = 'no-reader';
    else shares.set(reader, [...(shares.get(reader) ?? []), draft]);
  }
  return shares;
}

async function readShares(shares: Shares, { orders, state, until }: ReadingOptions): Promise<void> {
  const { generation } = state;
  await Promise.all(
    [...shares].map(([node, drafts]) =>
      orders.ask({ node, generation, how: 'read', drafts, until }, (draft, finding) => {
        draft.read = finding ?? draft.read;
      }),
    ),
  );
}

function pause(cluster: Pick<Cluster, 'after'>, ms: number): Promise<void> {
  return new Promise((resolve) => cluster.after(Math.max(1, ms), resolve));
}

/** The nodes that can be asked. */
export function livingOf({ nodes }: LabState): readonly NodeRecord[] {
  return [...nodes.values()].filter(isThere);
}

function readersOf(state: LabState): readonly NodeId[] {
  return createRandom(state.settings.seed)
    .fork('readers')
    .shuffled(livingOf(state).filter(({ role }) => role !== undefined && modes[state.mode].asks(role)))
    .slice(0, readersMax)
    .map(({ id }) => id);
}

/** Whether a node takes part, so that it can be asked. */
function isThere({ step, role }: NodeRecord): boolean {
  return role !== undefined && step !== 'down' && step !== 'launching' && step !== 'configuring' && step !== 'leaving';
}

function readerOf({ held }: Draft, readers: readonly NodeId[], start: number): NodeId | undefined {
  for (let step = 0; step < readers.length; step++) {
    const reader = readers[(start + step) % readers.length];
    if (reader !== undefined && !held.has(reader)) return reader;
  }
  return undefined;
}
