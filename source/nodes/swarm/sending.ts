import { earliest } from '../../base/earliest.ts';
import type { ConnectionId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { NodeEvent } from '../contract.ts';
import type { UpLine } from './line.ts';
import { blockOf, type Manifest } from './manifest.ts';
import type { Neighbour, Neighbours, Offer } from './neighbours.ts';
import type { PieceSet } from './piece-set.ts';
import type { Uploads } from './uploads.ts';

export interface SendingOptions {
  /** Pieces agreed on with neighbours before they can be sent. */
  readonly uploadWindow: number;
  /** It gives nobody a piece. */
  readonly isFreeRider: boolean;
  readonly own: PieceSet;
  readonly manifest: Pick<Manifest, 'blockAt'>;
  readonly neighbours: Neighbours;
  readonly uploads: Uploads;
  readonly line: Pick<UpLine, 'nextAt'>;
  send(connection: ConnectionId, message: Message): void;
  report(event: NodeEvent): void;
  /** The neighbour broke the protocol. */
  refuse(neighbour: Neighbour): void;
}

/** What a node gives: it says what it has, offers pieces, and sends those that were taken. */
export interface Sending {
  /** It has one more piece. */
  acquire(piece: number, content: Buffer): void;
  /** Tells a neighbour of what it has and was not told of yet. */
  tell(neighbour: Neighbour): void;
  /** Something changed: more may be offered now. */
  reconsider(): void;
  onAccept(neighbour: Neighbour, accept: Extract<Message, { type: 'accept' }>, now: Timestamp): void;
  onDecline(neighbour: Neighbour, reason: 'busy' | 'not-needed', now: Timestamp): void;
  /** Nothing new is offered from now on. */
  stop(): void;
  tick(now: Timestamp): void;
  /** After each input: says, sends and offers what is to be said, sent and offered now. */
  settle(now: Timestamp): void;
  deadline(): Timestamp | undefined;
  /** Most pieces that were agreed on at a time. */
  readonly outstandingMax: number;
}

/** A piece that a neighbour took, waiting for its turn. */
interface Upload {
  readonly neighbour: Neighbour;
  readonly piece: number;
  /** Whether it can verify the piece already. */
  readonly hasHashes: boolean;
}

/** Own pieces are told to everybody at once, but not more often than this for each neighbour there is; with an offer and an answer they go out at any time. */
export const haveMsPerNeighbour = 96;
/** Pieces sent and not confirmed, for each that may be agreed on before: whoever does not take them any more does not get all there are. */
const unconfirmedPerUpload = 2;
/** A neighbour that could not take more is asked again after so long. */
export const busyMs = 20;
/** A piece that a neighbour did not want, because it comes from somebody else, is offered again after so long. */
export const declinedMs = 400;

export function createSending(options: SendingOptions): Sending {
  const { uploadWindow, isFreeRider, own, manifest, neighbours, uploads, line, send, report, refuse } = options;
  /** Own pieces in the order in which they came. */
  const acquired: number[] = [];
  /** What it has, by the number of the piece. */
  const contents = new Map<number, Buffer>();
  const toSend: Upload[] = [];
  let tellAt: Timestamp | undefined;
  /** Not before this. */
  let tellNoSooner: Timestamp = 0;
  let checkAt: Timestamp | undefined;
  let mayOffer = false;
  let isStopped = false;
  let outstandingMax = 0;

  function acquire(piece: number, content: Buffer): void {
    own.add(piece);
    contents.set(piece, content);
    acquired.push(piece);
    mayOffer = true;
  }

  function tell(neighbour: Neighbour): void {
    if (neighbour.told === acquired.length) return;
    send(neighbour.connection, { type: 'have', pieces: acquired.slice(neighbour.told) });
    neighbour.told = acquired.length;
  }

  function onAccept(
    neighbour: Neighbour,
    { piece, hasHashes }: Extract<Message, { type: 'accept' }>,
    now: Timestamp,
  ): void {
    const offer = neighbours.takeOffer(neighbour);
    if (offer === undefined || !isPartOf(offer, piece)) return refuse(neighbour);
    for (const other of offer.pieces) {
      if (other === piece) break; // those before it come from somebody else
      neighbour.declined.set(other, now + declinedMs);
    }
    neighbours.noteTaken(neighbour, piece, now);
    toSend.push({ neighbour, piece, hasHashes });
    mayOffer = true;
  }

  function sendMore(now: Timestamp): void {
    while (mayConfirm() && line.nextAt <= now) {
      const next = toSend.shift();
      if (next === undefined) return;
      if (next.neighbour.taken.has(next.piece)) sendPiece(next);
    }
  }

  /** Whether one more piece may be sent that nobody has confirmed. */
  function mayConfirm(): boolean {
    return neighbours.onTheirWay < uploadWindow * unconfirmedPerUpload;
  }

  function sendPiece({ neighbour, piece, hasHashes }: Upload): void {
    const content = contents.get(piece);
    if (content === undefined) return;
    const block = blockOf(piece);
    const hashes = manifest.blockAt(block);
    if (!hasHashes && hashes !== undefined) send(neighbour.connection, { type: 'hashes', block, hashes });
    send(neighbour.connection, { type: 'piece', piece, content });
    neighbours.noteSent(neighbour, piece);
    report({ type: 'served', node: neighbour.node });
  }

  function isPartOf({ pieces: offered }: Offer, piece: number): boolean {
    return offered.length === 0 ? own.has(piece) : offered.includes(piece);
  }

  function onDecline(neighbour: Neighbour, reason: 'busy' | 'not-needed', now: Timestamp): void {
    const offer = neighbours.takeOffer(neighbour);
    if (offer === undefined) return refuse(neighbour);
    if (reason === 'busy' || offer.pieces.length === 0) neighbour.busyUntil = now + busyMs;
    else for (const piece of offer.pieces) neighbour.declined.set(piece, now + declinedMs);
    mayOffer = true;
  }

  function offerMore(now: Timestamp): void {
    mayOffer = false;
    checkAt = undefined;
    if (own.count === 0 || isStopped || isFreeRider) return;
    for (let offer = uploads.next(now); offer !== undefined; offer = uploads.next(now)) {
      const { neighbour, pieces: offered } = offer;
      tell(neighbour);
      neighbours.noteOffered(neighbour, { pieces: offered, since: now });
      send(neighbour.connection, { type: 'offer', pieces: offered });
    }
    outstandingMax = Math.max(outstandingMax, neighbours.outstanding);
    for (const { has } of neighbours.all()) if (!has.isComplete) checkAt = now + busyMs;
  }

  function tellAll(now: Timestamp): void {
    if (tellAt === undefined || now < tellAt) return;
    tellAt = undefined;
    tellNoSooner = now + haveMsPerNeighbour * neighbours.size;
    for (const neighbour of neighbours.all()) tell(neighbour);
  }

  function tick(now: Timestamp): void {
    if (checkAt !== undefined && checkAt <= now) {
      uploads.expire(now);
      mayOffer = true;
    }
  }

  function hasNews(): boolean {
    for (const { told } of neighbours.all()) if (told < acquired.length) return true;
    return false;
  }

  return {
    acquire,
    tell,
    reconsider() {
      mayOffer = true;
    },
    onAccept,
    onDecline,
    stop() {
      isStopped = true;
    },
    tick,
    settle(now) {
      if (tellAt === undefined && hasNews()) tellAt = Math.max(now, tellNoSooner);
      tellAll(now);
      sendMore(now);
      if (mayOffer) offerMore(now);
    },
    deadline: () => earliest(tellAt, checkAt, toSend.length > 0 && mayConfirm() ? line.nextAt : undefined),
    get outstandingMax() {
      return outstandingMax;
    },
  };
}
