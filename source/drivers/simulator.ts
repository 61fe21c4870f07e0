import { createRandom } from '../base/random.ts';
import type { ControlMessage } from '../protocol/control/control.ts';
import type { Report } from '../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';
import { createNodeHost } from './node/node-host.ts';
import type { OpenedStore } from './store/node-store.ts';
import { createSimulatedDisks } from './store/simulated-disks.ts';
import { createAlarm } from './wires/alarm.ts';
import type { Machine } from './wires/machine.ts';
import { createSimulatedMachine, reach, type SimulatedMachine, setPaused } from './wires/simulated-machine.ts';
import { createSimulatedPipes } from './wires/simulated-pipe.ts';
import { createVirtualTime, type VirtualTime } from './wires/virtual-time.ts';

/** What a simulator is given. */
export interface SimulatorOptions {
  readonly seed: number;
  /** One way, in milliseconds; the same for every pair. */
  readonly latencyMs: number;
  readonly batchMs: number;
  /** Milliseconds until a write is kept for good; a node that is killed before has lost it. Undefined: nothing outlives a node. */
  readonly persistMs?: number | undefined;
  onReport(node: NodeId, report: Report): void;
  /** It was killed, or left. */
  onExited(node: NodeId): void;
}

/** Many nodes on one virtual clock, with the same logic, hosts, runners, handshakes and frames as real processes. */
export interface Simulator extends VirtualTime {
  add(node: NodeId): void;
  order(node: NodeId, message: ControlMessage): void;
  /** Its connections break and it never speaks again. */
  kill(node: NodeId): void;
  /** It stands still: what is for it waits until it goes on. */
  setPaused(node: NodeId, isPaused: boolean): void;
}

/** A machine, and the host of the node on it. */
interface Place {
  readonly machine: SimulatedMachine;
  readonly host: { order(message: ControlMessage): void };
}

const secret = Buffer.alloc(32, 'simulated');

/** A discrete-event simulator: deterministic for a seed. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { latencyMs, persistMs } = options;
  const random = createRandom(options.seed).fork('simulator');
  const time = createVirtualTime();
  const pipes = createSimulatedPipes(time, latencyMs);
  const disks = createSimulatedDisks(persistMs ?? 0, (ms, call) => time.at(time.now + ms, call));
  const places = new Map<NodeId, Place>();
  const now = (): Timestamp => time.now;

  function createMachine(node: NodeId): Machine {
    const self = (): SimulatedMachine => (places.get(node) as Place).machine;
    const createTimer = (): ReturnType<typeof createAlarm> =>
      createAlarm({
        now,
        slackMs: 0,
        schedule: (at, fire) => time.at(at, () => reach(self(), () => self().isAlive && fire())),
      });
    return {
      wires: {
        now,
        dial: (to, events) => pipes.dial(self(), () => places.get(to)?.machine, events),
        wakeAt: createTimer(),
        base: { now, wakeAt: createTimer() },
        nonce: () => random.bytes(16),
        usage: () => ({ cpuMs: 0, rssBytes: 0 }),
      },
      setListening(accept, done) {
        self().accept = accept;
        done(undefined, { host: node, port: accept === undefined ? 0 : 1 });
      },
      openStore: persistMs === undefined ? undefined : (regime) => openDisk(node, regime, self()),
      setContacts: () => undefined,
      exit: () => kill(node),
    };
  }

  function openDisk(node: NodeId, regime: string, machine: SimulatedMachine): OpenedStore {
    return disks.open(node, regime, () => machine.isAlive);
  }

  function add(node: NodeId): void {
    const machine = createSimulatedMachine();
    const host = createNodeHost({
      self: node,
      secret,
      machine: createMachine(node),
      batchMs: options.batchMs,
      isHeard: () => true,
      report: (report) => {
        if (machine.isAlive) options.onReport(node, report);
      },
    });
    places.set(node, { machine, host });
  }

  /** An order takes its time too: what a node said before is heard before what the lab orders for it. */
  function order(node: NodeId, message: ControlMessage): void {
    time.at(time.now + latencyMs, () => {
      const place = places.get(node);
      if (place?.machine.isAlive !== true) return;
      reach(place.machine, () => place.machine.isAlive && place.host.order(message));
    });
  }

  function kill(node: NodeId): void {
    const machine = places.get(node)?.machine;
    if (machine?.isAlive !== true) return;
    machine.isAlive = false;
    machine.accept = undefined;
    for (const end of [...machine.ends]) end.destroy();
    time.at(time.now, () => options.onExited(node));
  }

  return {
    get now() {
      return time.now;
    },
    get nextAt() {
      return time.nextAt;
    },
    at: time.at,
    runUntil: time.runUntil,
    add,
    order,
    kill,
    setPaused(node, isPaused) {
      const machine = places.get(node)?.machine;
      if (machine !== undefined) setPaused(machine, isPaused, time);
    },
  };
}
