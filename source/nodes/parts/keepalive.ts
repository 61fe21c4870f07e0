import type { ConnectionId, Timestamp } from '../../protocol/ids.ts';
import type { Effect } from '../contract.ts';

/** Notices ends that fall silent: the dialler pings, both ends give up a connection on which nothing came for too long. */
export interface Keepalive {
  add(connection: ConnectionId, direction: 'inbound' | 'outbound', now: Timestamp): void;
  /** Something came in. */
  heard(connection: ConnectionId, now: Timestamp): void;
  remove(connection: ConnectionId): void;
  deadline(): Timestamp | undefined;
  /** Pings, and closes of silent connections, when a round is due. */
  tick(now: Timestamp): Effect[];
}

/** Time between two pings on a connection. */
export const pingMs = 2_000;
/** Silence after which a connection is given up: three pings without an answer. */
export const silenceMsMax = 3 * pingMs + 500;

/** `phase` in [0, 1) shifts this node's rounds: not all nodes ping at the same moment. */
export function createKeepalive(phase: number): Keepalive {
  interface Watched {
    readonly direction: 'inbound' | 'outbound';
    heardAt: Timestamp;
  }
  const watched = new Map<ConnectionId, Watched>();
  let roundAt = 0;
  let requestId = 0;

  return {
    add(connection, direction, now) {
      if (watched.size === 0) roundAt = now + pingMs * (0.5 + phase / 2);
      watched.set(connection, { direction, heardAt: now });
    },
    heard(connection, now) {
      const entry = watched.get(connection);
      if (entry !== undefined) entry.heardAt = now;
    },
    remove(connection) {
      watched.delete(connection);
    },
    deadline: () => (watched.size === 0 ? undefined : roundAt),
    tick(now) {
      if (watched.size === 0 || now < roundAt) return [];
      roundAt = now + pingMs;
      const effects: Effect[] = [];
      for (const [connection, { direction, heardAt }] of watched) {
        if (now - heardAt > silenceMsMax) effects.push({ type: 'close', connection, reason: 'silent' });
        else if (direction === 'outbound') {
          effects.push({ type: 'send', connection, message: { type: 'ping', requestId: requestId++ } });
        }
      }
      return effects;
    },
  };
}
