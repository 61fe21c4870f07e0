import { createSimulator } from '../../drivers/simulator.ts';
import { createPacedClock, createSessionTimers, paceSetter } from '../../drivers/wires/paced-clock.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Cluster, ClusterEvents } from './cluster.ts';

/** What a simulated cluster is given. */
export interface SimulationClusterOptions {
  readonly seed: number;
  readonly events: ClusterEvents;
  /**
   * `real`, for a screen: virtual time keeps step with the clock on the wall, or falls behind where there is too much to do. `fast`, for a run: as
   * fast as it goes.
   */
  readonly speed: 'real' | 'fast';
  readonly batchMs: number;
  /** Milliseconds that a durable write takes; undefined: what a node holds goes with it. */
  readonly persistMs?: number | undefined;
}

/** One way between two nodes: what a loopback connection between two processes takes here. */
export const simulatedLatencyMs = 0.1;
const sliceMs = 16;
/** Keys and the screen come between two slices: `m` with 200 nodes is seconds of work. */
const pauseMs = 4;

/** All nodes in this process, on one virtual clock. */
export function createSimulationCluster({
  seed,
  events,
  speed,
  batchMs,
  persistMs,
}: SimulationClusterOptions): Cluster {
  const simulator = createSimulator({
    seed,
    latencyMs: simulatedLatencyMs,
    batchMs,
    persistMs,
    onReport(node, report) {
      if (report.type !== 'telemetry' && report.type !== 'history') isYielding = true;
      events.onReport(node, report);
    },
    onExited(node) {
      isYielding = true;
      events.onExited(node, 'killed (simulated)');
    },
  });
  const base = (): Timestamp => simulator.now;
  const session = createPacedClock(base);
  const sessionTimers = createSessionTimers(session, arm, base);
  /** The moment on the wall at which virtual time was zero, as if it had never been late. */
  let startedAt = performance.now();
  let isClosed = false;
  /** Something happened that code may wait for. That code runs before virtual time goes on: otherwise no two runs would be the same. */
  let isYielding = false;
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;

  function arm(ms: number, fire: () => void): () => void {
    let isCancelled = false;
    simulator.at(simulator.now + ms, () => {
      if (isCancelled) return;
      isYielding = true;
      fire();
    });
    return () => {
      isCancelled = true;
    };
  }

  function slice(): void {
    if (isClosed) return;
    if (speed === 'real') timer = setTimeout(slice, keepStep() ? sliceMs : pauseMs);
    else {
      runFor(sliceMs);
      timer = setImmediate(slice);
    }
  }

  /** Simulates what is due by the clock on the wall, for a slice at most. Gives whether it got through. What is late is not made up for. */
  function keepStep(): boolean {
    const begunAt = performance.now();
    const isDone = simulator.runUntil(begunAt - startedAt, () => isClosed || performance.now() - begunAt > sliceMs);
    if (!isDone) startedAt = begunAt - simulator.now;
    return isDone;
  }

  /** Simulates in small steps of virtual time for so many milliseconds on the wall. */
  function runFor(wallMs: number): void {
    const until = performance.now() + wallMs;
    isYielding = false;
    while (!isClosed && !isYielding && performance.now() < until) simulator.runUntil(simulator.now + 1);
  }

  timer = setImmediate(slice);

  return {
    measuredOn: 'simulation',
    now: session.now,
    launch(node: NodeId) {
      simulator.at(simulator.now, () => {
        simulator.add(node);
        events.onReport(node, { type: 'ready', pid: 0 });
      });
    },
    order: (node, order) => simulator.order(node, order),
    kill: (node) => simulator.kill(node),
    signal: (node, signal) => simulator.setPaused(node, signal === 'pause'),
    usage: () => undefined,
    hostOf: (node) => node,
    after: sessionTimers.after,
    setPace: paceSetter(session, base, sessionTimers),
    close() {
      isClosed = true;
      if (timer !== undefined) {
        clearTimeout(timer as NodeJS.Timeout);
        clearImmediate(timer as NodeJS.Immediate);
      }
      return Promise.resolve();
    },
  };
}
