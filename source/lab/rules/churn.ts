import type { NodeId } from '../../protocol/ids.ts';
import { concerns, heldWhere } from '../faults/held-faults.ts';
import { hold, release } from './hold-faults.ts';
import type { LabDraft } from './lab-draft.ts';
import type { NodeRecord } from './state.ts';

/** Everybody but the servers comes and goes from now on. */
export function beginChurn(draft: LabDraft, churn: number): void {
  for (const node of draft.state.nodes.values()) if (node.role?.type !== 'server') schedule(draft, node, churn);
}

/** A node's session in this churn, or its absence, is over. A churn brings back only nodes that it took away itself. */
export function churnOn(draft: LabDraft, id: NodeId, churn: number): void {
  const { held, phase } = draft.state;
  const node = draft.node(id);
  if (node === undefined || !held.has(churn)) return;
  const isOfNode = concerns(id, 'absence');
  const absence = heldWhere(held, (one) => one.churn === churn && isOfNode(one));
  const mayDie = phase === 'working' || phase === 'publishing';
  if (absence.length > 0) release(draft, absence);
  else if (mayDie && draft.isAlive(id) && node.step !== 'launching' && !node.isPaused)
    hold(draft, { fault: { type: 'kill', target: id }, ends: true, pairs: [], churn });
  schedule(draft, node, churn);
}

function schedule(draft: LabDraft, { id, incarnation, step }: NodeRecord, churn: number): void {
  const fault = draft.state.held.get(churn)?.fault;
  if (fault?.type !== 'churn') return;
  const random = draft.random(`churn ${churn} of ${id}, ${incarnation} ${step} at ${draft.now}`);
  draft.effect({ type: 'later', ms: random.exponential(fault.sessionMs), event: { type: 'churn', node: id, churn } });
}
