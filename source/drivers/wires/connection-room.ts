import { limits } from '../../protocol/wire/limits.ts';

/** How many connections a node keeps. */
export interface ConnectionRoom {
  readonly connectionsMax: number;
  /** Inbound ones in the middle of their handshake. */
  readonly handshakesMax: number;
}

/** Open files that a node needs for itself: those of Node, its store, its control connection, what it reads of the system. */
const reservedFiles = 48;
/** With fewer a node could not do its work. */
const connectionsMin = 8;

/** The room within a limit of open files, at most `limits`. Strangers go before descriptors run out: they have at most half of the room. */
export function roomWithin(openFiles: number | undefined): ConnectionRoom {
  const left = Math.max(connectionsMin, (openFiles ?? Number.POSITIVE_INFINITY) - reservedFiles);
  const connectionsMax = Math.min(limits.connectionsMax, left);
  return { connectionsMax, handshakesMax: Math.min(limits.handshakesMax, Math.floor(connectionsMax / 2)) };
}
