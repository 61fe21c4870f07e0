import type { Connection } from './connection-table.ts';

/**
 * Which of the inbound connections in their handshake goes first: of the address that has most of them the oldest. So no address holds more than
 * its share, nodes on their own addresses stay whatever one stranger opens, and on a shared one a node proves itself long before its turn comes.
 */
export function strangerToDrop(unproved: Iterable<Connection>): Connection | undefined {
  const byAddress = new Map<string | undefined, Connection[]>();
  for (const connection of unproved) {
    if (connection.direction === 'outbound') continue;
    const { from } = connection.pipe;
    const others = byAddress.get(from);
    if (others === undefined) byAddress.set(from, [connection]);
    else others.push(connection);
  }
  let most: readonly Connection[] = [];
  for (const connections of byAddress.values()) if (connections.length > most.length) most = connections;
  return most[0];
}
