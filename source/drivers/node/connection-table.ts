import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { WireSession } from '../../protocol/wire/session.ts';
import type { Pipe } from '../wires/wires.ts';

/** One connection of a node. */
export interface Connection {
  readonly id: ConnectionId;
  readonly session: WireSession<Message>;
  readonly pipe: Pipe;
  readonly direction: 'inbound' | 'outbound';
  readonly since: Timestamp;
  /** Known from the start where this node dialled, otherwise after the handshake. */
  node: NodeId | undefined;
  purpose: 'overlay' | 'transfer' | undefined;
  /** Sent messages at the last batch, by tag. */
  readonly reported: Float64Array;
  /** The ping that waits for its answer, if one does. */
  ping: { readonly requestId: number; readonly at: Timestamp } | undefined;
  /** The newest that was measured on it. */
  rttMs: number | undefined;
}

/**
 * The connections of a node, and the lists that some of them are in. One that was removed is in no list, and nothing puts it into one again: a
 * stranger that is cut off leaves nothing behind, whatever else happens in the same turn.
 */
export interface ConnectionTable {
  readonly size: number;
  /** Those that have not proved the secret, the oldest first. */
  readonly unproved: ReadonlySet<Connection>;
  get(id: ConnectionId): Connection | undefined;
  has(connection: Connection): boolean;
  all(): readonly Connection[];
  add(connection: Connection): void;
  proved(connection: Connection): void;
  /** Gives whether it was there. */
  remove(connection: Connection): boolean;
  /** It may have something to say: it is flushed at the end of the turn. */
  touch(connection: Connection): void;
  /** Each that was touched, once; those too that are touched meanwhile. */
  flushTouched(flush: (connection: Connection) => void): void;
  /** Something went out on it. */
  sent(connection: Connection): void;
  /** Those on which something went out since the last time; one without a name is kept for later. */
  takeSenders(): readonly Connection[];
  clear(): void;
}

export function createConnectionTable(): ConnectionTable {
  const connections = new Map<ConnectionId, Connection>();
  const unproved = new Set<Connection>();
  const touched = new Set<Connection>();
  const senders = new Set<Connection>();
  const lists = [unproved, touched, senders];
  const has = ({ id }: Connection): boolean => connections.has(id);

  return {
    get size() {
      return connections.size;
    },
    unproved,
    get: (id) => connections.get(id),
    has,
    all: () => [...connections.values()],
    add(connection) {
      connections.set(connection.id, connection);
      unproved.add(connection);
    },
    proved: (connection) => void unproved.delete(connection),
    remove(connection) {
      for (const list of lists) list.delete(connection);
      return connections.delete(connection.id);
    },
    touch(connection) {
      if (has(connection)) touched.add(connection);
    },
    flushTouched(flush) {
      for (const connection of touched) {
        touched.delete(connection); // before: a connection that fails may make the node send on one that was flushed already
        flush(connection);
      }
    },
    sent(connection) {
      if (has(connection)) senders.add(connection);
    },
    takeSenders() {
      const taken = [...senders];
      for (const connection of taken) if (connection.node !== undefined) senders.delete(connection);
      return taken;
    },
    clear() {
      for (const list of lists) list.clear();
      connections.clear();
    },
  };
}
