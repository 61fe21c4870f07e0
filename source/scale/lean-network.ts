import { createRandom } from '../base/random.ts';
import type { Command, Effect, NodeLogic, Outcome } from '../nodes/contract.ts';
import { nodeId, nodeNumber, type Timestamp } from '../protocol/ids.ts';
import { createLeanConnections } from './lean-connections.ts';
import { countEvent, createLeanCounts, type LeanCounts } from './lean-counts.ts';
import { createLeanEvents, due } from './lean-events.ts';
import { createLeanFrames } from './lean-frames.ts';
import { createLeanLines } from './lean-lines.ts';
import { createLeanTurns, type LeanClock } from './lean-turns.ts';

/** What a lean network is given. */
export interface LeanNetworkOptions {
  /** Of the jitter; nothing else is random here. */
  readonly seed: number;
  /** Greatest number of a node: nodes are n1 … n`nodesMax`. */
  readonly nodesMax: number;
  /** One way, in milliseconds. */
  readonly latencyMs: number;
  /** Up to so many milliseconds more, evenly distributed. Frames of one connection keep their order. Default 0. */
  readonly jitterMs?: number;
  /** The node's user gets his answer. */
  onAnswer(node: number, requestId: number, outcome: Outcome): void;
}

/**
 * Many nodes on one virtual clock, without what a lab needs to watch and steer them: the same logic and the same frames as in processes, for
 * sizes at which hosts, sessions and telemetry would be most of the cost. Handshakes take their time, and their three frames are counted with
 * their size, but not executed. There are no limits of connections or of send queues. Deterministic for a seed and the order of calls.
 */
export interface LeanNetwork {
  readonly now: Timestamp;
  /** When the next event is due; Infinity: nothing will happen any more. */
  readonly nextAt: Timestamp;
  /** Events handled so far: frames, connections, dials, ticks. */
  readonly events: number;
  /** Query and content messages that are on their way. */
  readonly working: number;
  /** Connections that are open at both ends or about to be. */
  readonly connections: number;
  readonly counts: LeanCounts;
  /** Puts a node there, or another one in the place of one that was killed. It can be dialled from now on, if it listens. */
  add(node: number, logic: NodeLogic, listens: boolean): void;
  /** The node begins to dial. */
  start(node: number, at: Timestamp): void;
  /** Its user asks something: an event of its own, due now. */
  command(node: number, requestId: number, command: Command): void;
  /** Its connections break and it never speaks again. */
  kill(node: number): void;
  /** It takes its leave of the others, then goes. */
  leave(node: number): void;
  isAlive(node: number): boolean;
  /** From now on only these can reach each other: other connections break at once at both ends, and dials fail. */
  partition(isReachable: (from: number, to: number) => boolean): void;
  at(time: Timestamp, call: () => void): void;
  /** Handles what is due until a time, at most so many events. Gives how many. */
  run(until: Timestamp, eventsMax: number): number;
  /** The connections that are part of the network's shape, or all that are alive: dialler and listener. */
  pairs(overlayOnly: boolean): [number, number][];
}

export function createLeanNetwork(options: LeanNetworkOptions): LeanNetwork {
  const { nodesMax, latencyMs, jitterMs = 0 } = options;
  const random = createRandom(options.seed).fork('lean network');
  const clock: LeanClock = { now: 0 };
  const events = createLeanEvents();
  const lines = createLeanLines(nodesMax);
  const frames = createLeanFrames();
  const counts = createLeanCounts(nodesMax);
  const turns = createLeanTurns({ nodesMax, clock, events, frames, execute });
  const connections = createLeanConnections({
    ...{ nodesMax, latencyMs, jitterMs, random, clock, events, lines, frames, counts, turns },
  });
  let handled = 0;

  function execute(node: number, effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return connections.send(effect.connection, effect.message);
      case 'telemetry': {
        const { event } = effect;
        if (event.type === 'purpose' && event.purpose === 'overlay') lines.setOverlay(event.connection);
        return countEvent(counts, node, event);
      }
      case 'dial':
        return connections.dial(node, nodeNumber(effect.node));
      case 'persist': // in memory: kept at once
        return turns.persist(effect.token);
      case 'answer':
        return options.onAnswer(node, effect.requestId, effect.outcome);
      case 'close':
        if (effect.reason !== 'idle' && effect.reason !== 'silent') counts.protocolErrors++;
        return connections.close(effect.connection, effect.reason);
    }
  }

  function handle(): void {
    const { kind, a, b, extra } = events;
    switch (kind) {
      case due.frame:
        return connections.onFrame(a, b, extra as Buffer);
      case due.wake:
        return turns.wake(a);
      case due.dial:
        return connections.onDial(a, b);
      case due.dialFailed:
        return turns.turn(a, { type: 'dial-failed', node: nodeId(b), reason: extra as string });
      case due.opened:
        return connections.onOpened(a);
      case due.accepted:
        return connections.onAccepted(a);
      case due.ended:
        return connections.onEnded(a, extra as string);
      case due.told:
        return connections.tell(a, b === 1, extra as string);
      case due.start:
        return turns.turn(a, { type: 'started' });
      case due.command:
        return turns.turn(a, { type: 'command', requestId: b, command: extra as Command });
      case due.call:
        return (extra as () => void)();
    }
  }

  function kill(node: number): void {
    if (turns.remove(node)) connections.breakAll(node);
  }

  return {
    get now() {
      return clock.now;
    },
    get nextAt() {
      return events.nextAt;
    },
    get events() {
      return handled;
    },
    get working() {
      return connections.working;
    },
    get connections() {
      return lines.alive;
    },
    counts,
    add(node, logic, listens) {
      turns.add(node, logic);
      connections.setListening(node, listens);
    },
    start: (node, at) => events.put(Math.max(at, clock.now), false, due.start, node, 0, undefined),
    command: (node, requestId, command) => events.put(clock.now, false, due.command, node, requestId, command),
    kill,
    leave(node) {
      turns.turn(node, { type: 'leave' });
      kill(node);
    },
    isAlive: turns.isAlive,
    partition: connections.partition,
    at: (time, call) => events.put(Math.max(time, clock.now), false, due.call, 0, 0, call),
    run(until, eventsMax) {
      let done = 0;
      for (; done < eventsMax && events.nextAt <= until; done++) {
        clock.now = events.nextAt;
        events.take();
        handle();
      }
      handled += done;
      if (done < eventsMax && until !== Number.POSITIVE_INFINITY) clock.now = Math.max(clock.now, until);
      return done;
    },
    pairs: (overlayOnly) =>
      lines
        .living()
        .filter((end) => !overlayOnly || lines.isOverlay(end))
        .map((end) => [lines.nodeOf(end), lines.nodeOf(end ^ 1)]),
  };
}
