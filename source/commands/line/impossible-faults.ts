import { namedNodes, type ScheduledFault } from '../../lab/faults/fault.ts';
import { scheduledText, timeText } from '../../lab/faults/fault-text.ts';
import { nodeNumber } from '../../protocol/ids.ts';
import { UsageError } from '../usage-error.ts';
import type { LabOptions } from './lab-options.ts';
import { nodesMax } from './standards.ts';

/** What decides whether a fault can happen in a run, where nobody adds a node or lets it go on. */
export type FaultBounds = Pick<LabOptions, 'nodes' | 'durationMs' | 'on'>;

/** Throws UsageError for the first fault that cannot happen: a run that breaks nothing would pass, and prove nothing. */
export function refuseImpossibleFaults({ faults, ...bounds }: FaultBounds & Pick<LabOptions, 'faults'>): void {
  for (const one of faults) {
    const found = impossibility(one, bounds);
    if (found === undefined) continue;
    throw new UsageError(`the fault "${scheduledText(one)}" cannot happen: ${found.why}; write ${found.remedy}`);
  }
}

/** Why a fault cannot happen in a run, and what to write instead; undefined: it can. */
export function impossibility(
  { atMs, fault }: ScheduledFault,
  { nodes, durationMs, on }: FaultBounds,
): { readonly why: string; readonly remedy: string } | undefined {
  const most = namedNodes(fault).reduce((highest, node) => Math.max(highest, nodeNumber(node)), 0);
  if (most > nodes) {
    const more = most <= nodesMax[on] ? `, or --nodes ${most}` : '';
    return { why: `there is no n${most}, only n1 … n${nodes}`, remedy: `one of these${more}` };
  }
  if (atMs < durationMs) return undefined;
  return {
    why: `the run is over after ${timeText(durationMs)}`,
    remedy: `an earlier time, or a --duration of more than ${timeText(atMs)}`,
  };
}
