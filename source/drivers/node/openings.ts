import { type ConnectionId, connectionId, type NodeId, parseNodeId } from '../../protocol/ids.ts';
import { type Message, messageCodec } from '../../protocol/messages.ts';
import { remoteError } from '../../protocol/wire/protocol-error.ts';
import { WireSession } from '../../protocol/wire/session.ts';
import type { ConnectionRoom } from '../wires/connection-room.ts';
import type { Pipe, PipeEvents, Wires } from '../wires/wires.ts';
import type { Connection, ConnectionTable } from './connection-table.ts';
import type { Endings } from './endings.ts';
import { kindOfTag } from './flows.ts';
import type { Reporter } from './reporter.ts';
import { strangerToDrop } from './stranger-to-drop.ts';
import type { Turns } from './turns.ts';

export interface OpeningsOptions {
  readonly self: NodeId;
  readonly generation: number;
  readonly secret: Uint8Array;
  readonly wires: Pick<Wires, 'now' | 'dial' | 'nonce'>;
  readonly room: ConnectionRoom;
  /** Whom the node cannot reach. */
  readonly unreachable: ReadonlySet<NodeId>;
  nextConnection(): number;
  readonly connections: ConnectionTable;
  readonly turns: Turns;
  readonly reporter: Reporter;
  readonly endings: Endings;
  onMessage(connection: Connection, message: Message): void;
}

/** The ways in which a connection begins, up to the moment at which the node knows it. */
export interface Openings {
  /** Within a turn. One that is under way is not dialled a second time. */
  dial(node: NodeId): void;
  /** Takes a connection that came in. */
  accept(pipe: Pipe): PipeEvents;
  /** Whom the node cannot reach from now on. */
  setUnreachable(nodes: ReadonlySet<NodeId>): void;
}

export function createOpenings(options: OpeningsOptions): Openings {
  const { wires, room, connections, turns, reporter, endings } = options;
  let { unreachable } = options;
  /** Whom it is dialling. Of this generation: a dial of the one before leads nowhere, and must not stand in the way. */
  const dialling = new Set<NodeId>();

  function dial(node: NodeId): void {
    if (unreachable.has(node)) return turns.refuseDial(node);
    if (dialling.has(node)) return; // a dial more would be the same connection twice
    dialling.add(node);
    wires.dial(node, {
      opened(pipe) {
        dialling.delete(node);
        return attach(pipe, 'outbound', node);
      },
      failed(reason) {
        dialling.delete(node);
        turns.run(() => turns.take({ type: 'dial-failed', node, reason }));
      },
    });
  }

  function attach(pipe: Pipe, direction: 'inbound' | 'outbound', node: NodeId | undefined): PipeEvents {
    if (turns.isOver || connections.size >= room.connectionsMax) return turnAway(pipe, node);
    if (direction === 'inbound') turns.run(makeRoom);
    const connection = connectionOn(pipe, direction, node);
    connections.add(connection);
    connections.touch(connection);
    turns.run(() => undefined);
    return {
      data: (chunk) => turns.run(() => onData(connection, chunk)),
      ended: (isClean, reason) => turns.run(() => endings.ended(connection, isClean, reason)),
    };
  }

  function connectionOn(pipe: Pipe, direction: 'inbound' | 'outbound', node: NodeId | undefined): Connection {
    const { self, generation, secret } = options;
    const id: ConnectionId = connectionId(options.nextConnection());
    const side = direction === 'outbound' ? 'dialer' : 'listener';
    const session = new WireSession<Message>(
      { side, self: { name: self, generation }, secret, nonce: wires.nonce() },
      messageCodec,
      {
        onOpen: (peer) => onOpen(connection, peer.name),
        onMessage: (message) => options.onMessage(connection, message),
      },
      reporter.totals,
    );
    const connection: Connection = {
      id,
      session,
      pipe,
      direction,
      since: wires.now(),
      node,
      purpose: undefined,
      reported: new Float64Array(kindOfTag.length),
      ping: undefined,
      rttMs: undefined,
    };
    return connection;
  }

  /** Those that prove nothing cannot keep others out: for one more in its handshake another one goes. */
  function makeRoom(): void {
    const { size } = connections.unproved;
    if (size < room.handshakesMax) return;
    const stranger = strangerToDrop(connections.unproved);
    if (stranger === undefined) return;
    const text = `${size} are in their handshake: the oldest of ${stranger.pipe.from ?? 'all'} went`;
    endings.fail(stranger, 'too-many-connections', text);
  }

  /** Ends a connection that never counted as one, because there are too many or nobody is there any more. */
  function turnAway(pipe: Pipe, node: NodeId | undefined): PipeEvents {
    pipe.destroy();
    if (!turns.isOver) {
      const text = `${connections.size} connections: one more was refused`;
      reporter.collector.protocolError('too-many-connections', text, wires.now());
      if (node !== undefined)
        turns.run(() => turns.take({ type: 'dial-failed', node, reason: 'too-many-connections' }));
    }
    return { data: () => undefined, ended: () => undefined };
  }

  function onData(connection: Connection, chunk: Buffer): void {
    if (!connections.has(connection)) return;
    endings.guard(connection, () => connection.session.receive(chunk));
    if (connection.session.output.pending > 0) connections.touch(connection);
  }

  /** The handshake says who it is. */
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
      connection.rttMs = turns.now - connection.since;
      reporter.noteRtt(node, connection.rttMs);
    }
    connections.proved(connection);
    turns.take({ type: 'connected', connection: connection.id, direction: connection.direction, node });
  }

  /** It is somebody behind a cut. The node never hears of the connection. */
  function cutOff(connection: Connection, node: NodeId): void {
    connections.remove(connection);
    reporter.flows.ended(connection);
    connection.pipe.destroy();
    if (connection.direction === 'outbound') turns.refuseDial(node);
  }

  return {
    dial,
    accept: (pipe) => attach(pipe, 'inbound', undefined),
    setUnreachable(nodes) {
      unreachable = nodes;
      turns.run(() => {
        for (const connection of connections.all()) {
          if (connection.node !== undefined && nodes.has(connection.node)) endings.cut(connection);
        }
      });
    },
  };
}
