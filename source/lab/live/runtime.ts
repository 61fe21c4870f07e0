import type { PaceChange } from '../../drivers/wires/paced-clock.ts';
import { findsItems } from '../../modes/modes.ts';
import type { Report, TelemetryBatch, TelemetryEvent } from '../../protocol/control/control.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { keyText } from '../../protocol/key.ts';
import { createConnections } from '../../telemetry/connections.ts';
import { createLabMetrics } from '../../telemetry/lab-metrics.ts';
import { createLinkFigures } from '../../telemetry/link-figures.ts';
import { createPlacement } from '../../telemetry/placement.ts';
import type { Cluster, ClusterEvents } from '../clusters/cluster.ts';
import { type Fault, type ScheduledFault, targetText } from '../faults/fault.ts';
import type { Intent } from '../rules/intent.ts';
import { initialLab, reduceLab } from '../rules/reduce-lab.ts';
import type { LabEffect, LabEvent, LabPhase, LabSettings, NodeRecord, NodeStep } from '../rules/state.ts';
import { buildSnapshot } from '../view/build-snapshot.ts';
import { modeFigures } from '../view/mode-figures.ts';
import type {
  LabSnapshot,
  ModeFigures,
  ModeName,
  OverlayName,
  Regime,
  SnapshotSource,
  WorkloadName,
} from '../view/snapshot.ts';
import type { GenerationFigures } from '../view/snapshot-parts.ts';
import { standstillText } from '../view/standstill-record.ts';
import { openWindow, type WindowView } from '../view/window.ts';
import { createHappenings } from './happenings.ts';
import { createLabHistory } from './history.ts';
import { createInspector } from './inspector.ts';
import { createJournal } from './journal.ts';
import { createOutside } from './outside.ts';
import { createReadBack, type HistoryFigures } from './read-back.ts';
import { impossibleFigure } from './report-figures.ts';
import { impossiblePlace } from './report-places.ts';
import { impossibleTime } from './report-times.ts';
import { createStepping } from './stepping.ts';

/** A lab that runs. */
export interface Lab {
  readonly source: SnapshotSource;
  dispatch(intent: Intent): void;
  /** Looks into a node from now on, or into none: the newest look is in the snapshot. */
  inspect(node: NodeId | undefined): void;
  /** Resolves when the lab reaches one of these phases. */
  reached(...phases: LabPhase[]): Promise<LabPhase>;
  /** Resolves after so much session time. */
  elapsed(ms: number): { readonly done: Promise<void>; cancel(): void };
  /** Lets what is open finish, begins nothing new, and waits until every sent byte was received or a moment has passed. */
  drain(): Promise<void>;
  /**
   * Reads back what was acknowledged since this generation began, if anything could be, in at most so much session time; for a lab that is drained. Its traffic is in the
   * snapshots that come after it.
   */
  check(msMax: number): Promise<HistoryFigures | undefined>;
  /** Begins to count: the function gives the figures since, until the next generation begins. */
  openWindow(): () => WindowView;
  /** Ends everything; nothing is left running. */
  close(): Promise<void>;
}

/** What a runtime is given. */
export interface LabOptions {
  readonly settings: LabSettings;
  readonly createCluster: (events: ClusterEvents) => Promise<Cluster> | Cluster;
  /** Whether to measure pings, processes and the machine; off for figures that nothing must disturb. Only one lab of a process can ping by ICMP. */
  readonly measureOutside: boolean | 'without-icmp';
}

/** Nodes that have a generation to step in. */
const hasStarted: readonly NodeStep[] = ['joining', 'joined', 'publishing', 'published', 'working'];
/** Nodes that are being started. */
const isOnItsWay: readonly NodeStep[] = ['launching', 'configuring', 'configured', 'joining'];
const frameMs = 66;
const phaseMsMax: Readonly<Partial<Record<LabPhase, number>>> = {
  starting: 20_000,
  publishing: 8_000,
  draining: 7_000,
};
/** Starting many processes takes its time: so much more for each. */
const startMsPerNode = 250;
const settleMsMax = 6_000;
const queueLookMs = 250;
/** After a death: what was under way to or from a node that was killed is never equal. */
const settleAfterDeathMsMax = 1_000;

/** Starts a lab: launches its nodes and keeps its state, its figures and its snapshot. Throws `LaunchError` when it cannot even begin. */
export async function createLab({ settings, createCluster, measureOutside }: LabOptions): Promise<Lab> {
  let state = initialLab(settings);
  const journal = createJournal();
  const listeners = new Set<() => void>();
  const phaseWaiters = new Set<() => void>();
  const pongWaiters = new Set<(sequence: number) => void>();
  let generation = beginGeneration(settings.mode, settings.overlay, settings.workload, 0);
  let history = createLabHistory();
  let before: ModeFigures | undefined;
  let workingSince: Timestamp | undefined;
  const happenings = createHappenings();
  /** Faults whose time has not come, and what calls each off. */
  const faultsToCome = new Map<ScheduledFault, () => void>();
  let paceChange: PaceChange | undefined;
  let processesReadyAt: Timestamp | undefined;
  let snapshot: LabSnapshot | undefined;
  let isDirty = true;
  let isClosed = false;

  const cluster = await createCluster({
    onReport,
    onExited(node, cause) {
      generation.metrics.retire(node);
      generation.placement.retire(node);
      generation.connections.retire(node);
      generation.achieved.retire(node);
      history.exited(node, cluster.now());
      readBack.onExited(node);
      dispatchEvent({ type: 'node-exited', node, cause });
    },
    onStoodStill(ms, kind, at) {
      happenings.stoodStill({ at, ms: Math.round(ms), kind });
      log('warning', undefined, standstillText({ ms, kind }));
    },
  });
  const stepping = createStepping({
    nodes: () =>
      [...state.nodes.values()]
        .filter(({ step, isPaused }) => hasStarted.includes(step) && !isPaused)
        .map(({ id }) => id),
    order: cluster.order,
    standAt: (sessionAt) => setPace(0, sessionAt),
    log: (node, text) => log('info', node, text),
    changed() {
      isDirty = true;
    },
  });
  const inspector = createInspector({
    order: cluster.order,
    generation: () => state.generation,
    words: (node) => cluster.words?.(node) ?? '',
    changed() {
      isDirty = true;
    },
  });
  const readBack = createReadBack({ cluster, state: () => state, revive });
  const outside = createOutside(cluster, () => [...state.nodes.values()], measureOutside);

  function beginGeneration(
    mode: ModeName,
    overlay: OverlayName,
    workload: WorkloadName,
    startedAt: Timestamp,
  ): GenerationFigures {
    const metrics = createLabMetrics();
    return {
      ...regime(mode, overlay, workload),
      workload,
      startedAt,
      metrics,
      placement: createPlacement(),
      connections: createConnections(),
      achieved: createLinkFigures(),
    };
  }

  function dispatchEvent(event: LabEvent): void {
    if (isClosed) return;
    const reduced = reduceLab(state, aimed(event), cluster.now());
    state = reduced.state;
    isDirty = true;
    for (const effect of reduced.effects) execute(effect);
    if (state.phase === 'working' && workingSince === undefined) beginFaults();
    for (const check of [...phaseWaiters]) check();
  }

  function execute(effect: LabEffect): void {
    switch (effect.type) {
      case 'launch':
        return cluster.launch(effect.node);
      case 'order':
        return cluster.order(effect.node, effect.order);
      case 'kill':
        return cluster.kill(effect.node);
      case 'pace':
        return setPace(effect.pace);
      case 'step':
        return stepping.step();
      case 'signal':
        return cluster.signal(effect.node, effect.signal);
      case 'note-fault':
        return happenings.fault({ at: cluster.now(), fault: effect.fault, target: effect.target });
      case 'note-missed':
        return happenings.missed({
          at: cluster.now(),
          fault: effect.fault,
          target: effect.target,
          why: effect.why,
        });
      case 'note-mended':
        return happenings.mended({ node: effect.node, text: effect.text });
      case 'later':
        cluster.after(effect.ms, () => dispatchEvent(effect.event));
        return;
      case 'begin-generation':
        history = createLabHistory();
        return begin(effect);
      case 'watch-phase': {
        const { phase, generation: number } = effect;
        const ms = (phaseMsMax[phase] ?? 20_000) + startMsPerNode * state.nodes.size;
        cluster.after(ms, () => dispatchEvent({ type: 'phase-overdue', generation: number, phase }));
        return;
      }
      case 'log':
        return log(effect.level, effect.node, effect.text);
    }
  }

  function setPace(pace: number, sessionAt?: Timestamp): void {
    paceChange = cluster.setPace(pace, sessionAt);
    for (const { id, step } of state.nodes.values()) {
      if (step !== 'down' && step !== 'launching') cluster.order(id, { type: 'pace', ...paceChange });
    }
    if (pace === 0 && sessionAt === undefined) stepping.look();
    if (pace !== 0) stepping.forget();
  }

  /** The work begins: what is to go wrong counts from now. */
  function beginFaults(): void {
    workingSince = cluster.now();
    for (const one of settings.faults ?? []) {
      const { atMs, fault, forMs } = one;
      const callOff = cluster.after(atMs, () => {
        faultsToCome.delete(one);
        dispatchEvent({ type: 'intent', intent: { type: 'fault', fault, forMs } });
      });
      faultsToCome.set(one, callOff);
    }
  }

  /** The work ended before their time came. */
  function callOffFaults(): void {
    for (const [{ atMs, fault }, callOff] of faultsToCome) {
      callOff();
      const at = (workingSince ?? 0) + atMs;
      happenings.missed({ at, fault: fault.type, target: targetText(fault), why: 'the run was over before' });
    }
    faultsToCome.clear();
  }

  function aimed(event: LabEvent): LabEvent {
    if (event.type !== 'intent' || event.intent.type !== 'fault') return event;
    return { ...event, intent: { ...event.intent, fault: aimedFault(event.intent.fault) } };
  }

  /** Only the figures know who is busiest. */
  function aimedFault(fault: Fault): Fault {
    if (!('target' in fault) || fault.target !== 'busiest') return fault;
    const living = [...state.nodes.values()].filter(({ step, isPaused }) => step !== 'down' && !isPaused);
    const served = (id: NodeId): number => generation.metrics.node(id).servedPerSecond;
    const busiest = living.reduce(
      (most, node) => (served(node.id) > served(most.id) ? node : most),
      living[0] as NodeRecord,
    );
    return busiest === undefined ? fault : { ...fault, target: busiest.id };
  }

  /** Figures of another workload are no comparison. */
  function begin({ mode, overlay, workload }: Extract<LabEffect, { type: 'begin-generation' }>): void {
    const isSameWork = workload === generation.workload;
    before = isSameWork ? modeFigures(generation, [...state.nodes.keys()]) : undefined;
    generation = beginGeneration(mode, overlay, workload, cluster.now());
    const text = isSameWork ? regimeText(regime(mode, overlay, workload)) : workload;
    log('info', undefined, `becomes ${text}`);
  }

  function log(level: 'info' | 'warning' | 'error', node: NodeId | undefined, text: string): void {
    journal.add({ type: 'event', at: cluster.now(), node, level, text });
    isDirty = true;
  }

  function onReport(node: NodeId, report: Report): void {
    if (isClosed) return;
    const impossible = impossibleTime(report, cluster.now());
    if (impossible !== undefined) return killFor(node, `something at ${impossible} ms`);
    const nowhere = impossiblePlace(report, cluster.hostOf?.(node));
    if (nowhere !== undefined) return killFor(node, `that it listens at ${nowhere}`);
    if (report.type === 'telemetry') {
      if (report.generation !== state.generation) return;
      const wrong = impossibleFigure(report.batch, generation.metrics.node(node).latest);
      return wrong === undefined ? fold(node, report.batch) : killFor(node, wrong);
    }
    if (report.type === 'history' || report.type === 'checked') {
      if (report.generation !== state.generation) return;
      return report.type === 'history' ? history.heard(node, report) : readBack.onChecked(node, report);
    }
    if (report.type === 'inspected') return inspector.heard(node, report);
    if (report.type === 'joined' && report.generation === state.generation) history.joined(node, cluster.now());
    if (report.type === 'next' || report.type === 'stepped') return stepping.heard(node, report);
    if (report.type === 'ready' && paceChange !== undefined) cluster.order(node, { type: 'pace', ...paceChange });
    if (report.type === 'pong') {
      for (const waiter of [...pongWaiters]) waiter(report.sequence);
      return outside.onPong(node, report.sequence);
    }
    dispatchEvent({ type: 'report', node, report });
    if (processesReadyAt === undefined && [...state.nodes.values()].every(({ pid }) => pid !== undefined)) {
      processesReadyAt = cluster.now();
    }
  }

  function killFor(node: NodeId, impossible: string): void {
    log('error', node, `reports ${impossible}, which cannot be: the lab kills it`);
    cluster.kill(node);
  }

  function fold(node: NodeId, batch: TelemetryBatch): void {
    generation.metrics.fold(node, batch);
    // While it drains, a link has nothing to do: the figures stay those of the work.
    if (state.phase !== 'draining' && state.phase !== 'drained') generation.achieved.fold(node, batch);
    for (const flow of batch.flows) generation.connections.flowed(node, flow, batch.at);
    for (const event of batch.events) foldEvent(node, event);
    isDirty = true;
  }

  function foldEvent(node: NodeId, event: TelemetryEvent): void {
    switch (event.type) {
      case 'operation':
        return journal.operation(node, event);
      case 'item-held':
        return generation.placement.held(node, event);
      case 'item-dropped':
        return generation.placement.dropped(node, event.hash);
      case 'record-held':
      case 'record-dropped':
        return generation.placement.recorded(node, keyText(event.key), event.type === 'record-held');
      case 'repaired': {
        generation.placement.repaired(event.name, event.at);
        const text = `repaired ${event.name}: ${event.lost} was lost, ${event.replacement} keeps a replica now`;
        return journal.add({ type: 'event', at: event.at, node, level: 'info', text });
      }
      case 'connection-opened':
        return generation.connections.opened(node, event);
      case 'connection-closed':
        generation.connections.closed(node, event.node);
        if (!event.planned) log('warning', node, `lost its connection to ${event.node}: ${event.reason}`);
        return;
      case 'protocol-error':
        return journal.add({
          type: 'event',
          at: event.at,
          node,
          level: 'warning',
          text: `${event.code}: ${event.text}`,
        });
      case 'notice':
        return journal.add({ type: 'event', at: event.at, node, level: 'warning', text: event.text });
    }
  }

  function current(): LabSnapshot {
    if (snapshot !== undefined && !isDirty) return snapshot;
    isDirty = false;
    const { firstServedAt } = generation.metrics;
    const firstRequestMs = firstServedAt === undefined ? undefined : firstServedAt - generation.startedAt;
    snapshot = buildSnapshot({
      state,
      now: cluster.now(),
      measuredOn: cluster.measuredOn,
      generation,
      outside: outside.figures(),
      log: journal.entries(),
      startup: { processesReadyMs: processesReadyAt, firstRequestMs },
      before,
      happened: happenings.view(workingSince, cluster.now()),
      next: stepping.next(),
      inspection: inspector.view(),
    });
    return snapshot;
  }

  const frame = setInterval(() => {
    if (isDirty || outside.takeChanged()) {
      isDirty = true;
      for (const listener of listeners) listener();
    }
  }, frameMs);

  /** Resolves when something is true of the lab's state. */
  function comesTo(isSo: () => boolean): { readonly done: Promise<void>; cancel(): void } {
    let end: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      const check = (): void => {
        if (isSo()) end();
      };
      end = () => {
        phaseWaiters.delete(check);
        resolve();
      };
      phaseWaiters.add(check);
      check();
    });
    return { done, cancel: () => end() };
  }

  async function reached(...phases: LabPhase[]): Promise<LabPhase> {
    await comesTo(() => phases.includes(state.phase)).done;
    return state.phase;
  }

  /** Starts again all that can be, and waits until they are part of the network, and what a crowd has left in line is worked off, or until a time. */
  async function revive(until: Timestamp): Promise<void> {
    dispatchEvent({ type: 'revive' });
    const back = comesTo(() => ![...state.nodes.values()].some(({ step }) => isOnItsWay.includes(step)));
    const cancelTimer = cluster.after(Math.max(1, until - cluster.now()), back.cancel);
    await back.done;
    cancelTimer();
    const waits = (): boolean =>
      [...state.nodes.keys()].some((id) => (generation.metrics.node(id).latest?.queueLength ?? 0) > 0);
    do {
      await everybodyReports(until);
      if (waits()) await elapsed(queueLookMs).done;
    } while (waits() && cluster.now() < until);
  }

  function elapsed(ms: number): { readonly done: Promise<void>; cancel(): void } {
    let finish: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const cancelTimer = cluster.after(ms, finish);
    return {
      done,
      cancel() {
        cancelTimer();
        finish();
      },
    };
  }

  /**
   * Asks everybody for a report until what was sent was received and nothing but upkeep was sent since the round before, twice in a row. Equal sums
   * alone can be chance, since reports are not of one moment: one message counted by its receiver alone makes up for another that is under way.
   */
  async function settle(): Promise<void> {
    const hasLost = [...state.nodes.values()].some(({ step, incarnation }) => step === 'down' || incarnation > 0);
    const until = cluster.now() + (hasLost ? settleAfterDeathMsMax : settleMsMax);
    let equalRounds = 0;
    let workBefore: number | undefined;
    while (equalRounds < 2 && cluster.now() < until) {
      await everybodyReports(until);
      const { metrics } = generation;
      const { query, hit, content } = metrics.sent('messages');
      const work = query + hit + content;
      const isEqual = metrics.sum('bytesSent') === metrics.sum('bytesReceived') && work === workBefore;
      equalRounds = isEqual ? equalRounds + 1 : 0;
      workBefore = work;
    }
    isDirty = true;
  }

  function everybodyReports(until: Timestamp): Promise<void> {
    const missing = new Set<number>();
    for (const { id, step, isPaused } of state.nodes.values()) {
      if (step === 'down' || step === 'launching' || isPaused) continue;
      const sequence = outside.nextSequence();
      missing.add(sequence);
      cluster.order(id, { type: 'ping', sequence });
    }
    return new Promise((resolve) => {
      const finish = (): void => {
        pongWaiters.delete(onPong);
        cancel();
        resolve();
      };
      const onPong = (sequence: number): void => {
        if (missing.delete(sequence) && missing.size === 0) finish();
      };
      const cancel = cluster.after(Math.max(1, until - cluster.now()), finish);
      pongWaiters.add(onPong);
    });
  }

  dispatchEvent({ type: 'start' });
  return {
    source: {
      current,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    dispatch: (intent) => dispatchEvent({ type: 'intent', intent }),
    inspect: inspector.watch,
    reached,
    elapsed,
    async drain() {
      callOffFaults();
      dispatchEvent({ type: 'drain' });
      cluster.after(phaseMsMax.draining ?? 0, () =>
        dispatchEvent({ type: 'phase-overdue', generation: state.generation, phase: 'draining' }),
      );
      await reached('drained', 'failed');
      await settle();
    },
    check: (msMax) => readBack.check(history, msMax),
    openWindow: () => openWindow(generation.metrics.latency),
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(frame);
      inspector.close();
      outside.close();
      await cluster.close();
    },
  };
}

function regime(mode: ModeName, overlay: OverlayName, workload: WorkloadName): Regime {
  return { mode, overlay: mode === 'peer-to-peer' && findsItems(workload) ? overlay : undefined };
}

function regimeText({ mode, overlay }: Regime): string {
  return overlay === undefined ? mode : `${mode} (${overlay})`;
}
