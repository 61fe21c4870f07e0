import { findsItems } from '../../modes/facts.ts';
import { modes } from '../../modes/modes.ts';
import type { NodeId } from '../../protocol/ids.ts';
import type { LabDraft } from './lab-draft.ts';
import type { LabPhase, LabState, NodeRecord, NodeStep } from './state.ts';

/** Moves the lab, or single latecomers, over the barriers that they have reached. */
export function advance(draft: LabDraft): void {
  const { phase } = draft.state;
  if (phase === 'starting') planLaunch(draft);
  if (isGathering(phase)) {
    if (draft.allAt('configured')) {
      draft.start(draft.following());
      if (!awaitsEverybody(draft.state)) draft.orderWork(idsOf(draft.following()), 'publish');
    }
    if (awaitsEverybody(draft.state) && draft.allAt('joined')) draft.work(idsOf(draft.following()), 'publish');
    if (!draft.allAtOneOf(['publishing', 'published'])) return;
    draft.setPhase('publishing');
    draft.watch();
  }
  if (phase === 'publishing' || phase === 'working') advanceLatecomers(draft);
  if (phase === 'draining' || phase === 'drained')
    for (const { id, step } of draft.alive()) if (step === 'configured') join(draft, id);
  if (draft.state.phase === 'publishing' && draft.allAt('published')) beginWork(draft);
  const isDrained = !draft.alive().some(({ step, isPaused }) => step === 'draining' && !isPaused);
  if (phase === 'draining' && isDrained) draft.setPhase('drained');
}

/** Whether the nodes of a generation are on their way to each other. A node that comes in these phases is part of the launch. */
function isGathering(phase: LabPhase): boolean {
  return phase === 'starting' || phase === 'switching';
}

/**
 * Whether nobody publishes before all have joined: provider records belong to the closest of all peers, a flood must reach every neighbour from
 * the first query on, and several servers must have found each other. Clients of one server publish as soon as they have joined themselves:
 * they were told so when they were told to start.
 */
function awaitsEverybody({ mode, settings: { servers, workload } }: LabState): boolean {
  return mode === 'peer-to-peer' || servers > 1 || !findsItems(workload);
}

/** Whether a node that joins now publishes at once. */
export function isPublishing(state: LabState, { step }: NodeRecord): boolean {
  return isGathering(state.phase) && step === 'joining' && !awaitsEverybody(state);
}

export function idsOf(nodes: readonly NodeRecord[]): NodeId[] {
  return nodes.map(({ id }) => id);
}

/** Roles are planned once, when every process of the launch is there that did not die on the way. */
function planLaunch(draft: LabDraft): void {
  const all = draft.alive();
  if (all.length === 0 || !all.every(({ step, role }) => step === 'configuring' && role === undefined)) return;
  const ids = idsOf(all);
  const roles = modes[draft.state.mode].plan(ids, draft.state.settings, draft.random('plan'));
  for (const [id, role] of roles) draft.configure(id, role);
}

/** Everybody who can follow begins to work, at the pace that was wanted. */
export function beginWork(draft: LabDraft): void {
  draft.setPhase('working');
  draft.work(idsOf(draft.following()), 'run');
  if (draft.state.pace !== 1) draft.effect({ type: 'pace', pace: draft.state.pace });
}

function advanceLatecomers(draft: LabDraft): void {
  for (const { id, step, role, restored } of draft.alive()) {
    if (step === 'configured') join(draft, id);
    else if (step === 'joined') {
      draft.work([id], 'publish');
      if (role?.type === 'server' && restored === 0) republish(draft, id);
    } else if (step === 'published' && draft.state.phase === 'working') {
      draft.work(idsOf(draft.alive().filter((other) => other.step === 'working' || other.id === id)), 'run');
    }
  }
}

function join(draft: LabDraft, id: NodeId): void {
  draft.start([{ id }]);
  draft.tellContacts(id);
}

/** Nodes that have joined, and have been told to publish. */
export const hasPublished: readonly NodeStep[] = ['publishing', 'published', 'working'];

/** A server that comes back with an empty store has nothing, unless another one told it everything. Then everybody publishes anew. */
function republish(draft: LabDraft, server: NodeId): void {
  const others = draft.alive().filter(({ id, step }) => id !== server && hasPublished.includes(step));
  if (others.some(({ role }) => role?.type === 'server')) return;
  draft.work(idsOf(others), 'publish');
}
