import type { NodeId } from '../../protocol/ids.ts';
import { type Fault, namedNodes } from '../faults/fault.ts';
import { concerns, type HeldFault, type HeldFaults, isHeldAway } from '../faults/held-faults.ts';
import type { LabDraft } from './lab-draft.ts';
import type { NodeRecord } from './state.ts';

/**
 * Why a fault, aimed at a node, makes no sense now; undefined: it does. A fault without an end makes sense also while one that ends by itself does
 * the same.
 */
export function problemOf(draft: LabDraft, fault: Fault): string | undefined {
  if (isOver(draft)) return 'the work is over';
  const unknown = namedNodes(fault).find((node) => draft.node(node) === undefined);
  if (unknown !== undefined) return `there is no ${unknown} in this lab`;
  const node = 'target' in fault ? draft.node(fault.target as NodeId) : undefined;
  return node === undefined ? undefined : problemOfNode(draft, fault, node);
}

function problemOfNode({ state: { held } }: LabDraft, fault: Fault, node: NodeRecord): string | undefined {
  const { id, step, endedByLab } = node;
  if (step === 'leaving' && !endedByLab) return 'it leaves already';
  if (fault.type === 'restart') return step === 'down' || endedByLab ? undefined : 'it is running';
  if (fault.type === 'leave' && node.isPaused) return 'it is paused, and cannot take its leave';
  if (fault.type === 'kill' || fault.type === 'leave') {
    const isForGood = !isHeldAway(held, id) || isHeldForGood(held, concerns(id, 'absence'));
    return step === 'down' && isForGood ? 'it is down' : undefined;
  }
  if (step === 'down') return 'it is down';
  if (fault.type === 'resume') return node.isPaused ? undefined : 'it is not paused';
  return fault.type === 'pause' && isHeldForGood(held, concerns(id, 'pause')) ? 'it is paused already' : undefined;
}

function isHeldForGood(held: HeldFaults, condition: (one: HeldFault) => boolean): boolean {
  return [...held.values()].some((one) => !one.ends && condition(one));
}

/** A fault that comes when the work has ended would disturb the reading of what was acknowledged. */
export function isOver({ state: { phase } }: LabDraft): boolean {
  return phase === 'draining' || phase === 'drained';
}
