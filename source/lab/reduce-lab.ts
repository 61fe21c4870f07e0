import { assertNever } from '../base/assert.ts';
import { createRandom } from '../base/random.ts';
import { modes, otherMode } from '../modes/modes.ts';
import type { Report, WorkPhase } from '../protocol/control.ts';
import { type NodeId, nodeId, type Timestamp } from '../protocol/ids.ts';
import type { Contact, NodePlan, RolePlan } from '../protocol/plan.ts';
import type { Intent } from './intent.ts';
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
  };
}

/**
 * The lab as a state machine. A generation goes through barriers that every living node must reach: configured (all listen), joined (all
 * connections are tried), published (all items are authored), then the work runs. A node that comes later passes the same steps alone.
 */
export function reduceLab(before: LabState, event: LabEvent, now: Timestamp): Reduced {
  const draft = new Draft(before, now);
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
    case 'drain':
      draft.setPhase('draining');
      for (const { id } of draft.alive()) draft.work(id, 'drain');
      break;
    default:
      assertNever(event);
  }
  advance(draft);
  return draft.result();
}

function onIntent(draft: Draft, intent: Intent): void {
  switch (intent.type) {
    case 'switch-mode':
      if (draft.state.phase !== 'working' && draft.state.phase !== 'publishing') return;
      return switchMode(draft);
    case 'add-node':
      if (draft.state.nodes.size < draft.state.settings.nodesMax) draft.launchNew();
      return;
    case 'remove-node':
      return removeNode(draft);
    case 'kill-node':
      if (draft.isAlive(intent.node)) draft.effect({ type: 'kill', node: intent.node });
      return;
    case 'restart-node':
      if (draft.node(intent.node)?.step === 'down') draft.relaunch(intent.node);
      return;
    case 'quit':
      return;
  }
}

/** The machines stay; each becomes something else. What was dead stays dead. */
function switchMode(draft: Draft): void {
  draft.nextGeneration(otherMode(draft.state.mode));
  const alive = draft.alive().filter(({ step }) => step !== 'launching' && step !== 'leaving');
  const random = draft.random('plan');
  const roles = modes[draft.state.mode].plan(
    alive.map(({ id }) => id),
    draft.state.settings,
    random,
  );
  for (const { id, step } of draft.state.nodes.values()) {
    const role = roles.get(id);
    if (role !== undefined) draft.configure(id, role);
    else if (step !== 'leaving') draft.update(id, { role: undefined }); // dead, or being started again: its role is of the old mode
  }
  draft.watch();
}

function removeNode(draft: Draft): void {
  const removable = [...draft.state.nodes.values()].filter(
    ({ role, step }) => role?.type !== 'server' && step !== 'leaving',
  );
  const last = removable.at(-1);
  if (last === undefined || draft.state.nodes.size <= 2) return;
  if (last.step === 'down') return draft.remove(last.id);
  draft.update(last.id, { step: 'leaving' });
  draft.order(last.id, { type: 'shutdown' });
  draft.log('info', last.id, 'leaves');
}

function onReport(draft: Draft, id: NodeId, report: Report): void {
  const node = draft.node(id);
  if (node === undefined || node.step === 'down' || node.step === 'leaving') return;
  if ('generation' in report && report.generation !== draft.state.generation) return; // late
  switch (report.type) {
    case 'ready':
      draft.update(id, { pid: report.pid });
      return onReady(draft, node);
    case 'configured':
      draft.update(id, { host: report.host, port: report.port, step: 'configured' });
      return;
    case 'joined':
      return draft.update(id, { step: 'joined' });
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
      return; // folded elsewhere
  }
}

/** Its process is there: it becomes part of the launch, or joins what is running. */
function onReady(draft: Draft, { id, role }: NodeRecord): void {
  const { phase, mode, settings, nodes } = draft.state;
  if (phase === 'starting') return draft.update(id, { step: 'configuring' });
  const present = new Map([...nodes.values()].flatMap((other) => presentRole(other, id)));
  draft.configure(id, role ?? modes[mode].planJoin(present, settings, draft.random(`join of ${id}`)));
}

function presentRole(other: NodeRecord, newcomer: NodeId): [NodeId, RolePlan][] {
  if (other.id === newcomer || other.role === undefined || other.step === 'down' || other.step === 'leaving') return [];
  return [[other.id, other.role]];
}

function onExited(draft: Draft, id: NodeId, cause: string): void {
  const node = draft.node(id);
  if (node === undefined) return;
  if (node.step === 'leaving') return draft.remove(id);
  draft.update(id, { step: 'down', cause, downAt: draft.now, pid: undefined });
  draft.log('error', id, `is down: ${cause}`);
  if (draft.state.phase === 'starting' && node.step === 'launching') draft.fail(`${id} could not start: ${cause}`);
}

function onOverdue(draft: Draft, generation: number, phase: LabPhase): void {
  const { state } = draft;
  if (state.generation !== generation || state.phase !== phase) return;
  const late = draft.alive().filter(({ step }) => step !== 'working' && step !== 'published' && step !== 'drained');
  const names = late.map(({ id, step }) => `${id} (${step})`).join(', ');
  if (phase === 'starting') return draft.fail(`not ready in time: ${names}`);
  draft.log('warning', undefined, `going on without ${names}`);
  if (phase === 'switching') {
    // Whoever does not follow orders for so long is as good as dead; once it is down, the others are at the barrier.
    for (const { id, step } of late)
      if (step !== 'joined' && step !== 'configured') draft.effect({ type: 'kill', node: id });
  }
  if (phase === 'publishing') beginWork(draft);
  if (phase === 'draining') draft.setPhase('drained');
}

/** Moves the lab, or single latecomers, over the barriers that they have reached. */
function advance(draft: Draft): void {
  const { phase } = draft.state;
  if (phase === 'starting') planLaunch(draft);
  if (phase === 'starting' || phase === 'switching') {
    if (draft.allAt('configured')) draft.start(draft.alive());
    if (draft.allAt('joined')) {
      draft.setPhase('publishing');
      draft.watch();
      for (const { id } of draft.alive()) draft.work(id, 'publish');
    }
    return;
  }
  if (phase === 'publishing' || phase === 'working') advanceLatecomers(draft);
  if (draft.state.phase === 'publishing' && draft.allAt('published')) beginWork(draft);
  if (phase === 'draining' && draft.allAt('drained')) draft.setPhase('drained');
}

/** Roles are planned once, when every process of the launch is there that did not die on the way. */
function planLaunch(draft: Draft): void {
  const all = draft.alive();
  if (all.length === 0 || !all.every(({ step, role }) => step === 'configuring' && role === undefined)) return;
  const ids = all.map(({ id }) => id);
  const roles = modes[draft.state.mode].plan(ids, draft.state.settings, draft.random('plan'));
  for (const [id, role] of roles) draft.configure(id, role);
}

function beginWork(draft: Draft): void {
  draft.setPhase('working');
  for (const { id } of draft.alive()) draft.work(id, 'run');
}

function advanceLatecomers(draft: Draft): void {
  for (const { id, step, role } of draft.alive()) {
    if (step === 'configured') {
      draft.start([{ id }]);
      draft.tellContacts(id);
    } else if (step === 'joined') {
      draft.work(id, 'publish');
      if (role?.type === 'server') republish(draft, id);
    } else if (step === 'published' && draft.state.phase === 'working') {
      for (const other of draft.alive()) {
        if (other.step === 'working' || other.id === id) draft.work(other.id, 'run');
      }
    }
  }
}

const hasPublished: readonly NodeStep[] = ['publishing', 'published', 'working'];

/** A server that comes back has nothing: everybody publishes anew. */
function republish(draft: Draft, server: NodeId): void {
  for (const { id, step } of draft.alive()) {
    if (id !== server && hasPublished.includes(step)) draft.work(id, 'publish');
  }
}

const stepAfterWork: Readonly<Record<WorkPhase, NodeStep>> = {
  publish: 'publishing',
  run: 'working',
  drain: 'draining',
};

/** A state in the making, with the effects it calls for. */
class Draft {
  state: LabState;
  readonly now: Timestamp;
  readonly #effects: LabEffect[] = [];

  constructor(state: LabState, now: Timestamp) {
    this.state = state;
    this.now = now;
  }

  result(): Reduced {
    return { state: this.state, effects: this.#effects };
  }

  effect(effect: LabEffect): void {
    this.#effects.push(effect);
  }

  log(level: 'info' | 'warning' | 'error', node: NodeId | undefined, text: string): void {
    this.effect({ type: 'log', level, node, text });
  }

  node(id: NodeId): NodeRecord | undefined {
    return this.state.nodes.get(id);
  }

  isAlive(id: NodeId): boolean {
    return this.alive().some((node) => node.id === id);
  }

  alive(): NodeRecord[] {
    return [...this.state.nodes.values()].filter(({ step }) => step !== 'down' && step !== 'leaving');
  }

  /** Whether every living node of the launch stands at a step; one that is still being launched into a running lab does not count. */
  allAt(step: NodeStep): boolean {
    const counted = this.alive().filter((node) => this.state.phase === 'starting' || node.step !== 'launching');
    return counted.length > 0 && counted.every((node) => node.step === step);
  }

  update(id: NodeId, change: Partial<NodeRecord>): void {
    const node = this.node(id);
    if (node !== undefined)
      this.state = { ...this.state, nodes: new Map(this.state.nodes).set(id, { ...node, ...change }) };
  }

  remove(id: NodeId): void {
    const nodes = new Map(this.state.nodes);
    nodes.delete(id);
    this.state = { ...this.state, nodes };
  }

  setPhase(phase: LabPhase): void {
    this.state = { ...this.state, phase };
  }

  fail(failure: string): void {
    this.state = { ...this.state, phase: 'failed', failure };
  }

  /** Calls `phase-overdue` when this phase takes too long. */
  watch(): void {
    this.effect({ type: 'watch-phase', phase: this.state.phase, generation: this.state.generation });
  }

  nextGeneration(mode: LabState['mode']): void {
    this.state = { ...this.state, mode, generation: this.state.generation + 1, phase: 'switching' };
    this.effect({ type: 'begin-generation', mode });
  }

  launchNew(): void {
    const id = nodeId(this.state.nextNumber);
    const node: NodeRecord = {
      id,
      step: 'launching',
      incarnation: 0,
      role: undefined,
      pid: undefined,
      host: undefined,
      port: 0,
      cause: undefined,
      downAt: undefined,
    };
    const nodes = new Map(this.state.nodes).set(id, node);
    this.state = { ...this.state, nodes, nextNumber: this.state.nextNumber + 1 };
    this.effect({ type: 'launch', node: id });
  }

  relaunch(id: NodeId): void {
    const incarnation = (this.node(id)?.incarnation ?? 0) + 1;
    this.update(id, { step: 'launching', incarnation, cause: undefined, downAt: undefined });
    this.effect({ type: 'launch', node: id });
    this.log('info', id, 'is started again');
  }

  configure(id: NodeId, role: RolePlan): void {
    const { generation, settings, mode } = this.state;
    const asks = modes[mode].asks(role);
    const { seed, valueSize, itemsPerNode, concurrency, capacity } = settings;
    const plan: NodePlan = {
      role,
      capacity,
      workload: { seed, valueSize, itemsPerNode, concurrency: asks ? concurrency : 0 },
      seed: this.random(`${id} ${this.node(id)?.incarnation ?? 0}`).uint32(),
    };
    this.update(id, { step: 'configuring', role });
    this.order(id, { type: 'configure', generation, plan });
  }

  start(nodes: readonly { readonly id: NodeId }[]): void {
    const { generation } = this.state;
    const contacts = this.contacts();
    for (const { id } of nodes) {
      this.update(id, { step: 'joining' });
      this.order(id, { type: 'start', generation, contacts });
    }
  }

  /** Tells everybody but the newcomer where everybody is. */
  tellContacts(newcomer: NodeId): void {
    const { generation } = this.state;
    const contacts = this.contacts();
    for (const { id, step } of this.alive()) {
      if (id !== newcomer && step !== 'launching') this.order(id, { type: 'contacts', generation, contacts });
    }
  }

  work(id: NodeId, phase: WorkPhase): void {
    const { generation, nodes, settings, mode } = this.state;
    const authors = [...nodes.keys()];
    const asking = [...nodes.values()].filter(({ role }) => role !== undefined && modes[mode].asks(role));
    const isAsking = asking.some((node) => node.id === id);
    const rate = isAsking ? settings.rate / asking.length : 0;
    this.update(id, { step: stepAfterWork[phase] });
    this.order(id, { type: 'work', generation, phase, authors, rate });
  }

  order(node: NodeId, order: Extract<LabEffect, { type: 'order' }>['order']): void {
    this.effect({ type: 'order', node, order });
  }

  random(label: string): ReturnType<typeof createRandom> {
    return createRandom(this.state.settings.seed).fork(`${label}, generation ${this.state.generation}`);
  }

  contacts(): Contact[] {
    return [...this.state.nodes.values()].flatMap(({ id, host, port }) =>
      host === undefined ? [] : [{ node: id, host, port }],
    );
  }
}
