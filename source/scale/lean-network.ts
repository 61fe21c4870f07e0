import { createRandom } from '../base/random.ts';
import type { Command, Effect, Input, NodeEvent, NodeLogic, Outcome } from '../nodes/contract.ts';
import { type ConnectionId, connectionId, nodeId, nodeNumber, type Timestamp } from '../protocol/ids.ts';
import { kindOfMessage, type Message, messageCodec } from '../protocol/messages.ts';
import { ByteReader } from '../protocol/wire/byte-reader.ts';
import { ByteWriter } from '../protocol/wire/byte-writer.ts';
import { handshakeBytes } from '../protocol/wire/handshake.ts';
import { ProtocolError, remoteError } from '../protocol/wire/protocol-error.ts';
import type { FrameCounts } from '../protocol/wire/session.ts';
import { createLeanEvents, due } from './lean-events.ts';
import { createLeanLines, endState } from './lean-lines.ts';

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
  /** A node reports something, besides what is counted here anyway. */
  onEvent?(node: number, event: NodeEvent): void;
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

/** What was counted, exactly. Lists by node have place 0 empty. */
export interface LeanCounts {
  /** Sent frames by number of message; the last place is the handshake. */
  readonly sent: FrameCounts;
  readonly bytesSent: Float64Array;
  readonly bytesReceived: Float64Array;
  /** Query and content messages that reached a node. */
  readonly handled: Float64Array;
  readonly served: Float64Array;
  readonly items: Int32Array;
  joined: number;
  queriesStarted: number;
  protocolErrors: number;
  limitsReached: number;
}

const neverWoken = Number.POSITIVE_INFINITY;
const slabBytes = 64 * 1024;
const handshakeTag = messageCodec.types.length;
const isWork = Uint8Array.from(messageCodec.types, (type) => (kindOfMessage[type] === 'upkeep' ? 0 : 1));

export function createLeanNetwork(options: LeanNetworkOptions): LeanNetwork {
  const { nodesMax, latencyMs, jitterMs = 0 } = options;
  const random = createRandom(options.seed).fork('lean network');
  const events = createLeanEvents();
  const lines = createLeanLines(nodesMax);
  const logics: (NodeLogic | undefined)[] = new Array(nodesMax + 1).fill(undefined);
  const listening = new Uint8Array(nodesMax + 1);
  const wakeAt = new Float64Array(nodesMax + 1).fill(neverWoken);
  const counts = createCounts(nodesMax);
  const writer = new ByteWriter(slabBytes);
  const reader = new ByteReader();
  /** The frame that was written last: a message to several neighbours is encoded once. */
  let written: Message | undefined;
  let slab = writer.slab;
  let start = 0;
  let bytes = 0;
  /** Disconnections that the node of the turn owes itself: each is an input, after all effects of the one before. */
  let owed: Input[] = [];
  let reachable: ((from: number, to: number) => boolean) | undefined;
  let now: Timestamp = 0;
  let handled = 0;
  let working = 0;

  const delay = (): number => (jitterMs === 0 ? latencyMs : latencyMs + jitterMs * random.unit());
  const isInOrder = jitterMs === 0;

  /** One input, then all its effects; then the node's next wake-up. */
  function turn(node: number, input: Input): void {
    const logic = logics[node];
    if (logic === undefined) return;
    take(node, logic, input);
    while (owed.length > 0) {
      const inputs = owed;
      owed = [];
      for (const next of inputs) take(node, logic, next);
    }
    arm(node, logic);
  }

  /** What the input that is taken wants persisted: it is, right after its effects. */
  const toPersist: number[] = [];

  function take(node: number, logic: NodeLogic, input: Input): void {
    for (const effect of logic.handle(input, now)) execute(node, effect);
    written = undefined;
    for (let token = toPersist.shift(); token !== undefined; token = toPersist.shift()) {
      take(node, logic, { type: 'persisted', token });
    }
  }

  /** One wake-up waits for a node at most, unless an earlier one is needed: a later deadline is looked up when it fires. */
  function arm(node: number, logic: NodeLogic): void {
    const deadline = logic.deadline();
    if (deadline === undefined || deadline >= (wakeAt[node] as number)) return;
    const at = deadline < now ? now : deadline;
    wakeAt[node] = at;
    events.put(at, false, due.wake, node, 0, undefined);
  }

  function wake(node: number): void {
    const logic = logics[node];
    if (logic === undefined || wakeAt[node] !== now) return; // an earlier one took its place
    wakeAt[node] = neverWoken;
    const deadline = logic.deadline();
    if (deadline !== undefined && deadline <= now) turn(node, { type: 'tick' });
    else arm(node, logic);
  }

  function execute(node: number, effect: Effect): void {
    switch (effect.type) {
      case 'send':
        return send(effect.connection, effect.message);
      case 'telemetry':
        return note(node, effect.event);
      case 'dial':
        return events.put(now + delay(), isInOrder, due.dial, node, nodeNumber(effect.node), undefined);
      case 'persist': // in memory: kept at once
        toPersist.push(effect.token);
        return;
      case 'answer':
        return options.onAnswer(node, effect.requestId, effect.outcome);
      case 'close':
        if (effect.reason !== 'idle' && effect.reason !== 'silent') counts.protocolErrors++;
        return close(effect.connection, effect.reason);
    }
  }

  function send(end: ConnectionId, message: Message): void {
    if (lines.stateOf(end) !== endState.open) return; // it ended while the effect was on its way
    if (message !== written) encode(message);
    const tag = slab[start + 4] as number;
    count(counts.sent, tag, bytes);
    const node = lines.nodeOf(end);
    counts.bytesSent[node] = (counts.bytesSent[node] as number) + bytes;
    working += isWork[tag] as number;
    toOther(end, due.frame, start, slab);
  }

  function encode(message: Message): void {
    const mark = writer.beginFrame();
    messageCodec.write(writer, message);
    writer.endFrame(mark);
    written = message;
    slab = writer.slab;
    bytes = writer.pending;
    start = writer.drop();
  }

  /** Something for the other end of a line: never earlier than what is on its way there already. */
  function toOther(
    end: number,
    kind: typeof due.frame | typeof due.accepted | typeof due.ended,
    b: number,
    extra: unknown,
  ): void {
    const other = end ^ 1;
    let at = now + delay();
    if (!isInOrder) {
      at = Math.max(at, lines.arrivalOf(other));
      lines.setArrival(other, at);
    }
    events.put(at, isInOrder, kind, other, b, extra);
  }

  function close(end: ConnectionId, reason: string): void {
    if (lines.stateOf(end) !== endState.open) return;
    finish(end, 'the other end closed it');
    owed.push({ type: 'disconnected', connection: end, reason });
  }

  function finish(end: number, reason: string): void {
    lines.finish(end);
    if (lines.stateOf(end ^ 1) !== endState.over) toOther(end, due.ended, 0, reason);
  }

  function onFrame(end: number, from: number, chunk: Buffer): void {
    const tag = chunk[from + 4] as number;
    working -= isWork[tag] as number;
    if (lines.stateOf(end) !== endState.open) return;
    const node = lines.nodeOf(end);
    const size = chunk.readUInt32BE(from) + 4;
    counts.bytesReceived[node] = (counts.bytesReceived[node] as number) + size;
    if (isWork[tag] === 1) counts.handled[node] = (counts.handled[node] as number) + 1;
    const message = decode(chunk, from, size);
    if (message === undefined) {
      finish(end, 'ECONNRESET');
      return turn(node, { type: 'disconnected', connection: connectionId(end), reason: 'malformed-message' });
    }
    turn(node, { type: 'message', connection: connectionId(end), message });
  }

  /** A remote error ends its connection and nothing else; anything else is ours, and fatal. */
  function decode(chunk: Buffer, from: number, size: number): Message | undefined {
    try {
      const message = messageCodec.read(reader.reset(chunk, from + 4, from + size));
      if (reader.left > 0) throw remoteError('malformed-message', `${reader.left} bytes behind ${message.type}`);
      return message;
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.side === 'local') throw error;
      counts.protocolErrors++;
      return undefined;
    }
  }

  /** Latencies after the dial: 1 there, 2 back, 3 hello, 4 welcome: the dialler is connected; 5 proof: so is the listener. */
  function onDial(from: number, to: number): void {
    if (logics[from] === undefined) return;
    const failure = failureOf(from, to);
    if (failure !== undefined) {
      return events.put(now + delay(), isInOrder, due.dialFailed, from, to, failure);
    }
    const end = lines.add(from, to);
    events.put(now + delay() + 2 * latencyMs, false, due.opened, end, 0, undefined);
  }

  function failureOf(from: number, to: number): string | undefined {
    if (reachable !== undefined && !reachable(from, to)) return 'EHOSTUNREACH';
    return logics[to] === undefined || listening[to] === 0 ? 'ECONNREFUSED' : undefined;
  }

  function onOpened(end: number): void {
    if (lines.stateOf(end) !== endState.opening || lines.stateOf(end ^ 1) === endState.over) return;
    const [from, to] = [lines.nodeOf(end), lines.nodeOf(end ^ 1)];
    const sizes = handshakeBytes(nodeId(from), nodeId(to));
    shakeHands(from, to, sizes.dialer, 2);
    shakeHands(to, from, sizes.listener, 1);
    lines.setOpen(end);
    toOther(end, due.accepted, 0, undefined);
    turn(from, { type: 'connected', connection: connectionId(end), direction: 'outbound', node: nodeId(to) });
  }

  function shakeHands(from: number, to: number, size: number, frames: number): void {
    counts.sent.messages[handshakeTag] = (counts.sent.messages[handshakeTag] as number) + frames;
    counts.sent.bytes[handshakeTag] = (counts.sent.bytes[handshakeTag] as number) + size;
    counts.bytesSent[from] = (counts.bytesSent[from] as number) + size;
    counts.bytesReceived[to] = (counts.bytesReceived[to] as number) + size;
  }

  function onAccepted(end: number): void {
    if (lines.stateOf(end) !== endState.opening) return;
    lines.setOpen(end);
    const node = nodeId(lines.nodeOf(end ^ 1));
    turn(lines.nodeOf(end), { type: 'connected', connection: connectionId(end), direction: 'inbound', node });
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
    if (wasOpen) turn(node, { type: 'disconnected', connection: connectionId(end), reason });
    else if ((end & 1) === 0) turn(node, { type: 'dial-failed', node: nodeId(lines.nodeOf(end ^ 1)), reason });
  }

  function note(node: number, event: NodeEvent): void {
    switch (event.type) {
      case 'joined':
        counts.joined++;
        break;
      case 'served':
        counts.served[node] = (counts.served[node] as number) + 1;
        break;
      case 'query-started':
        counts.queriesStarted++;
        break;
      case 'purpose':
        if (event.purpose === 'overlay') lines.setOverlay(event.connection);
        break;
      case 'item-held':
        counts.items[node] = (counts.items[node] as number) + 1;
        break;
      case 'item-dropped':
        counts.items[node] = (counts.items[node] as number) - 1;
        break;
      case 'limit-reached':
        counts.limitsReached++;
        break;
      default:
    }
    options.onEvent?.(node, event);
  }

  function handle(): void {
    const { kind, a, b, extra } = events;
    switch (kind) {
      case due.frame:
        return onFrame(a, b, extra as Buffer);
      case due.wake:
        return wake(a);
      case due.dial:
        return onDial(a, b);
      case due.dialFailed:
        return turn(a, { type: 'dial-failed', node: nodeId(b), reason: extra as string });
      case due.opened:
        return onOpened(a);
      case due.accepted:
        return onAccepted(a);
      case due.ended:
        return onEnded(a, extra as string);
      case due.told:
        return tell(a, b === 1, extra as string);
      case due.start:
        return turn(a, { type: 'started' });
      case due.command:
        return turn(a, { type: 'command', requestId: b, command: extra as Command });
      case due.call:
        return (extra as () => void)();
    }
  }

  function cut(end: number): void {
    for (const one of [end, end ^ 1]) {
      const wasOpen = lines.stateOf(one) === endState.open ? 1 : 0;
      lines.finish(one);
      events.put(now, false, due.told, one, wasOpen, 'the network was parted');
    }
  }

  function kill(node: number): void {
    if (logics[node] === undefined) return;
    logics[node] = undefined;
    wakeAt[node] = neverWoken;
    for (const end of lines.endsOf(node)) finish(end, 'ECONNRESET');
  }

  return {
    get now() {
      return now;
    },
    get nextAt() {
      return events.nextAt;
    },
    get events() {
      return handled;
    },
    get working() {
      return working;
    },
    get connections() {
      return lines.alive;
    },
    counts,
    add(node, logic, listens) {
      logics[node] = logic;
      listening[node] = listens ? 1 : 0;
      wakeAt[node] = neverWoken;
    },
    start: (node, at) => events.put(Math.max(at, now), false, due.start, node, 0, undefined),
    command: (node, requestId, command) => events.put(now, false, due.command, node, requestId, command),
    kill,
    leave(node) {
      turn(node, { type: 'leave' });
      kill(node);
    },
    isAlive: (node) => logics[node] !== undefined,
    partition(isReachable) {
      reachable = isReachable;
      for (const end of lines.living()) {
        if (!isReachable(lines.nodeOf(end), lines.nodeOf(end ^ 1))) cut(end);
      }
    },
    at: (time, call) => events.put(Math.max(time, now), false, due.call, 0, 0, call),
    run(until, eventsMax) {
      let done = 0;
      for (; done < eventsMax && events.nextAt <= until; done++) {
        now = events.nextAt;
        events.take();
        handle();
      }
      handled += done;
      if (done < eventsMax && until !== Number.POSITIVE_INFINITY) now = Math.max(now, until);
      return done;
    },
    pairs: (overlayOnly) =>
      lines
        .living()
        .filter((end) => !overlayOnly || lines.isOverlay(end))
        .map((end) => [lines.nodeOf(end), lines.nodeOf(end ^ 1)]),
  };
}

function createCounts(nodesMax: number): LeanCounts {
  const column = (): Float64Array => new Float64Array(nodesMax + 1);
  const tags = handshakeTag + 1;
  return {
    sent: { messages: new Float64Array(tags), bytes: new Float64Array(tags) },
    bytesSent: column(),
    bytesReceived: column(),
    handled: column(),
    served: column(),
    items: new Int32Array(nodesMax + 1),
    joined: 0,
    queriesStarted: 0,
    protocolErrors: 0,
    limitsReached: 0,
  };
}

function count({ messages, bytes }: FrameCounts, tag: number, size: number): void {
  messages[tag] = (messages[tag] as number) + 1;
  bytes[tag] = (bytes[tag] as number) + size;
}
