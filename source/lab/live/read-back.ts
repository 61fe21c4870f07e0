import { createRandom } from '../../base/random.ts';
import { isFreeRiding } from '../../modes/free-riders.ts';
import { modes } from '../../modes/modes.ts';
import type { Report } from '../../protocol/control/control.ts';
import { type CheckHow, checkItemsMax, type Finding, type OperationCounts } from '../../protocol/control/history.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import {
  type AcknowledgedItem,
  checkHistory,
  type Evidence,
  type HistoryResult,
  isReadable,
  type KeeperLives,
  type Reading,
} from '../../workloads/history-checker.ts';
import type { Cluster } from '../clusters/cluster.ts';
import { doubtsOf } from '../rules/doubts.ts';
import type { LabState, NodeRecord } from '../rules/state.ts';
import type { Acknowledgements } from './acknowledgements.ts';

/** What a check says of a run: the fate of what was acknowledged, and how all operations ended. */
export interface HistoryFigures extends HistoryResult {
  readonly operations: Omit<OperationCounts, 'begun'>;
}

/** Reads back what was acknowledged. */
export interface ReadBack {
  /**
   * Reads as things are; then, with all nodes started again that can be, what could not be read. Each takes at most so many milliseconds of session
   * time, and starting them as many. Undefined: this workload has a checker of its own.
   */
  check(history: Acknowledgements, msMax: number): Promise<HistoryFigures | undefined>;
  onChecked(node: NodeId, report: Extract<Report, { type: 'checked' }>): void;
  onExited(node: NodeId): void;
}

/** Items that are checked at most; of more, a sample is drawn by the run's seed. */
const itemsMax = 10_000;
/** Questions "do you hold this?" at most, over all nodes. */
const questionsMax = 500_000;
/** Nodes that read at a time: more would only stand in line at a server. */
const readersMax = 32;
/** Items of one order to read: what was read is told after so many, and little is lost when time is up. */
const readsPerOrder = 20;
/** Messages that reading may cost where each query goes to everybody. */
const floodedMessagesMax = 200_000;
/** What one reader could not fetch, another one tries after a pause. Nodes that were just started again get more tries. */
const roundsMax = { 'as things are': 3, 'all started again': 12 } as const;
const roundPauseMs = 250;
const roundPauseMsMax = 2_000;

interface Order {
  readonly node: NodeId;
  readonly done: (findings: readonly Finding[] | undefined) => void;
}

/** What is known of one item so far. */
interface Draft {
  readonly item: AcknowledgedItem;
  readonly held: Map<NodeId, Finding>;
  unheard: number;
  read: Reading['read'];
}

/** What reading back is done with. */
export interface ReadBackOptions {
  readonly cluster: Cluster;
  readonly state: () => LabState;
  /** Starts all again that can be, and resolves when they are part of the network and nobody has anything to do, or time is up. */
  readonly revive: (until: Timestamp) => Promise<void>;
}

export function createReadBack({ cluster, state: now, revive }: ReadBackOptions): ReadBack {
  const orders = new Map<number, Order>();
  let number = 0;

  /** Orders one node to check some items, in parts; says of each part what was found, or nothing when it is gone or time is up. */
  async function ask(
    generation: number,
    node: NodeId,
    how: CheckHow,
    drafts: readonly Draft[],
    until: Timestamp,
    found: (draft: Draft, finding: Finding | undefined) => void,
  ): Promise<void> {
    const parts: Promise<void>[] = [];
    const size = how === 'read' ? readsPerOrder : checkItemsMax;
    for (let from = 0; from < drafts.length; from += size) {
      const part = drafts.slice(from, from + size);
      parts.push(
        order(generation, node, how, part, until).then((findings) => {
          for (const [index, draft] of part.entries()) found(draft, findings?.[index]);
        }),
      );
    }
    await Promise.all(parts);
  }

  function order(
    generation: number,
    node: NodeId,
    how: CheckHow,
    drafts: readonly Draft[],
    until: Timestamp,
  ): Promise<readonly Finding[] | undefined> {
    const id = ++number;
    const items = drafts.map(({ item: { name, hash } }) => ({ name, hash }));
    return new Promise((resolve) => {
      const done = (findings: readonly Finding[] | undefined): void => {
        orders.delete(id);
        cancel();
        resolve(findings);
      };
      const cancel = cluster.after(Math.max(1, until - cluster.now()), () => done(undefined));
      orders.set(id, { node, done });
      cluster.order(node, { type: 'check', generation, number: id, how, items });
    });
  }

  async function takeInventory(state: LabState, drafts: readonly Draft[], until: Timestamp) {
    const keepers = livingOf(state).filter(({ role }) => role?.type !== 'client');
    await Promise.all(
      keepers.map(({ id }) =>
        ask(state.generation, id, 'hold', drafts, until, (draft, finding) => {
          if (finding === undefined) draft.unheard++;
          else if (finding !== 'none') draft.held.set(id, finding);
        }),
      ),
    );
  }

  /** Each item is fetched by one node that does not hold it; what fails by another one, as long as there is time. */
  async function readAll(state: LabState, drafts: readonly Draft[], until: Timestamp, rounds: number) {
    const readers = readersOf(state);
    let left = drafts.filter(({ held }) => held.size > 0);
    if (readers.length === 0) for (const draft of left) draft.read = 'failed';
    for (let round = 0; round < rounds && readers.length > 0 && left.length > 0 && cluster.now() < until; round++) {
      if (round > 0) await pause(Math.min(roundPauseMs * 2 ** (round - 1), roundPauseMsMax, until - cluster.now()));
      const shares = new Map<NodeId, Draft[]>();
      for (const [index, draft] of left.entries()) {
        const reader = readerOf(draft, readers, index + round);
        if (reader === undefined) draft.read = 'no-reader';
        else shares.set(reader, [...(shares.get(reader) ?? []), draft]);
      }
      await Promise.all(
        [...shares].map(([reader, share]) =>
          ask(state.generation, reader, 'read', share, until, (draft, finding) => {
            draft.read = finding ?? draft.read;
          }),
        ),
      );
      left = left.filter(({ read }) => read !== 'right' && read !== 'no-reader');
    }
  }

  /** One reading of some items. */
  async function readingOf(items: readonly AcknowledgedItem[], how: keyof typeof roundsMax, msMax: number) {
    if (how === 'all started again') await revive(cluster.now() + msMax);
    const until = cluster.now() + msMax;
    const state = now();
    const drafts = items.map((item): Draft => ({ item, held: new Map(), unheard: 0, read: 'not-read' }));
    await takeInventory(state, drafts, until);
    await readAll(state, drafts, until, roundsMax[how]);
    return drafts.map(({ held, unheard, read }): Reading => ({ held: [...held.values()], unheard, read }));
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => cluster.after(Math.max(1, ms), resolve));
  }

  return {
    async check(history, msMax) {
      const { begun, ...operations } = history.counts();
      const state = now();
      const { settings, mode } = state;
      if (begun === 0 && settings.workload !== 'files') return undefined; // the others are judged by their own checkers
      const doubts = doubtsOf(state);
      const all = history.items();
      const sample = createRandom(settings.seed)
        .fork('history check')
        .shuffled(all)
        .slice(0, sampleSize(state, livingOf(state).length, msMax));
      const first = await readingOf(sample, 'as things are', msMax);
      const evidence = sample.map((item, place): Evidence => ({ item, ...(first[place] as Reading) }));
      const open = evidence.filter((one) => !isReadable(one));
      const readings =
        open.length === 0
          ? []
          : await readingOf(
              open.map(({ item }) => item),
              'all started again',
              msMax,
            );
      const again = new Map(open.map((one, place) => [one, readings[place]]));
      const result = checkHistory({
        begun,
        acknowledged: all.length,
        overflow: history.overflow,
        doubts,
        evidence: evidence.map((one) => {
          const second = again.get(one);
          return second === undefined ? one : { ...one, again: second };
        }),
        keepers: { type: mode === 'client-server' ? 'servers' : 'peers', lives: livesOfKeepers(now(), history) },
        replicas: settings.replicas,
        isDurable: settings.durability === 'durable',
      });
      return { ...result, operations };
    },
    onChecked(node, report) {
      const waiting = orders.get(report.number);
      if (waiting?.node === node) waiting.done(report.findings);
    },
    onExited(node) {
      for (const waiting of [...orders.values()]) if (waiting.node === node) waiting.done(undefined);
    },
  };
}

function livingOf({ nodes }: LabState): readonly NodeRecord[] {
  return [...nodes.values()].filter(isThere);
}

function readersOf(state: LabState): readonly NodeId[] {
  return createRandom(state.settings.seed)
    .fork('readers')
    .shuffled(livingOf(state).filter(({ role }) => role !== undefined && modes[state.mode].asks(role)))
    .slice(0, readersMax)
    .map(({ id }) => id);
}

function livesOfKeepers(state: LabState, history: Acknowledgements): readonly KeeperLives[] {
  return history
    .lives()
    .filter(({ node }) => keeps(state, node))
    .map((one) => ({ ...one, hasLeft: !state.nodes.has(one.node) }));
}

/** Whether a node takes part, so that it can be asked. */
function isThere({ step, role }: NodeRecord): boolean {
  return role !== undefined && step !== 'down' && step !== 'launching' && step !== 'configuring' && step !== 'leaving';
}

/** The nodes that have to keep what others were told is stored: the servers, or all peers that give too. */
function keeps({ mode, nodes, settings }: LabState, node: NodeId): boolean {
  if (mode === 'client-server') return nodes.get(node)?.role?.type === 'server';
  return !isFreeRiding(node, settings.freeRiders);
}

function readerOf({ held }: Draft, readers: readonly NodeId[], start: number): NodeId | undefined {
  for (let step = 0; step < readers.length; step++) {
    const reader = readers[(start + step) % readers.length];
    if (reader !== undefined && !held.has(reader)) return reader;
  }
  return undefined;
}

/** Items that can be asked after, and read in half of the time; clients ask one server for all. */
function sampleSize({ settings, mode }: LabState, living: number, msMax: number): number {
  const isStar = mode === 'client-server';
  const serving = isStar ? 1 : living;
  const requests = isStar ? 2 : 1; // of one item, that take capacity
  const served = settings.capacity === 0 ? itemsMax : ((settings.capacity * serving) / requests) * (msMax / 2_000);
  const isFlooded = !isStar && settings.overlay === 'flooding';
  const flooded = isFlooded ? floodedMessagesMax / (living * settings.degree) : itemsMax;
  return Math.max(1, Math.floor(Math.min(itemsMax, questionsMax / Math.max(1, living), served, flooded)));
}
