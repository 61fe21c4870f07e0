import { assertNever } from '../../base/assert.ts';
import { nextLink } from '../../links/link-text.ts';
import { findsItems, modes, nextOverlay, nextWorkload, otherMode } from '../../modes/modes.ts';
import type { Report } from '../../protocol/control/control.ts';
import type { RolePlan } from '../../protocol/control/plan.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { faultText, lastingText, timeText } from '../faults/fault-text.ts';
import { concerns, heldWhere, isHeldAway } from '../faults/held-faults.ts';
import { applyFault, endFault, endFaults, kill, restart, reviveAll } from './apply-fault.ts';
import { churnOn } from './churn.ts';
import { forget } from './hold-faults.ts';
import type { Intent, Reorganisation } from './intent.ts';
import { LabDraft } from './lab-draft.ts';
import type { LabEffect, LabEvent, LabPhase, LabSettings, LabState, NodeRecord, NodeStep } from './state.ts';

/** A new state and what is to be done for it, in order. */
export interface Reduced {
  readonly state: LabState;
  readonly effects: readonly LabEffect[];
}

/** The lab before anything was launched. */
export function initialLab(settings: LabSettings): LabState {
  return {
    settings,
    phase: 'starting',
    mode: settings.mode,
    generation: 1,
    nextNumber: 1,
    nodes: new Map(),
    failure: undefined,
    cuts: new Set(),
    pace: settings.pace ?? 1,
    paceBefore: settings.pace === 0 ? 1 : (settings.pace ?? 1),
    held: new Map(),
    nextFault: 1,
  };
}

/**
 * The lab as a state machine. A generation goes through barriers that every living node must reach: configured (all listen), published (all
 * connections are tried and all items authored), then the work runs. A node that comes later passes the same steps alone.
 */
export function reduceLab(before: LabState, event: LabEvent, now: Timestamp): Reduced {
  const draft = new LabDraft(before, now);
  switch (event.type) {
    case 'start':
      for (let count = 0; count < before.settings.nodes; count++) draft.launchNew();
      draft.watch();
      break;
    case 'intent':
      onIntent(draft, event.intent);
      break;
    case 'report':
      onReport(draft, event.node, event.report);
      break;
    case 'node-exited':
      onExited(draft, event.node, event.cause);
      break;
    case 'phase-overdue':
      onOverdue(draft, event.generation, event.phase);
      break;
    case 'churn':
      churnOn(draft, event.node, event.churn);
      break;
    case 'fault-over':
      endFault(draft, event.id);
      break;
    case 'drain':
      atFullSpeed(draft);
      endFaults(draft);
      draft.setPhase('draining');
      draft.work(idsOf(draft.alive().filter(({ step }) => hasPublished.includes(step))), 'drain');
      break;
    case 'revive':
      draft.setPhase('drained');
      reviveAll(draft);
      break;
    default:
      assertNever(event);
  }
  advance(draft);
  return draft.result();
}

function onIntent(draft: LabDraft, intent: Intent): void {
  switch (intent.type) {
    case 'switch-mode':
      if (!isRunning(draft.state)) return;
      return switchTo(draft, { mode: otherMode(draft.state.mode) });
    case 'switch-overlay':
      if (draft.state.mode !== 'peer-to-peer' || !findsItems(draft.state.settings.workload)) return;
      if (!isRunning(draft.state)) return;
      return switchTo(draft, { overlay: nextOverlay(draft.state.settings.overlay) });
    case 'switch-workload':
      if (!isRunning(draft.state)) return;
      return switchTo(draft, { workload: nextWorkload(draft.state.settings.workload) });
    case 'add-node':
      if (draft.state.nodes.size < draft.state.settings.nodesMax) draft.launchNew();
      return;
    case 'remove-node':
      return removeNode(draft);
    case 'kill-node':
      if (draft.isAlive(intent.node)) kill(draft, intent.node);
      return;
    case 'restart-node':
      return restart(draft, intent.node);
    case 'faster':
    case 'slower':
    case 'pause-time':
      return changePace(draft, intent.type);
    case 'step':
      if (draft.state.pace === 0 && draft.state.phase === 'working') draft.effect({ type: 'step' });
      return;
    case 'fault':
      return applyFault(draft, intent.fault, intent.forMs);
    case 'quit':
      return;
    case 'set-link':
      return draft.setLink(intent.link);
    case 'next-link':
      return draft.setLink(nextLink(draft.state.settings.link));
    case 'reorganise':
      if (!isRunning(draft.state)) return;
      logChange(draft, intent.to);
      return switchTo(draft, intent.to);
    case 'set-rate':
      return setRate(draft, intent.rate);
    case 'set-nodes':
      return setNodes(draft, intent.nodes);
    case 'set-pace':
      return setPace(draft, intent.pace);
    case 'schedule-fault': {
      const { atMs, fault, forMs } = intent.scheduled;
      draft.log('info', undefined, `in ${timeText(atMs)}: ${faultText(fault)}${lastingText(forMs)}`);
      return draft.effect({
        type: 'later',
        ms: atMs,
        event: { type: 'intent', intent: { type: 'fault', fault, forMs } },
      });
    }
  }
}

/** The paces that are switched through. */
export const paces: readonly number[] = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

function isRunning({ phase }: LabState): boolean {
  return phase === 'working' || phase === 'publishing';
}

/** The knobs that turn; mode, overlay and workload are logged as what the lab becomes. */
function logChange(draft: LabDraft, { mode, overlay, workload, ...knobs }: Reorganisation): void {
  const texts = Object.entries(knobs).map(([name, value]) => `${name} becomes ${value}`);
  if (texts.length > 0) draft.log('info', undefined, texts.join(', '));
}

/** Who works is told his share at once; the others when they begin. */
function setRate(draft: LabDraft, rate: number): void {
  draft.state = { ...draft.state, settings: { ...draft.state.settings, rate } };
  draft.orderWork(idsOf(draft.alive().filter(({ step }) => step === 'working')), 'run');
  const text = rate === 0 ? 'each node works as fast as it can' : `the rate becomes ${rate} operations a second`;
  draft.log('info', undefined, text);
}

function setNodes(draft: LabDraft, wanted: number): void {
  const aim = Math.max(nodesMin, Math.min(wanted, draft.state.settings.nodesMax));
  const change = aim - staying(draft).length;
  for (let count = 0; count < change; count++) draft.launchNew();
  for (let count = 0; count < -change; count++) removeNode(draft);
}

function changePace(draft: LabDraft, how: 'faster' | 'slower' | 'pause-time'): void {
  const { pace, paceBefore } = draft.state;
  const place = paces.indexOf(pace === 0 ? paceBefore : pace);
  const next = how === 'pause-time' ? (pace === 0 ? paceBefore : 0) : paces[place + (how === 'slower' ? 1 : -1)];
  if (next !== undefined) setPace(draft, next);
}

function setPace(draft: LabDraft, next: number): void {
  const { pace, paceBefore, phase } = draft.state;
  if (phase !== 'working' || next === pace) return;
  draft.state = { ...draft.state, pace: next, paceBefore: next === 0 ? paceBefore : next };
  draft.effect({ type: 'pace', pace: next });
  draft.log('info', undefined, next === 0 ? 'time stands still' : `time runs at pace ${next}`);
}

/** Barriers need time: a lab that is not at work runs at full speed. */
function atFullSpeed(draft: LabDraft): void {
  if (draft.state.pace !== 1) draft.effect({ type: 'pace', pace: 1 });
}

/** The machines stay; each becomes something else. What was dead stays dead. */
function switchTo(draft: LabDraft, to: Reorganisation): void {
  atFullSpeed(draft);
  draft.nextGeneration(to);
  const alive = draft.alive().filter(({ step }) => step !== 'launching' && step !== 'leaving');
  const random = draft.random('plan');
  const roles = modes[draft.state.mode].plan(
    alive.map(({ id }) => id),
    draft.state.settings,
    random,
  );
  for (const { id, step, endedByLab } of draft.state.nodes.values()) {
    const role = roles.get(id);
    if (role !== undefined) draft.configure(id, role);
    else if (step !== 'leaving' || endedByLab) draft.update(id, { role: undefined }); // dead, or being started again: its role is of the old mode
  }
  draft.watch();
}

/** A network needs two nodes. */
const nodesMin = 2;

/** Those that are part of the lab and not about to leave it, dead or alive. */
function staying(draft: LabDraft): NodeRecord[] {
  return [...draft.state.nodes.values()].filter(({ step }) => step !== 'leaving');
}

function removeNode(draft: LabDraft): void {
  const all = staying(draft);
  const last = all.findLast(({ role }) => role?.type !== 'server');
  if (last === undefined || all.length <= nodesMin) return;
  if (last.step === 'down') return forget(draft, last.id);
  draft.dismiss(last.id);
  draft.log('info', last.id, 'leaves');
}

function onReport(draft: LabDraft, id: NodeId, report: Report): void {
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

/** A server that cannot store what the others do would hold up every write, and has less than they have: they go on as after its death. */
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

function onExited(draft: LabDraft, id: NodeId, cause: string): void {
  const node = draft.node(id);
  if (node === undefined || node.step === 'down') return;
  const hasLeft = node.step === 'leaving';
  if (hasLeft && !node.endedByLab) return forget(draft, id);
  draft.dropFaults(heldWhere(draft.state.held, concerns(id, 'pause'))); // who is started again stands still no longer
  const why = hasLeft ? 'has left for a time' : cause;
  draft.update(id, { step: 'down', isPaused: false, cause: why, downAt: draft.now, pid: undefined });
  draft.log(hasLeft ? 'info' : 'error', id, hasLeft ? why : `is down: ${cause}`);
  if (draft.state.phase === 'starting' && node.step === 'launching')
    return draft.fail(`${id} could not start: ${cause}`);
  if (node.endedByLab && !isHeldAway(draft.state.held, id)) draft.relaunch(id);
}

function onOverdue(draft: LabDraft, generation: number, phase: LabPhase): void {
  const { state } = draft;
  if (state.generation !== generation || state.phase !== phase) return;
  const late = draft.following().filter(({ step }) => step !== 'working' && step !== 'published' && step !== 'drained');
  const names = late.map(({ id, step }) => `${id} (${step})`).join(', ');
  if (phase === 'starting') return draft.fail(`not ready in time: ${names}`);
  if (late.length > 0) draft.log('warning', undefined, `going on without ${names}`);
  if (phase === 'switching') {
    // Whoever does not follow orders for so long is as good as dead; once it is down, the others are at the barrier.
    for (const { id, step } of late) if (!hasObeyed.includes(step)) draft.effect({ type: 'kill', node: id });
  }
  if (phase === 'publishing') beginWork(draft);
  if (phase === 'draining') draft.setPhase('drained');
}

/** Moves the lab, or single latecomers, over the barriers that they have reached. */
function advance(draft: LabDraft): void {
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

/** Whether the nodes of a generation are on their way to each other; whoever comes in these phases is part of the launch. */
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

function isPublishing(state: LabState, { step }: NodeRecord): boolean {
  return isGathering(state.phase) && step === 'joining' && !awaitsEverybody(state);
}

function idsOf(nodes: readonly NodeRecord[]): NodeId[] {
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

function beginWork(draft: LabDraft): void {
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

/** At a barrier where it waits for others, or busy with what it was told last. */
const hasObeyed: readonly NodeStep[] = ['configured', 'joined', 'publishing'];
const hasPublished: readonly NodeStep[] = ['publishing', 'published', 'working'];

/** A server that comes back without anything in its store has nothing, unless another one told it everything: then everybody publishes anew. */
function republish(draft: LabDraft, server: NodeId): void {
  const others = draft.alive().filter(({ id, step }) => id !== server && hasPublished.includes(step));
  if (others.some(({ role }) => role?.type === 'server')) return;
  draft.work(idsOf(others), 'publish');
}
