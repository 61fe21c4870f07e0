import { earliest } from '../../base/earliest.ts';
import type { Random } from '../../base/random.ts';
import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Command, Effect, Gauges, Input, NodeEvent, NodeLogic, Outcome } from '../contract.ts';
import { createNeighbourhood } from '../parts/neighbourhood.ts';
import { createDownloads } from './downloads.ts';
import { createUpLine } from './line.ts';
import { blockOf, createManifest, type FileShape, pieceCount, pieceLength } from './manifest.ts';
import { createNeighbours, type Neighbour, type Offer } from './neighbours.ts';
import { PieceSet } from './piece-set.ts';
import { createUploads } from './uploads.ts';

/** Options of a node that distributes one file. */
export interface SwarmOptions {
  readonly self: NodeId;
  /** Who has the file in the beginning. */
  readonly source: NodeId;
  readonly dials: readonly NodeId[];
  readonly shape: FileShape;
  /** Pieces agreed on with neighbours before they can be sent: enough to keep the line busy, few enough that who is idle can send them instead. */
  readonly uploadWindow: number;
  /** Pieces being received at a time. */
  readonly downloadWindow: number;
  /** It takes, and gives nobody a piece. */
  readonly isFreeRider: boolean;
  readonly random: Random;
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
/** What a message costs the line beside the piece in it, about. */
const messageBytes = 48;
/** A neighbour that could not take more is asked again after so long. */
export const busyMs = 20;
/** A piece that a neighbour did not want, because it comes from somebody else, is offered again after so long. */
export const declinedMs = 400;

/**
 * One file for everybody, in pieces. Who has a piece offers it to who lacks it; who is offered a piece takes it, unless it has it or gets it from
 * somebody else; so no piece is sent twice for nothing, and the uploader chooses: the neediest neighbour, the rarest piece. Each piece is
 * verified by SHA-256 before it counts or is passed on; who sends a wrong one is never listened to again. The source alone with its clients is
 * the same thing with nobody else to ask. The command `publish` at the source begins; `fetch` is answered when the file is complete.
 */
export function createSwarm(options: SwarmOptions): NodeLogic {
  const { self, shape, random } = options;
  const pieces = pieceCount(shape);
  const own = new PieceSet(pieces);
  /** Own pieces in the order in which they came. */
  const acquired: number[] = [];
  const neighbours = createNeighbours(pieces);
  const uploads = createUploads({
    own,
    neighbours,
    window: options.uploadWindow,
    random,
    isSource: self === options.source,
  });
  const downloads = createDownloads({ own, neighbours, window: options.downloadWindow, random });
  const manifest = createManifest(shape);
  const line = createUpLine();
  /** Nodes that sent wrong pieces. */
  const liars = new Set<NodeId>();
  const toSend: Upload[] = [];
  const fetches: number[] = [];
  let name = 'file';
  /** What it has, by the number of the piece. */
  const contents: (Buffer | undefined)[] = new Array(pieces).fill(undefined);
  let tellAt: Timestamp | undefined;
  /** Not before this. */
  let tellNoSooner: Timestamp = 0;
  let checkAt: Timestamp | undefined;
  let mayOffer = false;
  let isStopped = false;
  let outstandingMax = 0;
  let effects: Effect[] = [];
  let latest: Timestamp = 0;
  const neighbourhood = createNeighbourhood(options.dials, random.unit(), (effect) => effects.push(effect));

  const send = (connection: ConnectionId, message: Message): void => {
    effects.push({ type: 'send', connection, message });
    line.took(messageBytes + (message.type === 'piece' ? message.content.length : 0), latest);
  };
  const report = (event: NodeEvent): void => {
    effects.push({ type: 'telemetry', event });
  };

  function onCommand(requestId: number, command: Command): void {
    ({ name } = command);
    if (command.type === 'fetch') {
      fetches.push(requestId);
      return answerFetches();
    }
    manifest.build(command.content);
    announce();
    for (let piece = 0; piece < pieces; piece++) {
      const start = piece * shape.pieceBytes;
      acquire(piece, command.content.subarray(start, start + pieceLength(shape, piece)));
    }
    report(heldAs('authored'));
    effects.push({ type: 'answer', requestId, outcome: done() });
  }

  function done(): Outcome {
    return { type: 'done', servedBy: self, hops: 0, hash: manifest.fileHash(), bytes: shape.fileBytes };
  }

  function heldAs(holding: 'authored' | 'copy'): NodeEvent {
    const author = holding === 'authored' ? self : undefined;
    return { type: 'item-held', name, hash: manifest.fileHash(), bytes: shape.fileBytes, author, holding };
  }

  function answerFetches(): void {
    if (!own.isComplete) return;
    for (const requestId of fetches.splice(0)) effects.push({ type: 'answer', requestId, outcome: done() });
  }

  function announce(): void {
    const { roots } = manifest;
    if (roots === undefined) return;
    for (const { connection } of neighbours.all()) send(connection, { type: 'file', roots });
  }

  function acquire(piece: number, content: Buffer): void {
    own.add(piece);
    contents[piece] = content;
    acquired.push(piece);
    mayOffer = true;
  }

  /** What it has that the neighbour was not told of yet. */
  function tell(neighbour: Neighbour): void {
    if (neighbour.told === acquired.length) return;
    send(neighbour.connection, { type: 'have', pieces: acquired.slice(neighbour.told) });
    neighbour.told = acquired.length;
  }

  function onArrived(connection: ConnectionId, node: NodeId): void {
    const neighbour = neighbours.add(connection, node);
    const { roots } = manifest;
    if (roots !== undefined) send(connection, { type: 'file', roots });
    tell(neighbour);
    mayOffer = true;
  }

  function onDeparted(connection: ConnectionId): void {
    const neighbour = neighbours.remove(connection);
    if (neighbour !== undefined) downloads.lost(neighbour.node);
    mayOffer = true;
  }

  function onMessage(neighbour: Neighbour, message: Message, now: Timestamp): void {
    switch (message.type) {
      case 'file':
        return onFile(neighbour, message.roots);
      case 'hashes':
        if (!manifest.learnBlock(message.block, message.hashes))
          distrust(neighbour, `block ${message.block} of hashes`);
        return;
      case 'have':
        for (const piece of message.pieces) {
          if (piece >= pieces) return refuse(neighbour);
          if (neighbours.noteHas(neighbour, piece)) mayOffer = true;
        }
        return;
      case 'offer':
        return onOffer(neighbour, message.pieces, now);
      case 'accept':
        return onAccept(neighbour, message, now);
      case 'decline':
        return onDecline(neighbour, message.reason, now);
      case 'piece':
        return onPiece(neighbour, message.piece, message.content, now);
      default:
        return refuse(neighbour);
    }
  }

  function refuse({ connection }: Neighbour): void {
    effects.push({ type: 'close', connection, reason: 'unexpected-message' });
  }

  /** What is said first counts: who contradicts it is not listened to. */
  function onFile(neighbour: Neighbour, roots: readonly ItemHash[]): void {
    const isNew = manifest.roots === undefined;
    if (!manifest.learnRoots(roots)) return distrust(neighbour, 'the list of hashes');
    if (isNew && neighbour.node !== options.source) announce();
  }

  function onOffer(neighbour: Neighbour, offered: readonly number[], now: Timestamp): void {
    const { connection, node } = neighbour;
    const isReady = manifest.roots !== undefined && !liars.has(node);
    const known = offered.filter((piece) => piece < pieces);
    tell(neighbour);
    const answer = isReady ? downloads.offered(known.length === 0 ? undefined : known, neighbour, now) : 'busy';
    if (typeof answer === 'number') {
      send(connection, { type: 'accept', piece: answer, hasHashes: manifest.hasBlock(blockOf(answer)) });
    } else send(connection, { type: 'decline', reason: answer });
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
    return neighbours.onTheirWay < options.uploadWindow * unconfirmedPerUpload;
  }

  function sendPiece({ neighbour, piece, hasHashes }: Upload): void {
    const content = contents[piece];
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

  function onPiece(neighbour: Neighbour, piece: number, content: Buffer, now: Timestamp): void {
    const since = downloads.arrived(piece, neighbour.node, now);
    if (since === undefined || own.has(piece)) return; // given up in between
    if (!manifest.isRight(piece, content)) return distrust(neighbour, `piece ${piece}`);
    acquire(piece, content);
    tell(neighbour); // it waits for this before it offers more
    const outcome: Outcome = {
      type: 'done',
      servedBy: neighbour.node,
      hops: 1,
      hash: manifest.fileHash(),
      bytes: content.length,
    };
    report({ type: 'operation', operation: 'fetch', item: pieceName(piece), outcome, latencyMs: now - since });
    report({ type: 'progress', done: own.count, total: pieces });
    if (!own.isComplete) return;
    report(heldAs('copy'));
    answerFetches();
  }

  function distrust(neighbour: Neighbour, what: string): void {
    liars.add(neighbour.node);
    downloads.lost(neighbour.node);
    neighbourhood.forget(neighbour.node);
    const text = `${what} from ${neighbour.node} does not match its hash: dropped, ${neighbour.node} is not listened to any more`;
    report({ type: 'limit-reached', limit: 'wrong-content', text });
    refuse(neighbour);
  }

  function offerMore(now: Timestamp): void {
    mayOffer = false;
    checkAt = undefined;
    if (own.count === 0 || isStopped || options.isFreeRider) return;
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

  function onTick(now: Timestamp): void {
    if (checkAt !== undefined && checkAt <= now) {
      uploads.expire(now);
      mayOffer = true;
    }
  }

  function take(input: Input, now: Timestamp): void {
    if (input.type === 'command') onCommand(input.requestId, input.command);
    else if (input.type === 'line') line.setRate(input.upBytesPerSecond, now);
    else if (input.type === 'stop') isStopped = true;
    else if (input.type === 'tick') onTick(now);
    const event = neighbourhood.take(input, now);
    if (event?.type === 'arrived') onArrived(event.connection, event.node);
    else if (event?.type === 'departed') onDeparted(event.connection);
    else if (event?.type === 'said') {
      const neighbour = neighbours.at(event.connection);
      if (neighbour !== undefined) onMessage(neighbour, event.message, now);
    }
  }

  return {
    handle(input, now) {
      effects = [];
      latest = now;
      take(input, now);
      if (tellAt === undefined && hasNews()) tellAt = Math.max(now, tellNoSooner);
      tellAll(now);
      sendMore(now);
      if (mayOffer) offerMore(now);
      return effects;
    },
    deadline: () => earliest(tellAt, checkAt, sendAt(), neighbourhood.deadline()),
    gauges: (): Gauges => ({ queueLength: neighbours.outstanding, queueLengthMax: outstandingMax, busyMs: 0 }),
  };

  function sendAt(): Timestamp | undefined {
    return toSend.length > 0 && mayConfirm() ? line.nextAt : undefined;
  }

  function hasNews(): boolean {
    for (const { told } of neighbours.all()) if (told < acquired.length) return true;
    return false;
  }
}

function pieceName(piece: number): string {
  return `piece-${String(piece + 1).padStart(4, '0')}`;
}
