import { earliest } from '../../base/earliest.ts';
import type { Random } from '../../base/random.ts';
import type { ConnectionId, ItemHash, NodeId, Timestamp } from '../../protocol/ids.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Command, Effect, Gauges, Input, NodeEvent, NodeLogic, Outcome } from '../contract.ts';
import { createNeighbourhood } from '../parts/neighbourhood.ts';
import { createDownloads } from './downloads.ts';
import { createUpLine } from './line.ts';
import { blockOf, createManifest, type FileShape, pieceCount, pieceLength } from './manifest.ts';
import { createNeighbours, type Neighbour } from './neighbours.ts';
import { PieceSet } from './piece-set.ts';
import { createSending } from './sending.ts';
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

/** What a message costs the line beside the piece in it, about. */
const messageBytes = 48;
/**
 * One file for everybody, in pieces. A node that has a piece offers it to those that lack it. A node that is offered a piece takes it, unless
 * it has it or gets it from somebody else; so no piece is sent twice for nothing, and the uploader chooses: the neediest neighbour, the rarest
 * piece. Each piece is verified by SHA-256 before it counts or is passed on; a node that sends a wrong one is never listened to again. The
 * source alone with its clients is the same thing with nobody else to ask. The command `publish` at the source begins; `fetch` is answered
 * when the file is complete.
 */
export function createSwarm(options: SwarmOptions): NodeLogic {
  const { self, shape, random } = options;
  const pieces = pieceCount(shape);
  const own = new PieceSet(pieces);
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
  const fetches: number[] = [];
  let name = 'file';
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
  const { uploadWindow, isFreeRider } = options;
  const sending = createSending({
    ...{ uploadWindow, isFreeRider, own, manifest, neighbours, uploads, line, send, report, refuse },
  });

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
      sending.acquire(piece, command.content.subarray(start, start + pieceLength(shape, piece)));
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

  function onArrived(connection: ConnectionId, node: NodeId): void {
    const neighbour = neighbours.add(connection, node);
    const { roots } = manifest;
    if (roots !== undefined) send(connection, { type: 'file', roots });
    sending.tell(neighbour);
    sending.reconsider();
  }

  function onDeparted(connection: ConnectionId): void {
    const neighbour = neighbours.remove(connection);
    if (neighbour !== undefined) downloads.lost(neighbour.node);
    sending.reconsider();
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
          if (neighbours.noteHas(neighbour, piece)) sending.reconsider();
        }
        return;
      case 'offer':
        return onOffer(neighbour, message.pieces, now);
      case 'accept':
        return sending.onAccept(neighbour, message, now);
      case 'decline':
        return sending.onDecline(neighbour, message.reason, now);
      case 'piece':
        return onPiece(neighbour, message.piece, message.content, now);
      default:
        return refuse(neighbour);
    }
  }

  function refuse({ connection }: Neighbour): void {
    effects.push({ type: 'close', connection, reason: 'unexpected-message' });
  }

  /** The first word counts: a node that contradicts it is not listened to. */
  function onFile(neighbour: Neighbour, roots: readonly ItemHash[]): void {
    const isNew = manifest.roots === undefined;
    if (!manifest.learnRoots(roots)) return distrust(neighbour, 'the list of hashes');
    if (isNew && neighbour.node !== options.source) announce();
  }

  function onOffer(neighbour: Neighbour, offered: readonly number[], now: Timestamp): void {
    const { connection, node } = neighbour;
    const isReady = manifest.roots !== undefined && !liars.has(node);
    const known = offered.filter((piece) => piece < pieces);
    sending.tell(neighbour);
    const answer = isReady ? downloads.offered(known.length === 0 ? undefined : known, neighbour, now) : 'busy';
    if (typeof answer === 'number') {
      send(connection, { type: 'accept', piece: answer, hasHashes: manifest.hasBlock(blockOf(answer)) });
    } else send(connection, { type: 'decline', reason: answer });
  }

  function onPiece(neighbour: Neighbour, piece: number, content: Buffer, now: Timestamp): void {
    const since = downloads.arrived(piece, neighbour.node, now);
    if (since === undefined || own.has(piece)) return; // given up in between
    if (!manifest.isRight(piece, content)) return distrust(neighbour, `piece ${piece}`);
    sending.acquire(piece, content);
    sending.tell(neighbour); // it waits for this before it offers more
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

  function take(input: Input, now: Timestamp): void {
    if (input.type === 'command') onCommand(input.requestId, input.command);
    else if (input.type === 'line') line.setRate(input.upBytesPerSecond, now);
    else if (input.type === 'stop') sending.stop();
    else if (input.type === 'tick') sending.tick(now);
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
      sending.settle(now);
      return effects;
    },
    deadline: () => earliest(sending.deadline(), neighbourhood.deadline()),
    gauges: (): Gauges => ({ queueLength: neighbours.outstanding, queueLengthMax: sending.outstandingMax, busyMs: 0 }),
  };
}

function pieceName(piece: number): string {
  return `piece-${String(piece + 1).padStart(4, '0')}`;
}
