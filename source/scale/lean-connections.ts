import type { Random } from '../base/random.ts';
import { type ConnectionId, connectionId, nodeId } from '../protocol/ids.ts';
import { kindOfMessage, type Message, messageCodec } from '../protocol/messages.ts';
import { handshakeBytes } from '../protocol/wire/handshake.ts';
import { countFrame, countHandshake, type LeanCounts } from './lean-counts.ts';
import { due, type LeanEvents } from './lean-events.ts';
import type { LeanFrames } from './lean-frames.ts';
import { endState, type LeanLines } from './lean-lines.ts';
import type { LeanClock, LeanTurns } from './lean-turns.ts';

export interface LeanConnectionsOptions {
  readonly nodesMax: number;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly random: Random;
  readonly clock: LeanClock;
  readonly events: LeanEvents;
  readonly lines: LeanLines;
  readonly frames: LeanFrames;
  readonly counts: LeanCounts;
  readonly turns: LeanTurns;
}

/** Connections between nodes: how they open, carry frames and end, each after its latency. */
export interface LeanConnections {
  /** Query and content messages that are on their way. */
  working: number;
  setListening(node: number, listens: boolean): void;
  dial(from: number, to: number): void;
  send(end: ConnectionId, message: Message): void;
  close(end: ConnectionId, reason: string): void;
  /** All connections of a node break. */
  breakAll(node: number): void;
  partition(isReachable: (from: number, to: number) => boolean): void;
  onFrame(end: number, from: number, chunk: Buffer): void;
  onDial(from: number, to: number): void;
  onOpened(end: number): void;
  onAccepted(end: number): void;
  onEnded(end: number, reason: string): void;
  /** The node of an end hears that it is over: a connection that was, or a dial that came to nothing. */
  tell(end: number, wasOpen: boolean, reason: string): void;
}

const isWork = Uint8Array.from(messageCodec.types, (type) => (kindOfMessage[type] === 'upkeep' ? 0 : 1));

export function createLeanConnections(options: LeanConnectionsOptions): LeanConnections {
  const { latencyMs, jitterMs, random, clock, events, lines, frames, counts, turns } = options;
  const listening = new Uint8Array(options.nodesMax + 1);
  let reachable: ((from: number, to: number) => boolean) | undefined;
  const isInOrder = jitterMs === 0;
  const delay = (): number => (isInOrder ? latencyMs : latencyMs + jitterMs * random.unit());

  function send(end: ConnectionId, message: Message): void {
    if (lines.stateOf(end) !== endState.open) return; // it ended while the effect was on its way
    frames.encode(message);
    const { slab, start, bytes } = frames;
    const tag = slab[start + 4] as number;
    countFrame(counts.sent, tag, bytes);
    const node = lines.nodeOf(end);
    counts.bytesSent[node] = (counts.bytesSent[node] as number) + bytes;
    connections.working += isWork[tag] as number;
    toOther(end, due.frame, start, slab);
  }

  /** Something for the other end of a line: never earlier than what is on its way there already. */
  function toOther(
    end: number,
    kind: typeof due.frame | typeof due.accepted | typeof due.ended,
    b: number,
    extra: unknown,
  ): void {
    const other = end ^ 1;
    let at = clock.now + delay();
    if (!isInOrder) {
      at = Math.max(at, lines.arrivalOf(other));
      lines.setArrival(other, at);
    }
    events.put(at, isInOrder, kind, other, b, extra);
  }

  function close(end: ConnectionId, reason: string): void {
    if (lines.stateOf(end) !== endState.open) return;
    finish(end, 'the other end closed it');
    turns.owe({ type: 'disconnected', connection: end, reason });
  }

  function finish(end: number, reason: string): void {
    lines.finish(end);
    if (lines.stateOf(end ^ 1) !== endState.over) toOther(end, due.ended, 0, reason);
  }

  function onFrame(end: number, from: number, chunk: Buffer): void {
    const tag = chunk[from + 4] as number;
    connections.working -= isWork[tag] as number;
    if (lines.stateOf(end) !== endState.open) return;
    const node = lines.nodeOf(end);
    const size = chunk.readUInt32BE(from) + 4;
    counts.bytesReceived[node] = (counts.bytesReceived[node] as number) + size;
    if (isWork[tag] === 1) counts.handled[node] = (counts.handled[node] as number) + 1;
    const message = frames.decode(chunk, from, size);
    if (message === undefined) {
      counts.protocolErrors++;
      finish(end, 'ECONNRESET');
      return turns.turn(node, { type: 'disconnected', connection: connectionId(end), reason: 'malformed-message' });
    }
    turns.turn(node, { type: 'message', connection: connectionId(end), message });
  }

  /** Latencies after the dial: 1 there, 2 back, 3 hello, 4 welcome: the dialler is connected; 5 proof: so is the listener. */
  function onDial(from: number, to: number): void {
    if (!turns.isAlive(from)) return;
    const failure = failureOf(from, to);
    if (failure !== undefined) {
      return events.put(clock.now + delay(), isInOrder, due.dialFailed, from, to, failure);
    }
    const end = lines.add(from, to);
    events.put(clock.now + delay() + 2 * latencyMs, false, due.opened, end, 0, undefined);
  }

  function failureOf(from: number, to: number): string | undefined {
    if (reachable !== undefined && !reachable(from, to)) return 'EHOSTUNREACH';
    return !turns.isAlive(to) || listening[to] === 0 ? 'ECONNREFUSED' : undefined;
  }

  function onOpened(end: number): void {
    if (lines.stateOf(end) !== endState.opening || lines.stateOf(end ^ 1) === endState.over) return;
    const [from, to] = [lines.nodeOf(end), lines.nodeOf(end ^ 1)];
    const sizes = handshakeBytes(nodeId(from), nodeId(to));
    countHandshake(counts, from, to, sizes.dialer, 2);
    countHandshake(counts, to, from, sizes.listener, 1);
    lines.setOpen(end);
    toOther(end, due.accepted, 0, undefined);
    turns.turn(from, { type: 'connected', connection: connectionId(end), direction: 'outbound', node: nodeId(to) });
  }

  function onAccepted(end: number): void {
    if (lines.stateOf(end) !== endState.opening) return;
    lines.setOpen(end);
    const node = nodeId(lines.nodeOf(end ^ 1));
    turns.turn(lines.nodeOf(end), { type: 'connected', connection: connectionId(end), direction: 'inbound', node });
  }

  function onEnded(end: number, reason: string): void {
    const state = lines.stateOf(end);
    if (state === endState.over) return;
    lines.finish(end);
    tell(end, state === endState.open, reason);
  }

  /** The node of an end hears that it is over: a connection that was, or a dial that came to nothing. */
  function tell(end: number, wasOpen: boolean, reason: string): void {
    const node = lines.nodeOf(end);
    if (wasOpen) turns.turn(node, { type: 'disconnected', connection: connectionId(end), reason });
    else if ((end & 1) === 0) turns.turn(node, { type: 'dial-failed', node: nodeId(lines.nodeOf(end ^ 1)), reason });
  }

  function cut(end: number): void {
    for (const one of [end, end ^ 1]) {
      const wasOpen = lines.stateOf(one) === endState.open ? 1 : 0;
      lines.finish(one);
      events.put(clock.now, false, due.told, one, wasOpen, 'the network was parted');
    }
  }

  const connections: LeanConnections = {
    working: 0,
    setListening(node, listens) {
      listening[node] = listens ? 1 : 0;
    },
    dial: (from, to) => events.put(clock.now + delay(), isInOrder, due.dial, from, to, undefined),
    send,
    close,
    breakAll(node) {
      for (const end of lines.endsOf(node)) finish(end, 'ECONNRESET');
    },
    partition(isReachable) {
      reachable = isReachable;
      for (const end of lines.living()) {
        if (!isReachable(lines.nodeOf(end), lines.nodeOf(end ^ 1))) cut(end);
      }
    },
    onFrame,
    onDial,
    onOpened,
    onAccepted,
    onEnded,
    tell,
  };
  return connections;
}
