import type { Timestamp } from '../../protocol/ids.ts';
import type { Cluster } from '../clusters/cluster.ts';
import { type Fault, type ScheduledFault, targetText } from '../faults/fault.ts';
import type { Happenings } from './happenings.ts';

/** What a schedule of faults needs of the lab. */
export interface FaultScheduleHost {
  readonly cluster: Pick<Cluster, 'now' | 'after'>;
  missed: Happenings['missed'];
  happen(fault: Fault, forMs: number | undefined): void;
}

/** What is to go wrong at a time of the work. */
export interface FaultSchedule {
  /** When the work began, from which the times of faults count; undefined: it has not. */
  readonly workingSince: Timestamp | undefined;
  /** The work begins. Only the first time counts. */
  begin(): void;
  /** The work is over: faults whose time has not come are missed. */
  callOff(): void;
}

export function createFaultSchedule(
  faults: readonly ScheduledFault[],
  { cluster, missed, happen }: FaultScheduleHost,
): FaultSchedule {
  /** Faults whose time has not come, and what calls each off. */
  const toCome = new Map<ScheduledFault, () => void>();
  let workingSince: Timestamp | undefined;
  return {
    get workingSince() {
      return workingSince;
    },
    begin() {
      if (workingSince !== undefined) return;
      workingSince = cluster.now();
      for (const one of faults) {
        const callOff = cluster.after(one.atMs, () => {
          toCome.delete(one);
          happen(one.fault, one.forMs);
        });
        toCome.set(one, callOff);
      }
    },
    callOff() {
      for (const [{ atMs, fault }, callOff] of toCome) {
        callOff();
        const at = (workingSince ?? 0) + atMs;
        missed({ at, fault: fault.type, target: targetText(fault), why: 'the run was over before' });
      }
      toCome.clear();
    },
  };
}
