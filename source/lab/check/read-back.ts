import { createRandom } from '../../base/random.ts';
import { isFreeRiding } from '../../modes/free-riders.ts';
import type { OperationCounts } from '../../protocol/control/history.ts';
import type { Report } from '../../protocol/control/reports.ts';
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
import type { LabState } from '../rules/state.ts';
import type { Acknowledgements } from './acknowledgements.ts';
import { createCheckOrders } from './check-orders.ts';
import { livingOf, readItems } from './reading.ts';

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
/** Messages that reading may cost where each query goes to everybody. */
const floodedMessagesMax = 200_000;
/** How often an item that could not be fetched is tried. Nodes that were just started again get more tries. */
const roundsMax = { 'as things are': 3, 'all started again': 12 } as const;

/** What reading back is done with. */
export interface ReadBackOptions {
  readonly cluster: Cluster;
  readonly state: () => LabState;
  /** Starts all again that can be, and resolves when they are part of the network and nobody has anything to do, or time is up. */
  readonly revive: (until: Timestamp) => Promise<void>;
}

export function createReadBack({ cluster, state: now, revive }: ReadBackOptions): ReadBack {
  const orders = createCheckOrders(cluster);

  async function readingOf(items: readonly AcknowledgedItem[], how: keyof typeof roundsMax, msMax: number) {
    if (items.length === 0) return [];
    if (how === 'all started again') await revive(cluster.now() + msMax);
    const until = cluster.now() + msMax;
    return readItems(items, { cluster, orders, state: now(), until, rounds: roundsMax[how] });
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
      const toBeFound = open.map(({ item }) => item);
      const readings = await readingOf(toBeFound, 'all started again', msMax);
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
    onChecked: orders.onChecked,
    onExited: orders.onExited,
  };
}

function livesOfKeepers(state: LabState, history: Acknowledgements): readonly KeeperLives[] {
  return history
    .lives()
    .filter(({ node }) => keeps(state, node))
    .map((one) => ({ ...one, hasLeft: !state.nodes.has(one.node) }));
}

/** The nodes that have to keep what others were told is stored: the servers, or all peers that give too. */
function keeps({ mode, nodes, settings }: LabState, node: NodeId): boolean {
  if (mode === 'client-server') return nodes.get(node)?.role?.type === 'server';
  return !isFreeRiding(node, settings.freeRiders);
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
