import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { LabMetrics } from '../../telemetry/lab-metrics.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { NodeRecord } from '../rules/state.ts';
import type { Waiting } from './waiting.ts';

/** What settling needs of the lab. */
export interface SettlingHost {
  readonly cluster: Pick<Cluster, 'now' | 'after' | 'order'>;
  readonly waiting: Pick<Waiting, 'elapsed'>;
  nodes(): readonly NodeRecord[];
  metrics(): LabMetrics;
  nextSequence(): number;
}

/** Finds out when nothing is under way any more. */
export interface Settling {
  /**
   * Asks everybody for a report until, twice in a row, all that was sent was received, and nothing but upkeep was sent since the round before. Equal
   * sums alone can be chance, because reports are not of one moment: a message that only its receiver has counted makes up for another that is under
   * way.
   */
  settle(): Promise<void>;
  /** Resolves when no node has anybody waiting in line, or at a time. */
  linesEmpty(until: Timestamp): Promise<void>;
  /** A node has reported all it had when it got the ping with this number. */
  onPong(sequence: number): void;
}

const settleMsMax = 6_000;
/** After a death, what was under way to or from the killed node never becomes equal: so long it is waited for. */
const settleAfterDeathMsMax = 1_000;
const queueLookMs = 250;

export function createSettling({ cluster, waiting, nodes, metrics, nextSequence }: SettlingHost): Settling {
  const pongWaiters = new Set<(sequence: number) => void>();

  function pingAll(): Set<number> {
    const asked = new Set<number>();
    for (const { id, step, isPaused } of nodes()) {
      if (step === 'down' || step === 'launching' || isPaused) continue;
      const sequence = nextSequence();
      asked.add(sequence);
      cluster.order(id, { type: 'ping', sequence });
    }
    return asked;
  }

  function everybodyReports(until: Timestamp): Promise<void> {
    const missing = pingAll();
    return new Promise((resolve) => {
      const finish = (): void => {
        pongWaiters.delete(onPong);
        cancel();
        resolve();
      };
      const onPong = (sequence: number): void => {
        if (missing.delete(sequence) && missing.size === 0) finish();
      };
      const cancel = cluster.after(Math.max(1, until - cluster.now()), finish);
      pongWaiters.add(onPong);
    });
  }

  function isAnybodyWaiting(): boolean {
    const queueOf = (id: NodeId): number => metrics().node(id).latest?.queueLength ?? 0;
    return nodes().some(({ id }) => queueOf(id) > 0);
  }

  return {
    async settle() {
      const hasLost = nodes().some(({ step, incarnation }) => step === 'down' || incarnation > 0);
      const until = cluster.now() + (hasLost ? settleAfterDeathMsMax : settleMsMax);
      let equalRounds = 0;
      let workBefore: number | undefined;
      while (equalRounds < 2 && cluster.now() < until) {
        await everybodyReports(until);
        const work = workMessages(metrics());
        equalRounds = isAllReceived(metrics()) && work === workBefore ? equalRounds + 1 : 0;
        workBefore = work;
      }
    },
    async linesEmpty(until) {
      do {
        await everybodyReports(until);
        if (isAnybodyWaiting()) await waiting.elapsed(queueLookMs).done;
      } while (isAnybodyWaiting() && cluster.now() < until);
    },
    onPong(sequence) {
      for (const waiter of [...pongWaiters]) waiter(sequence);
    },
  };
}

function isAllReceived(metrics: LabMetrics): boolean {
  return metrics.sum('bytesSent') === metrics.sum('bytesReceived');
}

/** All but upkeep. */
function workMessages(metrics: LabMetrics): number {
  const { query, hit, content } = metrics.sent('messages');
  return query + hit + content;
}
