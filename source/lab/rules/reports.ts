import { modes } from '../../modes/modes.ts';
import type { RolePlan } from '../../protocol/control/plan.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { concerns, heldWhere, isHeldAway } from '../faults/held-faults.ts';
import { beginWork, isPublishing } from './barriers.ts';
import { forget } from './hold-faults.ts';
import type { LabDraft } from './lab-draft.ts';
import type { LabPhase, NodeRecord, NodeStep } from './state.ts';

/** What a node says of itself moves it on; figures and answers are folded by the runtime. */
export function onReport(draft: LabDraft, id: NodeId, report: Report): void {
  const node = draft.node(id);
  if (node === undefined || node.step === 'down') return;
  if (node.step === 'leaving') return report.type === 'ready' ? draft.dismiss(id) : undefined; // it was to go before it was there
  if ('generation' in report && report.generation !== draft.state.generation) return; // late
  switch (report.type) {
    case 'ready':
      draft.update(id, { pid: report.pid });
      return onReady(draft, node);
    case 'configured':
      draft.update(id, { host: report.host, port: report.port, step: 'configured', restored: report.restored });
      if (report.restored > 0) draft.log('info', id, `has ${report.restored} items from its store`);
      return;
    case 'store':
      return onStore(draft, id, report);
    case 'joined':
      return draft.update(id, { step: isPublishing(draft.state, node) ? 'publishing' : 'joined' });
    case 'work-done':
      if (report.phase === 'publish') draft.update(id, { step: 'published' });
      if (report.phase === 'drain') draft.update(id, { step: 'drained' });
      return;
    case 'failed':
      draft.log('error', id, report.text);
      if (draft.state.phase === 'starting') draft.fail(`${id} could not start: ${report.text}`);
      return;
    case 'telemetry':
    case 'pong':
    case 'next':
    case 'stepped':
    case 'history':
    case 'checked':
      return; // folded elsewhere
  }
}

function onStore(draft: LabDraft, id: NodeId, { state, text }: Extract<Report, { type: 'store' }>): void {
  if (state === 'store-mended') {
    draft.effect({ type: 'note-mended', node: id, text });
    return draft.log('warning', id, text);
  }
  const works = state === 'store-works';
  draft.update(
    id,
    works ? { storeTrouble: undefined } : { storeTrouble: state, pastStoreTrouble: `${state}: ${text}` },
  );
  if (works) return draft.log('info', id, 'its store takes writes again');
  draft.log('error', id, `${state}, writes are refused: ${text}`);
  if (state === 'store-broken' && hasSubstitute(draft, id)) goOnWithout(draft, id, `its store is broken: ${text}`);
}

/** Whether another server, whose store works, holds the same items. */
function hasSubstitute(draft: LabDraft, id: NodeId): boolean {
  if (draft.node(id)?.role?.type !== 'server') return false;
  return draft
    .alive()
    .some(
      ({ id: other, role, step, storeTrouble }) =>
        other !== id && role?.type === 'server' && step !== 'launching' && storeTrouble === undefined,
    );
}

/**
 * A server that cannot store what the others store would hold up every write, and has less than they have. So the others go on as after its death.
 */
function goOnWithout(draft: LabDraft, id: NodeId, cause: string): void {
  draft.update(id, { step: 'down', cause, downAt: draft.now, pid: undefined });
  draft.effect({ type: 'kill', node: id });
  draft.log('error', id, `is ended: the other servers go on without it`);
}

/** Its process is there: it becomes part of the launch, or joins what is running. */
function onReady(draft: LabDraft, { id, role, isPaused, endedByLab }: NodeRecord): void {
  const { phase, mode, settings, nodes } = draft.state;
  // What hit it before it had a process hits it now.
  if (endedByLab) return draft.effect({ type: 'kill', node: id });
  if (isPaused) draft.effect({ type: 'signal', node: id, signal: 'pause' });
  if (phase === 'starting') return draft.update(id, { step: 'configuring' });
  const present = new Map([...nodes.values()].flatMap((other) => presentRole(other, id)));
  draft.configure(id, role ?? modes[mode].planJoin(id, present, settings, draft.random(`join of ${id}`)));
}

function presentRole(other: NodeRecord, newcomer: NodeId): [NodeId, RolePlan][] {
  if (other.id === newcomer || other.role === undefined || other.step === 'down' || other.step === 'leaving') return [];
  return [[other.id, other.role]];
}

/** Its process is gone: it is down, or it has left, or it is started again. */
export function onExited(draft: LabDraft, id: NodeId, cause: string): void {
  const node = draft.node(id);
  if (node === undefined || node.step === 'down') return;
  const hasLeft = node.step === 'leaving';
  if (hasLeft && !node.endedByLab) return forget(draft, id);
  draft.dropFaults(heldWhere(draft.state.held, concerns(id, 'pause'))); // a node that is started again stands still no longer
  const why = hasLeft ? 'has left for a time' : cause;
  draft.update(id, { step: 'down', isPaused: false, cause: why, downAt: draft.now, pid: undefined });
  draft.log(hasLeft ? 'info' : 'error', id, hasLeft ? why : `is down: ${cause}`);
  if (draft.state.phase === 'starting' && node.step === 'launching')
    return draft.fail(`${id} could not start: ${cause}`);
  if (node.endedByLab && !isHeldAway(draft.state.held, id)) draft.relaunch(id);
}

/** A phase has lasted too long: the lab goes on without the nodes that are late, or fails. */
export function onOverdue(draft: LabDraft, generation: number, phase: LabPhase): void {
  const { state } = draft;
  if (state.generation !== generation || state.phase !== phase) return;
  const late = draft.following().filter(({ step }) => step !== 'working' && step !== 'published' && step !== 'drained');
  const names = late.map(({ id, step }) => `${id} (${step})`).join(', ');
  if (phase === 'starting') return draft.fail(`not ready in time: ${names}`);
  if (late.length > 0) draft.log('warning', undefined, `going on without ${names}`);
  if (phase === 'switching') {
    // A node that follows no orders for so long is as good as dead. Once it is down, the others are at the barrier.
    for (const { id, step } of late) if (!hasObeyed.includes(step)) draft.effect({ type: 'kill', node: id });
  }
  if (phase === 'publishing') beginWork(draft);
  if (phase === 'draining') draft.setPhase('drained');
}

/** At a barrier where it waits for others, or busy with what it was told last. */
const hasObeyed: readonly NodeStep[] = ['configured', 'joined', 'publishing'];
