import { randomBytes } from 'node:crypto';
import { nicerByFor } from '../../drivers/node/give-way.ts';
import { monotonicMs } from '../../drivers/wires/clock.ts';
import { createPacedClock, createSessionTimers, paceSetter } from '../../drivers/wires/paced-clock.ts';
import { createSteadyClock } from '../../drivers/wires/steady-clock.ts';
import { isReport } from '../../protocol/control/control.ts';
import type { NodeBeginning } from '../../protocol/control/orders.ts';
import type { Report } from '../../protocol/control/reports.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { readProcessUsage } from '../../telemetry/probes/resources.ts';
import type { Cluster, ClusterEvents } from './cluster.ts';
import type { DataDirectory } from './data-directory.ts';
import { claimLoopbackBlock } from './loopback-block.ts';
import { startNodeProcess } from './node-process.ts';
import { createNodeProcesses } from './node-processes.ts';
import { createStandstill } from './standstill.ts';
import { createStoppedProcesses } from './stopped-processes.ts';

/** What a cluster of processes is given. */
export interface ProcessClusterOptions {
  /** Path of the bundled node program. */
  readonly program: string;
  readonly events: ClusterEvents;
  /** Milliseconds between two batches of telemetry of a node. */
  readonly batchMs: number;
  /** Where the nodes keep their items, closed with the cluster; undefined: in memory. */
  readonly data?: DataDirectory | undefined;
}

/** Every node is an operating-system process of its own with its own loopback address, controlled over a socket that it inherited. */
export async function createProcessCluster({
  program,
  events,
  batchMs,
  data,
}: ProcessClusterOptions): Promise<Cluster> {
  const block = await claimLoopbackBlock(); // first: nothing is open yet when there is none, and nothing else takes time
  const clock = createSteadyClock({ epochMs: monotonicMs(), onGap: (ms) => standstill.onGap(ms) });
  const session = createPacedClock(clock.now);
  const standstill = createStandstill({
    clock: () => clock,
    sessionMs: session.now,
    monotonicMs,
    onStoodStill: events.onStoodStill,
    tell: (order, node) => processes.order(order, node),
  });
  const secret = randomBytes(32);
  const processes = createNodeProcesses({
    start: (node, onGone) =>
      startNodeProcess(program, beginningOf(node), {
        onMessage(message) {
          if (isReport(message)) onReport(node, message);
        },
        onGone: (cause) => standstill.whenKnown(() => onGone(cause)), // after all that it reported
      }),
    onExited: events.onExited,
  });
  const stopped = createStoppedProcesses();
  const timers = new Set<NodeJS.Timeout>();
  const sessionTimers = createSessionTimers(session, arm, clock.now);
  clock.onMoved(sessionTimers.rearm);

  function arm(ms: number, fire: () => void): () => void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      fire();
    }, ms);
    timers.add(timer);
    return () => {
      timers.delete(timer);
      clearTimeout(timer);
    };
  }

  function onReport(node: NodeId, report: Report): void {
    clock.now(); // a gap in time is noticed before what is told of it
    if (report.type === 'stood-still') standstill.onReport(node, report.ms);
    else standstill.whenKnown(() => hear(node, report));
  }

  function hear(node: NodeId, report: Report): void {
    const owner = processes.get(node);
    if (owner === undefined) return;
    if (report.type === 'ready') {
      owner.send({ type: 'epoch', epochMs: clock.epochMs }); // it may have begun before time stood still
      processes.setReady(node);
    }
    events.onReport(node, report);
  }

  function beginningOf(node: NodeId): NodeBeginning {
    const nicerBy = nicerByFor(processes.count);
    const keeping = { data: data?.placeOf(node), isKept: data?.isKept === true };
    const { epochMs } = clock;
    return { type: 'begin', node, secret, ...block.placeOf(node), epochMs, batchMs, nicerBy, ...keeping };
  }

  return {
    measuredOn: 'processes',
    now: session.now,
    launch: processes.launch,
    order: (node, order) => processes.order(order, node),
    kill: (node) => processes.get(node)?.kill(),
    signal: (node, signal) => {
      const child = processes.get(node)?.child;
      if (child?.pid === undefined) return;
      if (signal === 'pause') stopped.pause(child);
      else stopped.resume(child);
    },
    usage(node) {
      const pid = processes.get(node)?.child.pid;
      return pid === undefined ? undefined : readProcessUsage(pid);
    },
    hostOf: (node) => block.placeOf(node).host,
    words: (node) => processes.get(node)?.words ?? '',
    after: sessionTimers.after,
    setPace: paceSetter(session, clock.now, sessionTimers),
    async close() {
      const gone = processes.close(); // first: nobody is told any more of those that go
      clock.close();
      standstill.close();
      for (const timer of timers) clearTimeout(timer);
      await gone;
      block.close();
      await data?.close();
    },
  };
}
