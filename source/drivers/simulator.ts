import { createEventQueue } from '../base/event-queue.ts';
import { createRandom } from '../base/random.ts';
import type { ControlMessage } from '../protocol/control/control.ts';
import type { Report } from '../protocol/control/reports.ts';
import type { NodeId, Timestamp } from '../protocol/ids.ts';
import { createNodeHost } from './node/node-host.ts';
import { createSimulatedDisks } from './store/simulated-disks.ts';
import { createAlarm } from './wires/alarm.ts';
import type { Machine } from './wires/machine.ts';
import type { DialEvents, Pipe, PipeEvents } from './wires/wires.ts';

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
export interface Simulator {
  readonly now: Timestamp;
  /** When the next event is due; undefined: nothing will happen any more. */
  readonly nextAt: Timestamp | undefined;
  add(node: NodeId): void;
  order(node: NodeId, message: ControlMessage): void;
  /** Its connections break and it never speaks again. */
  kill(node: NodeId): void;
  /** It stands still: what is for it waits until it goes on. */
  setPaused(node: NodeId, isPaused: boolean): void;
  /** Calls back at a virtual time. */
  at(time: Timestamp, call: () => unknown): void;
  /** Does everything that is due until a time, or until it is enough; whether it got there. */
  runUntil(time: Timestamp, isEnough?: () => boolean): boolean;
}

interface SimulatedMachine {
  readonly host: { order(message: ControlMessage): void };
  isAlive: boolean;
  accept: ((pipe: Pipe) => PipeEvents) | undefined;
  readonly ends: Set<End>;
  /** What waits for it while it is paused, in order; undefined: it is not. */
  waiting: (() => void)[] | undefined;
}

interface End extends Pipe {
  readonly owner: SimulatedMachine;
  events: PipeEvents | undefined;
  other: End | undefined;
  isOver: boolean;
  /** What came while its owner did not read; undefined while it reads. */
  unread: (() => void)[] | undefined;
  unreadBytes: number;
}

const secret = Buffer.alloc(32, 'simulated');

/** A discrete-event simulator: deterministic for a seed. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { latencyMs } = options;
  const random = createRandom(options.seed).fork('simulator');
  const queue = createEventQueue<() => unknown>();
  const machines = new Map<NodeId, SimulatedMachine>();
  const disks = createSimulatedDisks(options.persistMs ?? 0, (ms, call) => at(now + ms, call));
  let now: Timestamp = 0;

  function at(time: Timestamp, call: () => unknown): void {
    queue.push(Math.max(time, now), call);
  }

  /** Lets something happen to a machine: now, or when it goes on. */
  function reach(machine: SimulatedMachine, happen: () => void): void {
    if (machine.waiting === undefined) happen();
    else machine.waiting.push(happen);
  }

  function createEnd(owner: SimulatedMachine): End {
    const end: End = {
      owner,
      events: undefined,
      other: undefined,
      isOver: false,
      unread: undefined,
      unreadBytes: 0,
      get queuedBytes() {
        return end.other?.unreadBytes ?? 0;
      },
      write(bytes) {
        const { other } = end;
        if (end.isOver || other === undefined) return;
        at(now + latencyMs, () => {
          if (other.unread !== undefined) other.unreadBytes += bytes.length;
          reach(other.owner, () =>
            read(other, () => {
              if (!other.isOver) other.events?.data(bytes);
            }),
          );
        });
      },
      setReading(isReading) {
        if (!isReading) end.unread ??= [];
        else readOn(end);
      },
      end: () => finish(end, true),
      destroy: () => finish(end, false),
    };
    owner.ends.add(end);
    return end;
  }

  /** Now, or when its owner reads again. */
  function read(end: End, take: () => void): void {
    if (end.unread === undefined) take();
    else end.unread.push(take);
  }

  /** Takes what came meanwhile; it may stop reading again on the way. */
  function readOn(end: End): void {
    const waiting = end.unread ?? [];
    end.unread = undefined;
    end.unreadBytes = 0;
    for (const take of waiting) at(now, () => read(end, take));
  }

  function finish(end: End, clean: boolean): void {
    if (end.isOver) return;
    end.isOver = true;
    end.owner.ends.delete(end);
    const { other } = end;
    if (other === undefined) return;
    at(now + latencyMs, () =>
      reach(other.owner, () =>
        read(other, () => {
          if (other.isOver) return;
          other.isOver = true;
          other.owner.ends.delete(other);
          other.events?.ended(clean, clean ? 'the other end closed it' : 'ECONNRESET');
        }),
      ),
    );
  }

  /** A SYN takes one latency, its answer another one. */
  function dial(from: SimulatedMachine, to: NodeId, events: DialEvents): void {
    at(now + latencyMs, () => {
      const target = machines.get(to);
      const accept = target?.isAlive === true ? target.accept : undefined;
      if (target === undefined || accept === undefined) {
        at(now + latencyMs, () => reach(from, () => from.isAlive && events.failed('ECONNREFUSED')));
        return;
      }
      const near = createEnd(from);
      const far = createEnd(target);
      near.other = far;
      far.other = near;
      // The system of a machine that stands still accepts for it.
      reach(target, () => {
        if (target.accept !== undefined) far.events = target.accept(far);
      });
      at(now + latencyMs, () =>
        reach(from, () => {
          if (!from.isAlive) return;
          if (near.isOver) events.failed('ECONNRESET');
          else near.events = events.opened(near);
        }),
      );
    });
  }

  function createMachine(node: NodeId): Machine {
    const self = (): SimulatedMachine => machines.get(node) as SimulatedMachine;
    const createTimer = (): ReturnType<typeof createAlarm> =>
      createAlarm({
        now: () => now,
        slackMs: 0,
        schedule: (time, fire) => at(time, () => reach(self(), () => self().isAlive && fire())),
      });
    return {
      wires: {
        now: () => now,
        dial: (to, events) => dial(self(), to, events),
        wakeAt: createTimer(),
        base: { now: () => now, wakeAt: createTimer() },
        nonce: () => random.bytes(16),
        usage: () => ({ cpuMs: 0, rssBytes: 0 }),
      },
      setListening(accept, done) {
        self().accept = accept;
        done(undefined, { host: node, port: accept === undefined ? 0 : 1 });
      },
      openStore:
        options.persistMs === undefined
          ? undefined
          : (regime) => {
              const machine = self();
              return disks.open(node, regime, () => machine.isAlive);
            },
      setContacts: () => undefined,
      exit: () => kill(node),
    };
  }

  function kill(node: NodeId): void {
    const machine = machines.get(node);
    if (machine?.isAlive !== true) return;
    machine.isAlive = false;
    machine.accept = undefined;
    for (const end of [...machine.ends]) end.destroy();
    at(now, () => options.onExited(node));
  }

  return {
    get now() {
      return now;
    },
    get nextAt() {
      return queue.nextAt;
    },
    add(node) {
      const machine: SimulatedMachine = {
        host: createNodeHost({
          self: node,
          secret,
          machine: createMachine(node),
          batchMs: options.batchMs,
          isHeard: () => true,
          report: (report) => {
            if (machine.isAlive) options.onReport(node, report);
          },
        }),
        isAlive: true,
        accept: undefined,
        ends: new Set(),
        waiting: undefined,
      };
      machines.set(node, machine);
    },
    // An order takes its time too: what a node said before is heard before what the lab orders for it.
    order(node, message) {
      at(now + latencyMs, () => {
        const machine = machines.get(node);
        if (machine?.isAlive === true) reach(machine, () => machine.isAlive && machine.host.order(message));
      });
    },
    kill,
    setPaused(node, isPaused) {
      const machine = machines.get(node);
      if (machine === undefined || isPaused === (machine.waiting !== undefined)) return;
      const { waiting } = machine;
      machine.waiting = isPaused ? [] : undefined;
      for (const happen of waiting ?? []) at(now, () => reach(machine, happen));
    },
    at,
    runUntil(time, isEnough = () => false) {
      for (let next = queue.nextAt; next !== undefined && next <= time; next = queue.nextAt) {
        if (isEnough()) return false;
        const event = queue.pop();
        if (event === undefined) break;
        now = event.at;
        event.value();
      }
      now = Math.max(now, time);
      return true;
    },
  };
}
