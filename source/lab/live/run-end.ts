import type { Timestamp } from '../../protocol/ids.ts';
import type { Cluster } from '../clusters/cluster.ts';
import type { LabEvent, LabPhase, LabState, NodeStep } from '../rules/state.ts';
import { phaseMsMax } from './effects.ts';
import type { Settling } from './settle.ts';
import type { Waiting } from './waiting.ts';

/** What ending a run needs of the lab. */
export interface RunEndHost {
  readonly cluster: Pick<Cluster, 'after' | 'now'>;
  readonly waiting: Pick<Waiting, 'until'>;
  readonly settling: Pick<Settling, 'settle' | 'linesEmpty'>;
  state(): Pick<LabState, 'phase' | 'generation' | 'nodes'>;
  dispatch(event: LabEvent): void;
}

/** The end of a run: the work stops, and what is down comes back for the check. */
export interface RunEnd {
  /** Resolves when the lab is in one of these phases. */
  reached(...phases: readonly LabPhase[]): Promise<LabPhase>;
  /** Begins nothing new, lets what is open finish, and waits until every byte that was sent was received, or a moment has passed. */
  drain(): Promise<void>;
  /** Starts again all that can be. Waits until they are part of the network and nobody is in line any more, or until a time. */
  revive(until: Timestamp): Promise<void>;
}

/** Nodes that are being started. */
const isOnItsWay: readonly NodeStep[] = ['launching', 'configuring', 'configured', 'joining'];

export function createRunEnd({ cluster, waiting, settling, state, dispatch }: RunEndHost): RunEnd {
  async function reached(...phases: readonly LabPhase[]): Promise<LabPhase> {
    await waiting.until(() => phases.includes(state().phase)).done;
    return state().phase;
  }

  return {
    reached,
    async drain() {
      dispatch({ type: 'drain' });
      cluster.after(phaseMsMax.draining ?? 0, () =>
        dispatch({ type: 'phase-overdue', generation: state().generation, phase: 'draining' }),
      );
      await reached('drained', 'failed');
      await settling.settle();
    },
    async revive(until) {
      dispatch({ type: 'revive' });
      const back = waiting.until(() => ![...state().nodes.values()].some(({ step }) => isOnItsWay.includes(step)));
      const cancelTimer = cluster.after(Math.max(1, until - cluster.now()), back.cancel);
      await back.done;
      cancelTimer();
      await settling.linesEmpty(until);
    },
  };
}
