import { assert } from '../../base/assert.ts';
import type { CloseReason } from '../../nodes/contract.ts';
import { persistsMax } from '../../nodes/parts/persists.ts';
import type { Flow, TelemetryBatch, WorkPhase } from '../../protocol/control/control.ts';
import {
  type InspectedConnection,
  type Inspection,
  inspectedConnectionsMax,
} from '../../protocol/control/inspection.ts';
import { type ConnectionId, connectionId, type NodeId, parseNodeId, type Timestamp } from '../../protocol/ids.ts';
import {
  forEachKind,
  kindOfMessage,
  type Message,
  type MessageKind,
  messageCodec,
  messageKinds,
} from '../../protocol/messages.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { ProtocolError, type ProtocolErrorCode, remoteError } from '../../protocol/wire/protocol-error.ts';
import { type FrameCounts, WireSession } from '../../protocol/wire/session.ts';
import { createCollector } from '../../telemetry/collector.ts';
import type { CheckInput, HistoryEffect, RecordedNode } from '../../workloads/recorded-node.ts';
import type { WorkedEffect, WorkedInput } from '../../workloads/worked-node.ts';
import type { NodeStore, StoreTrouble } from '../store/node-store.ts';
import type { Pipe, PipeEvents, Wires } from '../wires/wires.ts';
import type { ConnectionRoom } from './connection-room.ts';
import { type Connection, createConnectionTable } from './connection-table.ts';
import { createFrameWatch, type FrameWatch, watchMs } from './frame-watch.ts';
import { whoLeaves } from './who-leaves.ts';

/** What a runner is given. */
export interface NodeRunnerOptions {
  readonly self: NodeId;
  readonly generation: number;
  readonly logic: RecordedNode;
  readonly secret: Uint8Array;
  readonly wires: Wires;
  /** Undefined: the protocol's limits. */
  readonly room?: ConnectionRoom | undefined;
  readonly store: NodeStore;
  /** Milliseconds between two batches of telemetry. */
  readonly batchMs: number;
  /** Whom the node cannot reach. */
  readonly unreachable: ReadonlySet<NodeId>;
  /** Gives connections numbers that no earlier generation of this process had. */
  readonly nextConnection: () => number;
  /** Whether the lab takes batches now. */
  isHeard(): boolean;
  onBatch(batch: TelemetryBatch): void;
  onJoined(): void;
  onWorkDone(phase: WorkPhase): void;
  onHistory(news: HistoryEffect): void;
  /** The store refuses writes from now on, or with undefined takes them again. */
  onStoreTrouble(trouble: StoreTrouble | undefined): void;
}

/** Runs one node for one generation: bytes to inputs, effects to bytes. Knows neither sockets nor clocks, only wires. */
export interface NodeRunner {
  feed(input: WorkedInput | CheckInput): void;
  /** Takes a connection that came in. */
  accept(pipe: Pipe): PipeEvents;
  /** When the node wants its next tick. */
  deadline(): Timestamp | undefined;
  /** Its tick comes now. */
  fireDeadline(): void;
  /** Whom it cannot reach from now on. */
  setUnreachable(nodes: ReadonlySet<NodeId>): void;
  /** What it looks like inside; keeps its frames for the next look until nobody has looked for a while. */
  inspect(): Inspection;
  /** Reports now instead of at the next batch. */
  flushTelemetry(): void;
  /** Ends every connection at once. Nothing is called back afterwards. */
  destroy(): void;
}

type Persist = Extract<WorkedEffect, { type: 'persist' }>;

/** Bytes of contents that are written at a time; one item always is. */
const persistBytesMax = 4 * 1024 * 1024;

/** A batch is sent at least this often, also when nothing happened: CPU, memory and queue change on their own. */
const quietBatchMs = 500;
/** The first batch of a generation waits so many intervals: until then nodes are busy finding each other. */
const quietBatches = 4;
const kinds: readonly MessageKind[] = [...messageCodec.types, 'handshake' as const].map((type) => kindOfMessage[type]);

export function createNodeRunner(options: NodeRunnerOptions): NodeRunner {
  const { self, generation, logic, secret, wires, store, room = limits } = options;
  const connections = createConnectionTable();
  const collector = createCollector();
  const totals = { sent: emptyCounts(), received: emptyCounts() };
  /** What went out, since the last batch, on connections that have ended. */
  const endedFlows = new Map<NodeId, Flow>();
  /** Measured since the last batch. */
  const rtts = new Map<NodeId, number>();
  const toPersist: Persist[] = [];
  let isPersisting = false;
  let storeTrouble: StoreTrouble['code'] | undefined;
  let now = wires.now();
  let lastBatchAt = wires.base.now();
  let soonestBatchAt = lastBatchAt + quietBatches * options.batchMs;
  /** Work waited in line when the last batch was sent. */
  let isQueued = false;
  let isDestroyed = false;
  /** Undefined: nobody looks, and no frame is kept. */
  let watch: FrameWatch | undefined;
  let unreachable: ReadonlySet<NodeId> = options.unreachable;
  /** Whom it is dialling. Of this generation: a dial of the one before leads nowhere, and must not stand in the way. */
  const dialling = new Set<NodeId>();
  /** Dials that failed at once: the node hears of them after the turn's own inputs. */
  const refused: NodeId[] = [];

  /** One turn: inputs and their effects, then one write a connection, then the next wake-up. */
  function turn(work: () => void): void {
    if (isDestroyed) return;
    now = wires.now();
    work();
    for (let node = refused.shift(); node !== undefined; node = refused.shift()) {
      take({ type: 'dial-failed', node, reason: 'EHOSTUNREACH' });
    }
    connections.flushTouched(flush);
    if (isDestroyed) return;
    if (toPersist.length > 0 && !isPersisting) persist();
    wires.wakeAt(logic.deadline(), wake);
    wires.base.wakeAt(batchDueAt(), onBatchDue);
  }

  function wake(): void {
    turn(() => {
      const deadline = logic.deadline();
      if (deadline !== undefined && deadline <= now) take({ type: 'tick' });
    });
  }

  /** Reports follow the clock on the wall, also while session time stands still. */
  function onBatchDue(): void {
    turn(() => {
      if (batchDueAt() <= wires.base.now()) report();
    });
  }

  /** Soon when there is something to tell: each of many idle nodes that woke up in vain would cost the others a core. */
  function batchDueAt(): Timestamp {
    if (collector.isDirty || isQueued) return soonestBatchAt;
    return Math.max(soonestBatchAt, lastBatchAt + quietBatchMs);
  }

  function take(input: WorkedInput | CheckInput): void {
    for (const effect of logic.handle(input, now)) execute(effect);
    if (toPersist.length > 0 && store.isImmediate) persistAtOnce();
  }

  /** In memory an item is kept right after the effects that asked for it. What the node does on hearing so may ask for more, but only so much. */
  function persistAtOnce(): void {
    for (let count = 0; toPersist.length > 0; count++) {
      assert(
        count <= persistsMax,
        `a node asks for more to be persisted whenever something was, ${count} times by now`,
      );
      const { token } = toPersist.shift() as Persist;
      for (const effect of logic.handle({ type: 'persisted', token }, now)) execute(effect);
    }
  }

  /** All that came together meanwhile is written at once, with one fsync. */
  function persist(): void {
    const batch = toPersist.splice(0, batchLength(toPersist));
    isPersisting = true;
    store.write(
      batch.map(({ item }) => item),
      (trouble) =>
        turn(() => {
          isPersisting = false;
          if (trouble?.code !== storeTrouble) options.onStoreTrouble(trouble);
          storeTrouble = trouble?.code;
          for (const { token } of batch) {
            if (trouble === undefined) take({ type: 'persisted', token });
            else take({ type: 'persist-failed', token, code: trouble.code });
          }
        }),
    );
  }

  function execute(effect: WorkedEffect | HistoryEffect): void {
    switch (effect.type) {
      case 'send': {
        const connection = connections.get(effect.connection);
        if (connection === undefined) return; // it ended while the effect was on its way
        if (effect.message.type === 'ping') connection.ping = { requestId: effect.message.requestId, at: now };
        connection.session.send(effect.message);
        watch?.note(true, connection.node, effect.message, now);
        connections.touch(connection);
        return;
      }
      case 'dial':
        return dial(effect.node);
      case 'close':
        return close(effect.connection, effect.reason);
      case 'persist':
        toPersist.push(effect);
        return;
      case 'work-done':
        return options.onWorkDone(effect.phase);
      case 'history':
      case 'checked':
        return options.onHistory(effect);
      case 'telemetry': {
        const { event } = effect;
        if (event.type === 'joined') options.onJoined();
        else if (event.type === 'purpose') announce(event.connection, event.purpose);
        else collector.note(event, now);
      }
    }
  }

  function setUnreachable(nodes: ReadonlySet<NodeId>): void {
    unreachable = nodes;
    turn(() => {
      for (const connection of connections.all()) {
        if (connection.node === undefined || !nodes.has(connection.node)) continue;
        connection.pipe.destroy();
        remove(connection, 'EHOSTUNREACH', false);
      }
    });
  }

  function dial(node: NodeId): void {
    if (unreachable.has(node)) {
      refused.push(node);
      return;
    }
    if (dialling.has(node)) return; // a dial more would be the same connection twice
    dialling.add(node);
    wires.dial(node, {
      opened(pipe) {
        dialling.delete(node);
        return attach(pipe, 'outbound', node);
      },
      failed(reason) {
        dialling.delete(node);
        turn(() => take({ type: 'dial-failed', node, reason }));
      },
    });
  }

  function attach(pipe: Pipe, direction: 'inbound' | 'outbound', node: NodeId | undefined): PipeEvents {
    if (isDestroyed || connections.size >= room.connectionsMax) return turnAway(pipe, node);
    if (direction === 'inbound') turn(makeRoom);
    const id = connectionId(options.nextConnection());
    const side = direction === 'outbound' ? 'dialer' : 'listener';
    const session = new WireSession<Message>(
      { side, self: { name: self, generation }, secret, nonce: wires.nonce() },
      messageCodec,
      { onOpen: (peer) => onOpen(connection, peer.name), onMessage: (message) => onMessage(connection, message) },
      totals,
    );
    const reported = new Float64Array(kinds.length);
    const connection: Connection = {
      id,
      session,
      pipe,
      direction,
      since: wires.now(),
      node,
      purpose: undefined,
      reported,
      ping: undefined,
      rttMs: undefined,
    };
    connections.add(connection);
    connections.touch(connection);
    turn(() => undefined);
    return {
      data: (chunk) => turn(() => onData(connection, chunk)),
      ended: (clean, reason) => turn(() => onEnded(connection, clean, reason)),
    };
  }

  /** Those that prove nothing cannot keep others out: for one more in its handshake another one goes. */
  function makeRoom(): void {
    if (connections.unproved.size < room.handshakesMax) return;
    const leaving = whoLeaves(connections.unproved);
    if (leaving === undefined) return;
    const text = `${connections.unproved.size} are in their handshake: the oldest of ${leaving.pipe.from ?? 'all'} went`;
    fail(leaving, 'too-many-connections', text);
  }

  /** Ends a connection that never counted as one, because there are too many or nobody is there any more. */
  function turnAway(pipe: Pipe, node: NodeId | undefined): PipeEvents {
    pipe.destroy();
    if (!isDestroyed) {
      const text = `${connections.size} connections: one more was refused`;
      collector.protocolError('too-many-connections', text, wires.now());
      if (node !== undefined) turn(() => take({ type: 'dial-failed', node, reason: 'too-many-connections' }));
    }
    return { data: () => undefined, ended: () => undefined };
  }

  function onData(connection: Connection, chunk: Buffer): void {
    if (!connections.has(connection)) return;
    guard(connection, () => connection.session.receive(chunk));
    if (connection.session.output.pending > 0) connections.touch(connection);
  }

  function onOpen(connection: Connection, name: string): void {
    const node = parseNodeId(name);
    if (node === undefined) throw remoteError('malformed-message', `"${name}" is no node's name`);
    if (connection.node !== undefined && connection.node !== node) {
      throw remoteError('unexpected-message', `dialled ${connection.node}, but ${node} answered`);
    }
    if (unreachable.has(node)) return cutOff(connection, node);
    connection.node = node;
    connection.pipe.named?.(node);
    if (connection.direction === 'outbound') {
      connection.rttMs = now - connection.since;
      rtts.set(node, connection.rttMs);
    }
    connections.proved(connection);
    take({ type: 'connected', connection: connection.id, direction: connection.direction, node });
  }

  /** The handshake says who it is: somebody behind a cut. The node never hears of the connection. */
  function cutOff(connection: Connection, node: NodeId): void {
    connections.remove(connection);
    keepFlow(connection);
    connection.pipe.destroy();
    if (connection.direction === 'outbound') refused.push(node);
  }

  function onMessage(connection: Connection, message: Message): void {
    watch?.note(false, connection.node, message, now);
    if (message.type === 'pong') onPong(connection, message.requestId);
    if (connections.has(connection)) take({ type: 'message', connection: connection.id, message });
  }

  function onPong(connection: Connection, requestId: number): void {
    const { node, ping } = connection;
    if (node === undefined || ping?.requestId !== requestId) return;
    connection.rttMs = now - ping.at;
    rtts.set(node, connection.rttMs);
  }

  function onEnded(connection: Connection, clean: boolean, reason: string): void {
    if (!connections.has(connection)) return;
    if (clean) guard(connection, () => connection.session.end());
    remove(connection, reason, false);
  }

  /** A remote error ends its connection and nothing else; anything else is ours, and fatal. */
  function guard(connection: Connection, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.side === 'local') throw error;
      fail(connection, error.code, error.message);
    }
  }

  function fail(connection: Connection, code: ProtocolErrorCode, text: string): void {
    collector.protocolError(code, `${connection.node ?? 'a stranger'}: ${text}`, now);
    connection.pipe.destroy();
    remove(connection, code, false);
  }

  function close(id: ConnectionId, reason: CloseReason): void {
    const connection = connections.get(id);
    if (connection === undefined) return;
    const isPlanned = reason === 'idle';
    if (!isPlanned && reason !== 'silent') return fail(connection, reason, `closed for ${reason}`);
    flush(connection);
    connection.pipe.end();
    remove(connection, reason, isPlanned);
  }

  /** Forgets a connection, keeps its counts, tells the logic. */
  function remove(connection: Connection, reason: string, planned: boolean): void {
    const isKnown = !connections.unproved.has(connection);
    if (!connections.remove(connection)) return;
    keepFlow(connection);
    const { id, node, purpose, direction } = connection;
    if (purpose !== undefined && node !== undefined)
      collector.add({ type: 'connection-closed', node, reason, planned });
    if (isKnown) take({ type: 'disconnected', connection: id, reason });
    else if (direction === 'outbound' && node !== undefined) take({ type: 'dial-failed', node, reason });
  }

  function keepFlow(connection: Connection): void {
    for (const flow of flowOf(connection)) {
      const before = endedFlows.get(flow.node);
      endedFlows.set(flow.node, { node: flow.node, ...forEachKind((kind) => flow[kind] + (before?.[kind] ?? 0)) });
    }
  }

  function announce(id: ConnectionId, purpose: 'overlay' | 'transfer'): void {
    const connection = connections.get(id);
    if (connection?.node === undefined) return;
    connection.purpose = purpose;
    collector.add({ type: 'connection-opened', node: connection.node, purpose });
  }

  function flush(connection: Connection): void {
    const { session, pipe } = connection;
    if (session.output.pending > 0) {
      pipe.write(session.output.take());
      connections.sent(connection);
    }
    if (pipe.queuedBytes > limits.sendQueueBytesMax) {
      fail(connection, 'send-queue-full', `${pipe.queuedBytes} bytes unsent, allowed are ${limits.sendQueueBytesMax}`);
    }
  }

  function report(): void {
    expireHandshakes();
    if (watch !== undefined && watch.until < wires.base.now()) watch = undefined;
    if (options.isHeard()) sendBatch();
    else soonestBatchAt = wires.base.now() + quietBatchMs; // sums take no room, batches that nobody reads do
  }

  function inspect(): Inspection {
    now = wires.now();
    const until = wires.base.now() + watchMs;
    if (watch === undefined) watch = createFrameWatch(until);
    else watch.until = until;
    return {
      at: now,
      connections: connections.all().slice(0, inspectedConnectionsMax).map(inspectedConnection),
      connectionsTotal: connections.size,
      tables: logic.describe?.(now) ?? [],
      frames: watch.frames(),
    };
  }

  function inspectedConnection({
    node,
    direction,
    purpose,
    since,
    rttMs,
    session,
    pipe,
  }: Connection): InspectedConnection {
    return {
      node,
      isOutbound: direction === 'outbound',
      purpose: purpose ?? 'unknown',
      openMs: now - since,
      rttMs,
      sentMessages: sumOf(session.sent.messages),
      sentBytes: sumOf(session.sent.bytes),
      receivedMessages: sumOf(session.received.messages),
      receivedBytes: sumOf(session.received.bytes),
      queuedBytes: pipe.queuedBytes,
    };
  }

  function sendBatch(): void {
    const gauges = logic.gauges(now);
    const figures = {
      ...totals,
      flows: [...endedFlows.values(), ...connections.takeSenders().flatMap(flowOf)],
      gauges,
      ...wires.usage(),
      ...(wires.carried?.() ?? { upBytes: 0, downBytes: 0 }),
      rtts: [...rtts].map(([node, rttMs]) => ({ node, rttMs })),
    };
    endedFlows.clear();
    rtts.clear();
    options.onBatch(collector.drain(now, figures));
    lastBatchAt = wires.base.now();
    soonestBatchAt = lastBatchAt + options.batchMs;
    isQueued = gauges.queueLength > 0;
  }

  function expireHandshakes(): void {
    for (const connection of connections.unproved) {
      if (now - connection.since < limits.handshakeMsMax) return;
      fail(connection, 'handshake-timed-out', `no handshake within ${limits.handshakeMsMax} ms`);
    }
  }

  wires.base.wakeAt(batchDueAt(), onBatchDue);
  return {
    deadline: () => logic.deadline(),
    fireDeadline() {
      turn(() => take({ type: 'tick' }));
    },
    feed: (input) => turn(() => take(input)),
    accept: (pipe) => attach(pipe, 'inbound', undefined),
    setUnreachable,
    inspect,
    flushTelemetry: () => turn(sendBatch),
    destroy() {
      isDestroyed = true;
      store.close();
      wires.wakeAt(undefined, wake);
      wires.base.wakeAt(undefined, onBatchDue);
      for (const { pipe } of connections.all()) pipe.destroy();
      connections.clear();
    },
  };
}

/** How many of the first items are written together. */
function batchLength(persists: readonly Persist[]): number {
  let bytes = 0;
  const end = persists.findIndex(({ item }) => {
    bytes += item.content.length;
    return bytes > persistBytesMax;
  });
  return end < 0 ? persists.length : Math.max(1, end);
}

/** What went out since the last batch, if anything did. */
function flowOf(connection: Connection): Flow[] {
  const { node, session, reported } = connection;
  if (node === undefined) return [];
  const flow = forEachKind(() => 0);
  session.sent.messages.forEach((count, tag) => {
    flow[kinds[tag] ?? 'upkeep'] += count - (reported[tag] ?? 0);
  });
  if (messageKinds.every((kind) => flow[kind] === 0)) return [];
  reported.set(session.sent.messages);
  return [{ node, ...flow }];
}

function sumOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function emptyCounts(): FrameCounts {
  return { messages: new Float64Array(kinds.length), bytes: new Float64Array(kinds.length) };
}
