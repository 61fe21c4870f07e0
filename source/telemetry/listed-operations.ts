/** Operations that one batch lists in full; above, only every so many-th is listed. Counters are exact all the same. */
export const operationsPerBatch = 8;

/** Operations that one batch lists at most, whatever the sampling: a burst of them must not take the place of what happens to items. */
const operationsListedMax = 128;

/** Chooses the operations that a batch lists one by one. */
export interface ListedOperations {
  /** Only every so many-th is listed in this batch. */
  readonly oneIn: number;
  /** What becomes of the next one: `dropped`, it should have been listed, but there are too many. */
  next(): 'listed' | 'passed-over' | 'dropped';
  /** Another batch begins, as busy as this one was. */
  beginBatch(): void;
}

export function createListedOperations(): ListedOperations {
  let oneIn = 1;
  let seen = 0;
  let listed = 0;
  return {
    get oneIn() {
      return oneIn;
    },
    next() {
      if (seen++ % oneIn !== 0) return 'passed-over';
      if (listed >= operationsListedMax) return 'dropped';
      listed++;
      return 'listed';
    },
    beginBatch() {
      oneIn = Math.max(1, Math.ceil(seen / operationsPerBatch));
      seen = 0;
      listed = 0;
    },
  };
}
