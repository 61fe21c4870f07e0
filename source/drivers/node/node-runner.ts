import type { WorkPhase } from '../../protocol/control/fields.ts';
import type { Inspection } from '../../protocol/control/inspection.ts';
import type { TelemetryBatch } from '../../protocol/control/telemetry-batch.ts';
import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import { limits } from '../../protocol/wire/limits.ts';
import type { CheckInput, HistoryEffect, RecordedNode } from '../../workloads/recorded-node.ts';
import type { WorkedInput } from '../../workloads/worked-node.ts';
import type { NodeStore, StoreTrouble } from '../store/node-store.ts';
import type { ConnectionRoom } from '../wires/connection-room.ts';
import type { Pipe, PipeEvents, Wires } from '../wires/wires.ts';
import { type Connection, createConnectionTable } from './connection-table.ts';
import { createEndings } from './endings.ts';
import { createInspector } from './inspector.ts';
import { createKeeper } from './keeper.ts';
import { createOpenings } from './openings.ts';
import { createReporter } from './reporter.ts';
import { createTurns, type NodeEffect } from './turns.ts';

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

export function createNodeRunner(options: NodeRunnerOptions): NodeRunner {
  const { logic, wires, store, room = limits } = options;
  const connections = createConnectionTable();
  const inspector = createInspector({ wires, logic, connections });
  const keeper = createKeeper({ store, turns: () => turns, onStoreTrouble: options.onStoreTrouble });
  const reporter = createReporter({ ...options, connections, wake: onBatchDue });
  const { collector } = reporter;
  const turns = createTurns({ logic, wires, execute, afterInput: keeper.keepAtOnce, settle });
  const endings = createEndings({ connections, turns, reporter });
  const openings = createOpenings({ ...options, room, connections, turns, reporter, endings, onMessage });

  function execute(effect: NodeEffect): void {
    switch (effect.type) {
      case 'send':
        return send(effect.connection, effect.message);
      case 'dial':
        return openings.dial(effect.node);
      case 'close': {
        const connection = connections.get(effect.connection);
        if (connection !== undefined) endings.close(connection, effect.reason);
        return;
      }
      case 'persist':
        return keeper.add(effect);
      case 'work-done':
        return options.onWorkDone(effect.phase);
      case 'history':
      case 'checked':
        return options.onHistory(effect);
      case 'telemetry': {
        const { event } = effect;
        if (event.type === 'joined') options.onJoined();
        else if (event.type === 'purpose') announce(event.connection, event.purpose);
        else collector.note(event, turns.now);
      }
    }
  }

  function send(id: ConnectionId, message: Message): void {
    const connection = connections.get(id);
    if (connection === undefined) return; // it ended while the effect was on its way
    if (message.type === 'ping') connection.ping = { requestId: message.requestId, at: turns.now };
    connection.session.send(message);
    inspector.note(true, connection.node, message, turns.now);
    connections.touch(connection);
  }

  function onMessage(connection: Connection, message: Message): void {
    inspector.note(false, connection.node, message, turns.now);
    if (message.type === 'pong') onPong(connection, message.requestId);
    if (connections.has(connection)) turns.take({ type: 'message', connection: connection.id, message });
  }

  function onPong(connection: Connection, requestId: number): void {
    const { node, ping } = connection;
    if (node === undefined || ping?.requestId !== requestId) return;
    connection.rttMs = turns.now - ping.at;
    reporter.noteRtt(node, connection.rttMs);
  }

  function announce(id: ConnectionId, purpose: 'overlay' | 'transfer'): void {
    const connection = connections.get(id);
    if (connection?.node === undefined) return;
    connection.purpose = purpose;
    collector.add({ type: 'connection-opened', node: connection.node, purpose });
  }

  /** The end of a turn: one write a connection, then what is to be kept, then when to report. */
  function settle(): void {
    connections.flushTouched(endings.flush);
    if (turns.isOver) return;
    if (!store.isImmediate) keeper.writeNext();
    reporter.schedule();
  }

  function onBatchDue(): void {
    turns.run(() => {
      if (!reporter.isDue()) return;
      endings.expireHandshakes();
      inspector.expire();
      reporter.report(turns.now);
    });
  }

  reporter.schedule();
  return {
    deadline: () => logic.deadline(),
    fireDeadline: () => turns.run(() => turns.take({ type: 'tick' })),
    feed: (input) => turns.run(() => turns.take(input)),
    accept: openings.accept,
    setUnreachable: openings.setUnreachable,
    inspect: inspector.inspect,
    flushTelemetry: () => turns.run(() => reporter.send(turns.now)),
    destroy() {
      turns.end();
      store.close();
      reporter.end();
      for (const { pipe } of connections.all()) pipe.destroy();
      connections.clear();
    },
  };
}
