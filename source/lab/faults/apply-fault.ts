import type { NodeId } from '../../protocol/ids.ts';
import type { LabDraft } from '../lab-draft.ts';
import type { NodeRecord } from '../state.ts';
import { cutPair } from './cut-pair.ts';
import { type Fault, type FaultTarget, partedPairs, targetText, undoing } from './fault.ts';

/** Lets a fault happen, and what puts it right again after its time. What makes no sense now (a dead node that is to die) is logged, and nothing else. */
export function applyFault(draft: LabDraft, wanted: Fault, forMs: number | undefined): void {
  const fault = aimed(draft, wanted);
  const problem = fault === undefined ? 'nobody is there whom it could hit' : problemOf(draft, fault);
  if (fault === undefined || problem !== undefined) {
    draft.log('warning', undefined, `no ${wanted.type} of ${targetText(wanted)}: ${problem}`);
    return;
  }
  draft.effect({ type: 'note-fault', fault: fault.type, target: targetText(fault) });
  draft.log('warning', undefined, `fault: ${fault.type} ${targetText(fault)}`);
  happen(draft, fault);
  const undo = forMs === undefined ? undefined : undoing(fault);
  if (undo === undefined || forMs === undefined) return;
  draft.effect({ type: 'later', ms: forMs, event: { type: 'intent', intent: { type: 'fault', fault: undo } } });
}

/** The same fault with a node as its target; undefined: there is none. */
function aimed(draft: LabDraft, fault: Fault): Fault | undefined {
  if (!('target' in fault)) return fault;
  const target = nodeOf(draft, fault.target);
  return target === undefined ? undefined : { ...fault, target };
}

function nodeOf(draft: LabDraft, target: FaultTarget): NodeId | undefined {
  const alive = draft.alive().filter(({ step, isPaused }) => step !== 'launching' && !isPaused);
  switch (target) {
    case 'server':
      return alive.find(({ role }) => role?.type === 'server')?.id ?? alive[0]?.id;
    case 'busiest': // whoever knows the figures has said whom that means; the first node otherwise
      return alive[0]?.id;
    case 'random':
      return draft.random(`fault at ${draft.now}`).shuffled(alive)[0]?.id;
    default:
      return target;
  }
}

function problemOf(draft: LabDraft, fault: Fault): string | undefined {
  const unknown = namesIn(fault).find((node) => draft.node(node) === undefined);
  if (unknown !== undefined) return `there is no ${unknown} in this lab`;
  if (!('target' in fault)) return undefined;
  const node = draft.node(fault.target as NodeId);
  const isDown = node?.step === 'down';
  if (fault.type === 'restart') return isDown ? undefined : 'it is running';
  if (isDown) return 'it is down';
  if (fault.type === 'pause' && node?.isPaused === true) return 'it is paused already';
  if (fault.type === 'resume' && node?.isPaused !== true) return 'it is not paused';
  return undefined;
}

function namesIn(fault: Fault): readonly NodeId[] {
  if ('target' in fault) return [fault.target as NodeId];
  if (fault.type === 'cut') return [fault.a, fault.b];
  return fault.type === 'partition' ? fault.groups.flat() : [];
}

function happen(draft: LabDraft, fault: Fault): void {
  switch (fault.type) {
    case 'kill':
      return draft.effect({ type: 'kill', node: fault.target as NodeId });
    case 'restart':
      return draft.relaunch(fault.target as NodeId);
    case 'pause':
      return pause(draft, fault.target as NodeId);
    case 'resume':
      return resume(draft, fault.target as NodeId);
    case 'leave':
      draft.update(fault.target as NodeId, { step: 'leaving' });
      return draft.order(fault.target as NodeId, { type: 'shutdown' });
    case 'slow':
      draft.update(fault.target as NodeId, { slowness: fault.times });
      return draft.orderSlowness(fault.target as NodeId);
    case 'cut':
      return draft.setCuts(new Set([...draft.state.cuts, cutPair(fault.a, fault.b)]));
    case 'partition': {
      const pairs = partedPairs([...draft.state.nodes.keys()], fault.groups);
      return draft.setCuts(new Set(pairs.map(([a, b]) => cutPair(a, b))));
    }
    case 'heal':
      return draft.setCuts(new Set());
    case 'churn':
      return beginChurn(draft, fault.sessionMs);
  }
}

function pause(draft: LabDraft, node: NodeId): void {
  draft.update(node, { isPaused: true });
  draft.effect({ type: 'signal', node, signal: 'pause' });
}

function resume(draft: LabDraft, node: NodeId): void {
  draft.update(node, { isPaused: false });
  draft.effect({ type: 'signal', node, signal: 'resume' });
}

/** What is broken is put right, so that what was acknowledged can be read back: nodes that are paused go on, everybody reaches everybody, nobody churns. */
export function endFaults(draft: LabDraft): void {
  const { cuts, churn, nodes } = draft.state;
  const paused = [...nodes.values()].filter(({ isPaused, step }) => isPaused && step !== 'down');
  for (const { id } of paused) resume(draft, id);
  if (cuts.size > 0) draft.setCuts(new Set());
  if (churn.sessionMs > 0) beginChurn(draft, 0);
  if (paused.length > 0 || cuts.size > 0 || churn.sessionMs > 0) draft.log('info', undefined, 'the faults are over');
}

/** Everybody but the servers comes and goes from now on; a number keeps the steps of an earlier churn apart. */
function beginChurn(draft: LabDraft, sessionMs: number): void {
  const churn = { sessionMs, round: draft.state.churn.round + 1 };
  draft.state = { ...draft.state, churn };
  if (sessionMs === 0) return;
  for (const node of draft.state.nodes.values()) if (node.role?.type !== 'server') scheduleChurn(draft, node);
}

/** A node's session, or its absence, is over. */
export function churnOn(draft: LabDraft, id: NodeId, round: number): void {
  const node = draft.node(id);
  if (node === undefined || draft.state.churn.round !== round) return;
  const mayDie = draft.state.phase === 'working' || draft.state.phase === 'publishing';
  if (node.step === 'down') draft.relaunch(id);
  else if (mayDie && node.step !== 'launching' && !node.isPaused) draft.effect({ type: 'kill', node: id });
  scheduleChurn(draft, node);
}

function scheduleChurn(draft: LabDraft, { id, incarnation, step }: NodeRecord): void {
  const { sessionMs, round } = draft.state.churn;
  const ms = draft.random(`churn of ${id}, ${incarnation} ${step} at ${draft.now}`).exponential(sessionMs);
  draft.effect({ type: 'later', ms, event: { type: 'churn', node: id, round } });
}
