import type { NodeId } from '../../protocol/ids.ts';
import { cutsOf, type HeldFault, isHeldAway, isHeldStill, slownessOf } from '../faults/held-faults.ts';
import type { LabDraft } from './lab-draft.ts';

/** A fault begins to hold; gives its id. */
export function hold(draft: LabDraft, one: HeldFault): number {
  const id = draft.holdFault(one);
  settle(draft, one);
  return id;
}

/** These faults are over, and nothing else is: what others still hold stays as it is. With a churn its absences are over, too. */
export function release(draft: LabDraft, ids: readonly number[]): void {
  const absences = [...draft.state.held].flatMap(([id, { churn }]) =>
    churn !== undefined && ids.includes(churn) ? [id] : [],
  );
  for (const one of draft.dropFaults([...ids, ...absences])) settle(draft, one);
}

/** A node is no longer part of the lab, and neither are its faults. */
export function forget(draft: LabDraft, node: NodeId): void {
  draft.remove(node);
  draft.dropFaults(idsOn(draft, node));
}

function idsOn(draft: LabDraft, node: NodeId): number[] {
  return [...draft.state.held].flatMap(([id, { fault }]) => ('target' in fault && fault.target === node ? [id] : []));
}

/** Brings the nodes and pairs of a fault into the state that all faults which hold want. */
function settle(draft: LabDraft, { fault, pairs }: HeldFault): void {
  if (pairs.length > 0) draft.setCuts(cutsOf(draft.state.held));
  if (!('target' in fault)) return;
  const node = fault.target as NodeId;
  if (fault.type === 'pause') return settlePause(draft, node);
  if (fault.type === 'slow') return settleSlowness(draft, node);
  settleAbsence(draft, node, fault.type === 'leave');
}

function settlePause(draft: LabDraft, id: NodeId): void {
  const isPaused = isHeldStill(draft.state.held, id);
  const node = draft.node(id);
  if (node === undefined || node.step === 'down' || node.isPaused === isPaused) return;
  draft.update(id, { isPaused });
  draft.effect({ type: 'signal', node: id, signal: isPaused ? 'pause' : 'resume' });
}

function settleSlowness(draft: LabDraft, id: NodeId): void {
  const slowness = slownessOf(draft.state.held, id);
  const node = draft.node(id);
  if (node === undefined || node.slowness === slowness) return;
  draft.update(id, { slowness });
  if (node.step !== 'down' && node.step !== 'launching') draft.orderSlowness(id);
}

/** A node that is to go goes; one that may come back does so when its process is gone, however short the fault was. */
function settleAbsence(draft: LabDraft, id: NodeId, takesLeave: boolean): void {
  const node = draft.node(id);
  if (node === undefined) return;
  if (!isHeldAway(draft.state.held, id)) {
    if (node.step === 'down' && node.endedByLab) draft.relaunch(id);
    return;
  }
  if (node.step === 'down') return;
  if (takesLeave && !node.endedByLab) draft.dismiss(id);
  if (!takesLeave) draft.effect({ type: 'kill', node: id });
  draft.update(id, { endedByLab: true });
}
