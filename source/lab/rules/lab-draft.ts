import { createRandom } from '../../base/random.ts';
import { isLoopback, slowedLink } from '../../links/link-profile.ts';
import { type LinkPlan, linkDescription, linkOf, linkPlanText } from '../../links/link-text.ts';
import { isFreeRiding } from '../../modes/free-riders.ts';
import { modes } from '../../modes/modes.ts';
import type { WorkPhase } from '../../protocol/control/fields.ts';
import type { Contact, NodePlan, RolePlan } from '../../protocol/control/plan.ts';
import { type NodeId, nodeId, type Timestamp } from '../../protocol/ids.ts';
import { notesPerLifeMax } from '../../workloads/notes.ts';
import { cutFrom } from '../faults/cut-pair.ts';
import type { HeldFault } from '../faults/held-faults.ts';
import type { Reorganisation } from './intent.ts';
import type { LabEffect, LabPhase, LabState, NodeRecord, NodeStep } from './state.ts';
import { storeRegime } from './store-regime.ts';
import { workloadPlan } from './workload-plan.ts';

/** Notes of a node that was started again are numbered on behind those of its earlier lives. */
function writingOf(share: number, incarnation: number): NodePlan['writing'] {
  return share === 0 ? undefined : { share, firstNote: 1 + incarnation * notesPerLifeMax };
}

const stepAfterWork: Readonly<Record<WorkPhase, NodeStep>> = {
  publish: 'publishing',
  run: 'working',
  drain: 'draining',
};

const beforeBarrier: readonly NodeStep[] = ['launching', 'configuring', 'configured', 'joining', 'joined'];

/** A lab's state in the making, with the effects that it calls for: the words in which `reduceLab` is written. */
export class LabDraft {
  state: LabState;
  readonly now: Timestamp;
  readonly #effects: LabEffect[] = [];
  /** The nodes of `state` once they were copied; a draft copies them once, whatever number of them it changes. */
  #nodes: Map<NodeId, NodeRecord> | undefined;

  constructor(state: LabState, now: Timestamp) {
    this.state = state;
    this.now = now;
  }

  result(): { readonly state: LabState; readonly effects: readonly LabEffect[] } {
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

  /** The living nodes that can follow orders. A node that was paused before it was configured hears what comes next when it goes on. */
  following(): NodeRecord[] {
    return this.alive().filter(({ isPaused, step }) => !isPaused || !beforeBarrier.includes(step));
  }

  /** Whether every living node of the launch stands at a step. A node that is still being launched into a running lab does not count. */
  allAt(step: NodeStep): boolean {
    return this.allAtOneOf([step]);
  }

  /** The same for several steps. It is asked after every report, and mostly the first node that is not there answers it. */
  allAtOneOf(steps: readonly NodeStep[]): boolean {
    let counted = 0;
    for (const { step, isPaused } of this.state.nodes.values()) {
      if (step === 'down' || step === 'leaving' || isPaused) continue;
      if (step === 'launching' && this.state.phase !== 'starting') continue;
      if (!steps.includes(step)) return false;
      counted++;
    }
    return counted > 0;
  }

  update(id: NodeId, change: Partial<NodeRecord>): void {
    const node = this.node(id);
    if (node !== undefined) this.#ownNodes().set(id, { ...node, ...change });
  }

  remove(id: NodeId): void {
    this.#ownNodes().delete(id);
  }

  /** Remembers that a fault holds; gives its id. */
  holdFault(one: HeldFault): number {
    const { held, nextFault } = this.state;
    this.state = { ...this.state, held: new Map([...held, [nextFault, one]]), nextFault: nextFault + 1 };
    return nextFault;
  }

  /** These faults hold no longer; gives those that did. */
  dropFaults(ids: readonly number[]): readonly HeldFault[] {
    if (ids.length === 0) return [];
    const held = new Map(this.state.held);
    const dropped = ids.flatMap((id) => held.get(id) ?? []);
    for (const id of ids) held.delete(id);
    this.state = { ...this.state, held };
    return dropped;
  }

  /** Asks a node to go. */
  dismiss(id: NodeId): void {
    this.update(id, { step: 'leaving' });
    this.order(id, { type: 'shutdown' });
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

  nextGeneration({ mode = this.state.mode, ...change }: Reorganisation): void {
    const settings = { ...this.state.settings, ...change };
    const { overlay, workload } = settings;
    this.state = { ...this.state, settings, mode, generation: this.state.generation + 1, phase: 'switching' };
    this.effect({ type: 'begin-generation', mode, overlay, workload });
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
      restored: 0,
      storeTrouble: undefined,
      pastStoreTrouble: undefined,
      downAt: undefined,
      isPaused: false,
      endedByLab: false,
      slowness: 1,
    };
    this.#ownNodes().set(id, node);
    this.state = { ...this.state, nextNumber: this.state.nextNumber + 1 };
    this.effect({ type: 'launch', node: id });
  }

  relaunch(id: NodeId): void {
    const incarnation = (this.node(id)?.incarnation ?? 0) + 1;
    const fresh = { cause: undefined, downAt: undefined, isPaused: false, endedByLab: false };
    this.update(id, { step: 'launching', incarnation, ...fresh });
    this.effect({ type: 'launch', node: id });
    this.log('info', id, 'is started again');
  }

  configure(id: NodeId, role: RolePlan): void {
    const { generation, settings, mode } = this.state;
    const plan: NodePlan = {
      role,
      capacity: settings.capacity,
      workload: workloadPlan(settings, mode, {
        node: id,
        role,
        source: this.#source(),
        nodes: [...this.state.nodes.keys()],
      }),
      seed: this.random(`${id} ${this.node(id)?.incarnation ?? 0}`).uint32(),
      writing: writingOf(settings.writeShare ?? 0, this.node(id)?.incarnation ?? 0),
    };
    const store = settings.durability === 'memory' ? undefined : storeRegime(this.state, role);
    this.update(id, { step: 'configuring', role, restored: 0, storeTrouble: undefined });
    if (!isLoopback(linkOf(settings.link, id))) this.orderLink(id); // a new process has loopback already
    if (cutFrom(id, this.state.cuts).length > 0) this.orderCuts(id);
    this.order(id, { type: 'configure', generation, plan, store });
    if (this.node(id)?.slowness !== 1) this.orderSlowness(id);
  }

  orderLink(id: NodeId): void {
    const { seed, link } = this.state.settings;
    const slowed = slowedLink(linkOf(link, id), this.node(id)?.slowness ?? 1);
    this.order(id, { type: 'link', link: slowed, seed: createRandom(seed).fork(`link of ${id}`).uint32() });
  }

  /** Its service and its link. */
  orderSlowness(id: NodeId): void {
    this.order(id, { type: 'slow', times: this.node(id)?.slowness ?? 1 });
    if (!isLoopback(linkOf(this.state.settings.link, id))) this.orderLink(id);
  }

  orderCuts(id: NodeId): void {
    this.order(id, { type: 'unreachable', nodes: cutFrom(id, this.state.cuts) });
  }

  /** Tells each node whose cuts have changed which nodes it cannot reach from now on. */
  setCuts(cuts: LabState['cuts']): void {
    const before = this.state.cuts;
    this.state = { ...this.state, cuts };
    for (const { id, step } of this.alive()) {
      const isConcerned = cutFrom(id, before).length > 0 || cutFrom(id, cuts).length > 0;
      if (step !== 'launching' && isConcerned) this.orderCuts(id);
    }
  }

  setLink(link: LinkPlan): void {
    this.state = { ...this.state, settings: { ...this.state.settings, link } };
    for (const { id, step } of this.alive()) if (step !== 'launching') this.orderLink(id);
    const others = link.nodes.size === 0 ? '' : `; all: ${linkPlanText(link)}`;
    this.log('info', undefined, `links become ${linkDescription(link.lab)}${others}`);
  }

  /** The first node: in client-server mode the server. It stays the source of a generation when it dies. */
  #source(): NodeId {
    for (const { id, role } of this.state.nodes.values()) if (role !== undefined) return id;
    return nodeId(1);
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

  work(ids: readonly NodeId[], phase: WorkPhase): void {
    this.orderWork(ids, phase);
    for (const id of ids) this.update(id, { step: stepAfterWork[phase] });
  }

  /** Orders work and leaves the nodes at their step: publishing waits in the node until it has joined. */
  orderWork(ids: readonly NodeId[], phase: WorkPhase): void {
    const { generation, nodes, settings, mode } = this.state;
    const authors = [...nodes.keys()].filter((node) => !isFreeRiding(node, settings.freeRiders));
    const asking = new Set<NodeId>();
    for (const { id, role } of nodes.values()) if (role !== undefined && modes[mode].asks(role)) asking.add(id);
    for (const id of ids) {
      const rate = asking.has(id) ? settings.rate / asking.size : 0;
      this.order(id, { type: 'work', generation, phase, authors, rate });
    }
  }

  order(node: NodeId, order: Extract<LabEffect, { type: 'order' }>['order']): void {
    this.effect({ type: 'order', node, order });
  }

  #ownNodes(): Map<NodeId, NodeRecord> {
    if (this.#nodes === undefined) {
      this.#nodes = new Map(this.state.nodes);
      this.state = { ...this.state, nodes: this.#nodes };
    }
    return this.#nodes;
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
