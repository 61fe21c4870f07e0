import type { ConnectionId, NodeId, Timestamp } from '../../protocol/ids.ts';
import { PieceSet } from './piece-set.ts';

/** What was offered to a neighbour: it takes one of the pieces, or none. */
export interface Offer {
  readonly pieces: readonly number[];
  readonly since: Timestamp;
}

/** What a node knows of one that it is connected to. */
export interface Neighbour {
  readonly node: NodeId;
  readonly connection: ConnectionId;
  /** What it has said it has. */
  readonly has: PieceSet;
  /** Offers that it has not answered yet, oldest first: it answers them in that order. */
  readonly offers: Offer[];
  /** Pieces that it took and has not said it has, and since when. */
  readonly taken: Map<number, Timestamp>;
  /** Those of them that were sent. */
  readonly sent: Set<number>;
  /** Pieces that it gets from somebody else, as it said: not offered again before that time. */
  readonly declined: Map<number, Timestamp>;
  /** It takes no more offers until then. */
  busyUntil: Timestamp;
  /** How many of the own pieces it was told of, in the order in which they came. */
  told: number;
}

/** The neighbours of a node in a swarm, and how rare each piece is among them. */
export interface Neighbours {
  all(): IterableIterator<Neighbour>;
  readonly size: number;
  /** Offers without an answer and pieces that were taken and did not arrive yet, to all together. */
  readonly outstanding: number;
  /** Pieces sent that did not arrive yet, to all together. */
  readonly onTheirWay: number;
  at(connection: ConnectionId): Neighbour | undefined;
  add(connection: ConnectionId, node: NodeId): Neighbour;
  remove(connection: ConnectionId): Neighbour | undefined;
  /** It has a piece. False when that was known. */
  noteHas(neighbour: Neighbour, piece: number): boolean;
  noteOffered(neighbour: Neighbour, offer: Offer): void;
  /** It answered its oldest offer; undefined when there was none. */
  takeOffer(neighbour: Neighbour): Offer | undefined;
  noteTaken(neighbour: Neighbour, piece: number, now: Timestamp): void;
  noteSent(neighbour: Neighbour, piece: number): void;
  /** A piece that was taken counts no longer: it did not arrive in time. */
  noteLost(neighbour: Neighbour, piece: number): void;
  /** Neighbours that have a piece or are about to get it from here. */
  holdersOf(piece: number): number;
}

export function createNeighbours(pieces: number): Neighbours {
  const byConnection = new Map<ConnectionId, Neighbour>();
  let outstanding = 0;
  let onTheirWay = 0;
  const holders = new Uint16Array(pieces);
  const change = (piece: number, by: number): void => {
    holders[piece] = (holders[piece] as number) + by;
  };

  return {
    all: () => byConnection.values(),
    get size() {
      return byConnection.size;
    },
    get outstanding() {
      return outstanding;
    },
    get onTheirWay() {
      return onTheirWay;
    },
    at: (connection) => byConnection.get(connection),
    add(connection, node) {
      const neighbour: Neighbour = {
        node,
        connection,
        has: new PieceSet(pieces),
        offers: [],
        taken: new Map(),
        sent: new Set(),
        declined: new Map(),
        busyUntil: 0,
        told: 0,
      };
      byConnection.set(connection, neighbour);
      return neighbour;
    },
    remove(connection) {
      const neighbour = byConnection.get(connection);
      if (neighbour === undefined) return undefined;
      byConnection.delete(connection);
      for (let piece = 0; piece < pieces; piece++) if (neighbour.has.has(piece)) change(piece, -1);
      for (const piece of neighbour.taken.keys()) change(piece, -1);
      for (const { pieces: offered } of neighbour.offers) for (const piece of offered) change(piece, -1);
      outstanding -= neighbour.taken.size + neighbour.offers.length;
      onTheirWay -= neighbour.sent.size;
      return neighbour;
    },
    noteHas(neighbour, piece) {
      if (!neighbour.has.add(piece)) return false;
      neighbour.declined.delete(piece);
      if (neighbour.taken.delete(piece)) outstanding--;
      else change(piece, 1);
      if (neighbour.sent.delete(piece)) onTheirWay--;
      return true;
    },
    noteOffered(neighbour, offer) {
      neighbour.offers.push(offer);
      outstanding++;
      for (const piece of offer.pieces) change(piece, 1);
    },
    takeOffer(neighbour) {
      const offer = neighbour.offers.shift();
      if (offer === undefined) return undefined;
      outstanding--;
      for (const piece of offer.pieces) change(piece, -1);
      return offer;
    },
    noteTaken(neighbour, piece, now) {
      if (neighbour.has.has(piece) || neighbour.taken.has(piece)) return;
      neighbour.taken.set(piece, now);
      outstanding++;
      change(piece, 1);
    },
    noteSent(neighbour, piece) {
      neighbour.sent.add(piece);
      onTheirWay++;
    },
    noteLost(neighbour, piece) {
      if (!neighbour.taken.delete(piece)) return;
      if (neighbour.sent.delete(piece)) onTheirWay--;
      outstanding--;
      change(piece, -1);
    },
    holdersOf: (piece) => holders[piece] as number,
  };
}
