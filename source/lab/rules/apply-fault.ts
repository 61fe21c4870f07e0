import type { NodeId } from '../../protocol/ids.ts';
import { cutPair } from '../faults/cut-pair.ts';
import { type Fault, type FaultTarget, partedPairs, targetText } from '../faults/fault.ts';
import {
  churnMsOf,
  concerns,
  cutsOf,
  type HeldFault,
  heldWhere,
  isHeldAway,
  isHeldStill,
  slownessOf,
} from '../faults/held-faults.ts';
import { beginChurn } from './churn.ts';
import { isOver, problemOf } from './fault-problem.ts';
import { forget, hold, release } from './hold-faults.ts';
import type { LabDraft } from './lab-draft.ts';

/**
 * Lets a fault happen. One that lasts gets an id, and what ends it after its time undoes that one alone. A fault that makes no sense now (a dead node
 * that is to die) is logged, and nothing else.
 */
export function applyFault(draft: LabDraft, wanted: Fault, forMs: number | undefined): void {
  const fault = aimed(draft, wanted);
  if (fault === undefined) return miss(draft, wanted, 'nobody is there whom it could hit');
  const problem = problemOf(draft, fault);
  if (problem !== undefined) return miss(draft, wanted, problem);
  note(draft, fault.type, targetText(fault));
  const undone = undoneBy(draft, fault);
  if (undone !== undefined) return putRight(draft, fault, undone);
  if (fault.type === 'leave' && forMs === undefined) return leaveForGood(draft, fault.target as NodeId);
  const id = hold(draft, { fault, ends: forMs !== undefined, pairs: pairsOf(draft, fault), churn: undefined });
  if (fault.type === 'churn') beginChurn(draft, id);
  if (forMs !== undefined) draft.effect({ type: 'later', ms: forMs, event: { type: 'fault-over', id } });
}

/** The time of a fault is over. What another fault still holds stays as it is. */
export function endFault(draft: LabDraft, id: number): void {
  const one = draft.state.held.get(id);
  if (one === undefined || isOver(draft)) return;
  release(draft, [id]);
  const [undo, target] = undoing(draft, one);
  if (undo !== undefined) return note(draft, undo, target);
  draft.log('info', undefined, `${one.fault.type} ${target} is over, but another fault still holds it`);
}

/** What a fault's end has done, and to whom; undefined: nothing, because others hold the same. */
function undoing(
  { state: { held } }: LabDraft,
  { fault, pairs }: HeldFault,
): readonly [Fault['type'] | undefined, string] {
  const target = targetText(fault);
  switch (fault.type) {
    case 'kill':
    case 'leave':
      return [isHeldAway(held, fault.target as NodeId) ? undefined : 'restart', target];
    case 'pause':
      return [isHeldStill(held, fault.target as NodeId) ? undefined : 'resume', target];
    case 'slow':
      return ['slow', targetText({ ...fault, times: slownessOf(held, fault.target as NodeId) })];
    case 'churn':
      return ['churn', targetText({ type: 'churn', sessionMs: churnMsOf(held) })];
    default: {
      const cuts = cutsOf(held);
      return [pairs.every((pair) => cuts.has(pair)) ? undefined : 'heal', target];
    }
  }
}

function miss(draft: LabDraft, fault: Fault, why: string): void {
  const target = targetText(fault);
  draft.effect({ type: 'note-missed', fault: fault.type, target, why });
  draft.log('warning', undefined, `no ${fault.type} of ${target}: ${why}`);
}

function note(draft: LabDraft, fault: Fault['type'], target: string): void {
  draft.effect({ type: 'note-fault', fault, target });
  draft.log('warning', undefined, `fault: ${fault} ${target}`);
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
    case 'busiest': // the runtime, which has the figures, has put a node in its place; otherwise it is the first one
      return alive[0]?.id;
    case 'random':
      return draft.random(`fault at ${draft.now}`).shuffled(alive)[0]?.id;
    default:
      return target;
  }
}

function pairsOf(draft: LabDraft, fault: Fault): HeldFault['pairs'] {
  if (fault.type === 'cut') return [cutPair(fault.a, fault.b)];
  if (fault.type !== 'partition') return [];
  return partedPairs([...draft.state.nodes.keys()], fault.groups).map(([a, b]) => cutPair(a, b));
}

/** The faults that somebody ends by hand, whatever time they had; undefined: this is no such end, but a fault. */
function undoneBy({ state: { held } }: LabDraft, fault: Fault): readonly number[] | undefined {
  switch (fault.type) {
    case 'restart':
      return heldWhere(held, concerns(fault.target as NodeId, 'absence'));
    case 'resume':
      return heldWhere(held, concerns(fault.target as NodeId, 'pause'));
    case 'slow':
      return fault.times === 1 ? heldWhere(held, concerns(fault.target as NodeId, 'slow')) : undefined;
    case 'heal':
      return heldWhere(held, ({ pairs }) => pairs.length > 0);
    case 'churn':
      return fault.sessionMs === 0 ? heldWhere(held, (one) => one.fault.type === 'churn') : undefined;
    default:
      return undefined;
  }
}

function putRight(draft: LabDraft, fault: Fault, undone: readonly number[]): void {
  release(draft, undone);
  if (fault.type === 'restart') restart(draft, fault.target as NodeId);
}

/** Starts a node again, whatever took it away, as soon as its process is gone. */
export function restart(draft: LabDraft, node: NodeId): void {
  release(draft, heldWhere(draft.state.held, concerns(node, 'absence')));
  if (draft.node(node)?.step === 'down') draft.relaunch(node);
}

/** Takes a node away until somebody starts it again. */
export function kill(draft: LabDraft, node: NodeId): void {
  hold(draft, { fault: { type: 'kill', target: node }, ends: false, pairs: [], churn: undefined });
}

/** Lets a node leave. When its process is gone it is no part of the lab any more. */
function leaveForGood(draft: LabDraft, node: NodeId): void {
  if (draft.node(node)?.step === 'down') return forget(draft, node);
  draft.dropFaults(heldWhere(draft.state.held, concerns(node, 'absence')));
  draft.dismiss(node);
  draft.update(node, { endedByLab: false });
}

/**
 * The work is over, and what was acknowledged is to be read back. So what is broken is put right: paused nodes go on, all reach each other, no other
 * node goes. A node that is away stays away for now.
 */
export function endFaults(draft: LabDraft): void {
  const { held } = draft.state;
  const churns = heldWhere(held, ({ fault }) => fault.type === 'churn');
  const others = heldWhere(held, (one) => one.fault.type === 'pause' || one.pairs.length > 0);
  draft.dropFaults(churns);
  release(draft, others);
  if (churns.length + others.length > 0) draft.log('info', undefined, 'the faults are over');
}

/** Nothing is broken any more, and every node that is down is started again, whatever it died of. */
export function reviveAll(draft: LabDraft): void {
  release(draft, [...draft.state.held.keys()]);
  for (const { id, step } of draft.state.nodes.values()) if (step === 'down') draft.relaunch(id);
}
