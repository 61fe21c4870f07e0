/**
 * `all`: the lab and its nodes, which is left out of session time; `lab`: the lab alone, while its nodes went on; `asleep`: the clock on the wall
 * went on without the machine's.
 */
export type StandstillKind = 'all' | 'lab' | 'asleep';

/** Time that stood still: in the log, and in the run document. */
export interface StandstillRecord {
  /** When it began, in milliseconds since the work did; negative: before. */
  readonly atMs: number;
  readonly ms: number;
  readonly kind: StandstillKind;
}

/** What happened, and what it means for the figures. */
export function standstillText({ ms, kind }: Pick<StandstillRecord, 'ms' | 'kind'>): string {
  const time = `${(ms / 1_000).toFixed(1)} s`;
  switch (kind) {
    case 'all':
      return `all processes stood still for ${time}: that is left out of all figures`;
    case 'lab':
      return `the lab stood still for ${time} while its nodes went on: what it does at a time was late`;
    case 'asleep':
      return `the clock on the wall went on by ${time} without the machine's: it slept, or that clock was set; no figure counts it`;
  }
}
