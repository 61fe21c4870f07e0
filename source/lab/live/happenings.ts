import type { Timestamp } from '../../protocol/ids.ts';
import type { LabSnapshot, MendedStore } from '../view/snapshot.ts';
import type { HappeningsView } from '../view/snapshot-parts.ts';
import type { StandstillRecord } from '../view/standstill-record.ts';

/** Something with its time in the session. */
type Dated<T> = Omit<T, 'atMs'> & { readonly at: Timestamp };

/** Remembers what happened to a lab. */
export interface Happenings {
  fault(one: Dated<LabSnapshot['faults'][number]>): void;
  missed(one: Dated<LabSnapshot['faultsMissed'][number]>): void;
  stoodStill(one: Dated<StandstillRecord>): void;
  mended(one: MendedStore): void;
  /** All times count from the beginning of the work; undefined: it is yet to come. */
  view(workingSince: Timestamp | undefined, now: Timestamp): HappeningsView;
}

/** It keeps times of the session: much can happen before anybody knows when the work begins. */
export function createHappenings(): Happenings {
  const faults: Dated<LabSnapshot['faults'][number]>[] = [];
  const missed: Dated<LabSnapshot['faultsMissed'][number]>[] = [];
  const standstills: Dated<StandstillRecord>[] = [];
  const mended: MendedStore[] = [];
  return {
    fault: (one) => void faults.push(one),
    missed: (one) => void missed.push(one),
    stoodStill: (one) => void standstills.push(one),
    mended: (one) => void mended.push(one),
    view(workingSince, now) {
      const sinceWork = <T extends { readonly at: Timestamp }>({ at, ...rest }: T) => {
        return { atMs: Math.round(at - (workingSince ?? now)), ...rest };
      };
      return {
        faults: faults.map(sinceWork),
        faultsMissed: missed.map(sinceWork),
        storesMended: [...mended],
        standstills: standstills.map(sinceWork),
      };
    },
  };
}
