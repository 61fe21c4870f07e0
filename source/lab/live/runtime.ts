import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { createAcknowledgements } from '../check/acknowledgements.ts';
import { createReadBack, type HistoryFigures } from '../check/read-back.ts';
import type { Cluster, ClusterEvents } from '../clusters/cluster.ts';
import type { Intent } from '../rules/intent.ts';
import { initialLab, reduceLab } from '../rules/reduce-lab.ts';
import type { LabEvent, LabPhase, LabSettings, NodeStep } from '../rules/state.ts';
import { buildSnapshot } from '../view/build-snapshot.ts';
import type { LabSnapshot, SnapshotSource } from '../view/snapshot.ts';
import { standstillText } from '../view/standstill-record.ts';
import { openWindow, type WindowView } from '../view/window.ts';
import { aimed } from './aim-fault.ts';
import { createEffects } from './effects.ts';
import { createFaultSchedule } from './fault-schedule.ts';
import { createGenerations } from './generation.ts';
import { createHappenings } from './happenings.ts';
import { impossibleIn } from './impossible-report.ts';
import { createInspector } from './inspector.ts';
import { createJournal } from './journal.ts';
import { createLabPace } from './lab-pace.ts';
import { createOutside } from './outside.ts';
import { createReportRoutes } from './report-routes.ts';
import { createRunEnd } from './run-end.ts';
import { createSettling } from './settle.ts';
import { createSnapshots } from './snapshots.ts';
import { createStepping } from './stepping.ts';
import { createWaiting, type Wait } from './waiting.ts';

/** A lab that runs. */
export interface Lab {
  readonly source: SnapshotSource;
  /** Session time. A snapshot may be a moment older: it is made anew when something has changed. */
  now(): Timestamp;
  dispatch(intent: Intent): void;
  /** Looks into a node from now on, or into none: the newest look is in the snapshot. */
  inspect(node: NodeId | undefined): void;
  /** Resolves when the lab reaches one of these phases. */
  reached(...phases: LabPhase[]): Promise<LabPhase>;
  /** Resolves after so much session time. */
  elapsed(ms: number): Wait;
  /** Begins nothing new, lets what is open finish, and waits until every byte that was sent was received, or a moment has passed. */
  drain(): Promise<void>;
  /**
   * Reads back what was acknowledged since this generation began, if anything could be, in at most so much session time. The lab is to be drained
   * before. The traffic of reading is in the snapshots that come after it.
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

/** Starts a lab: launches its nodes and keeps its state, its figures and its snapshot. Throws `LaunchError` when it cannot even begin. */
export async function createLab({ settings, createCluster, measureOutside }: LabOptions): Promise<Lab> {
  let state = initialLab(settings);
  const journal = createJournal();
  const generations = createGenerations(settings);
  const happenings = createHappenings();
  let acknowledgements = createAcknowledgements();
  let processesReadyAt: Timestamp | undefined;
  let isClosed = false;
  const nodes = () => [...state.nodes.values()];

  const cluster = await createCluster({
    onReport: hear,
    onExited(node, cause) {
      generations.retire(node);
      acknowledgements.exited(node, cluster.now());
      readBack.onExited(node);
      dispatchEvent({ type: 'node-exited', node, cause });
    },
    onStoodStill(ms, kind, at) {
      happenings.stoodStill({ at, ms: Math.round(ms), kind });
      log('warning', undefined, standstillText({ ms, kind }));
    },
  });
  const outside = createOutside(cluster, nodes, measureOutside);
  const snapshots = createSnapshots(build, outside.takeChanged);
  const waiting = createWaiting(cluster.after);
  const stepping = createStepping({
    nodes: () =>
      nodes()
        .filter(({ step, isPaused }) => hasStarted.includes(step) && !isPaused)
        .map(({ id }) => id),
    order: cluster.order,
    standAt: (sessionAt) => pace.set(0, sessionAt),
    logStep: (node, step) => journal.logStep(cluster.now(), node, step),
    changed: snapshots.changed,
  });
  const pace = createLabPace(cluster, nodes, stepping);
  const inspector = createInspector({
    order: cluster.order,
    generation: () => state.generation,
    words: (node) => cluster.words?.(node) ?? '',
    changed: snapshots.changed,
  });
  const settling = createSettling({
    ...{ cluster, waiting, nodes },
    metrics: () => generations.current.metrics,
    nextSequence: outside.nextSequence,
  });
  const end = createRunEnd({ cluster, waiting, settling, state: () => state, dispatch: dispatchEvent });
  const readBack = createReadBack({ cluster, state: () => state, revive: end.revive });
  const schedule = createFaultSchedule(settings.faults ?? [], {
    cluster,
    missed: happenings.missed,
    happen: (fault, forMs) => dispatchEvent({ type: 'intent', intent: { type: 'fault', fault, forMs } }),
  });
  const execute = createEffects({
    ...{ cluster, happenings, log },
    count: () => state.nodes.size,
    setPace: pace.set,
    step: stepping.step,
    begin(to) {
      acknowledgements = createAcknowledgements();
      log('info', undefined, `becomes ${generations.begin(to, cluster.now(), [...state.nodes.keys()])}`);
    },
    dispatch: dispatchEvent,
  });
  const route = createReportRoutes({
    ...{ fold, readBack, inspector, stepping, settling, outside },
    generation: () => state.generation,
    acknowledgements: () => acknowledgements,
    others(node, report, isLate) {
      if (report.type === 'joined' && !isLate) acknowledgements.joined(node, cluster.now());
      if (report.type === 'ready') pace.tell(node);
      dispatchEvent({ type: 'report', node, report });
      if (processesReadyAt === undefined && nodes().every(({ pid }) => pid !== undefined))
        processesReadyAt = cluster.now();
    },
  });

  function dispatchEvent(event: LabEvent): void {
    if (isClosed) return;
    const reduced = reduceLab(state, aimed(event, state.nodes.values(), generations.current.metrics), cluster.now());
    state = reduced.state;
    snapshots.changed();
    for (const effect of reduced.effects) execute(effect);
    if (state.phase === 'working') schedule.begin();
    waiting.check();
  }

  function log(level: 'info' | 'warning' | 'error', node: NodeId | undefined, text: string): void {
    journal.log(cluster.now(), level, node, text);
    snapshots.changed();
  }

  /** A node that reports what cannot be is killed. */
  function hear(node: NodeId, report: Report): void {
    if (isClosed) return;
    const impossible = impossibleIn(report, {
      now: cluster.now(),
      host: cluster.hostOf?.(node),
      generation: state.generation,
      latest: generations.current.metrics.node(node).latest,
    });
    if (impossible === undefined) return route(node, report);
    log('error', node, `reports ${impossible}, which cannot be: the lab kills it`);
    cluster.kill(node);
  }

  function fold(node: NodeId, { batch }: Extract<Report, { type: 'telemetry' }>): void {
    generations.fold(node, batch, state.phase === 'draining' || state.phase === 'drained');
    for (const event of batch.events) journal.tell(node, event, cluster.now());
    snapshots.changed();
  }

  function build(): LabSnapshot {
    const { current: generation, before } = generations;
    const { firstServedAt } = generation.metrics;
    const firstRequestMs = firstServedAt === undefined ? undefined : firstServedAt - generation.startedAt;
    return buildSnapshot({
      state,
      now: cluster.now(),
      measuredOn: cluster.measuredOn,
      generation,
      outside: outside.figures(),
      log: journal.entries(),
      startup: { processesReadyMs: processesReadyAt, firstRequestMs },
      before,
      happened: happenings.view(schedule.workingSince, cluster.now()),
      next: stepping.next(),
      inspection: inspector.view(),
    });
  }

  dispatchEvent({ type: 'start' });
  return {
    source: snapshots.source,
    dispatch: (intent) => dispatchEvent({ type: 'intent', intent }),
    inspect: inspector.watch,
    reached: end.reached,
    now: cluster.now,
    elapsed: waiting.elapsed,
    async drain() {
      schedule.callOff();
      await end.drain();
      snapshots.changed();
    },
    check: (msMax) => readBack.check(acknowledgements, msMax),
    openWindow: () => openWindow(generations.current.metrics.latency),
    async close() {
      if (isClosed) return;
      isClosed = true;
      snapshots.close();
      inspector.close();
      outside.close();
      await cluster.close();
    },
  };
}
