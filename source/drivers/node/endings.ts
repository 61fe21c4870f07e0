import type { CloseReason } from '../../nodes/contract.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { ProtocolError, type ProtocolErrorCode } from '../../protocol/wire/protocol-error.ts';
import type { Connection, ConnectionTable } from './connection-table.ts';
import type { Reporter } from './reporter.ts';
import type { Turns } from './turns.ts';

export interface EndingsOptions {
  readonly connections: ConnectionTable;
  readonly turns: Pick<Turns, 'now' | 'take'>;
  readonly reporter: Pick<Reporter, 'collector' | 'flows'>;
}

/** The ways in which a connection ends. All within a turn. */
export interface Endings {
  /** A remote error in this work ends its connection and nothing else; anything else is ours, and fatal. */
  guard(connection: Connection, work: () => void): void;
  /** It broke a rule of the protocol. */
  fail(connection: Connection, code: ProtocolErrorCode, text: string): void;
  /** The node wants it to end. */
  close(connection: Connection, reason: CloseReason): void;
  /** The other side ended it, or it broke. */
  ended(connection: Connection, isClean: boolean, reason: string): void;
  /** It is cut: it ends at once. */
  cut(connection: Connection): void;
  /** Writes what its session has to say. One whose queue is too long ends. */
  flush(connection: Connection): void;
  /** Those that have been in their handshake for too long end. */
  expireHandshakes(): void;
}

export function createEndings({ connections, turns, reporter }: EndingsOptions): Endings {
  const { collector, flows } = reporter;

  function guard(connection: Connection, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.side === 'local') throw error;
      fail(connection, error.code, error.message);
    }
  }

  function fail(connection: Connection, code: ProtocolErrorCode, text: string): void {
    collector.protocolError(code, `${connection.node ?? 'a stranger'}: ${text}`, turns.now);
    connection.pipe.destroy();
    remove(connection, code, false);
  }

  /** Forgets a connection, keeps its counts, tells the node. */
  function remove(connection: Connection, reason: string, planned: boolean): void {
    const isKnown = !connections.unproved.has(connection);
    if (!connections.remove(connection)) return;
    flows.ended(connection);
    const { id, node, purpose, direction } = connection;
    if (purpose !== undefined && node !== undefined)
      collector.add({ type: 'connection-closed', node, reason, planned });
    if (isKnown) turns.take({ type: 'disconnected', connection: id, reason });
    else if (direction === 'outbound' && node !== undefined) turns.take({ type: 'dial-failed', node, reason });
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

  return {
    guard,
    fail,
    flush,
    close(connection, reason) {
      const isPlanned = reason === 'idle';
      if (!isPlanned && reason !== 'silent') return fail(connection, reason, `closed for ${reason}`);
      flush(connection);
      connection.pipe.end();
      remove(connection, reason, isPlanned);
    },
    ended(connection, isClean, reason) {
      if (!connections.has(connection)) return;
      if (isClean) guard(connection, () => connection.session.end());
      remove(connection, reason, false);
    },
    cut(connection) {
      connection.pipe.destroy();
      remove(connection, 'EHOSTUNREACH', false);
    },
    expireHandshakes() {
      for (const connection of connections.unproved) {
        if (turns.now - connection.since < limits.handshakeMsMax) return;
        fail(connection, 'handshake-timed-out', `no handshake within ${limits.handshakeMsMax} ms`);
      }
    },
  };
}
