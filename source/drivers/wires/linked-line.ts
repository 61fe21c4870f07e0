import { createLinkLine, type LinkLine } from '../../links/link-model.ts';
import type { NodeId } from '../../protocol/ids.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { FrameCutter } from './frame-cutter.ts';
import type { Pipe, PipeEvents } from './wires.ts';

/** One connection behind the link. */
export interface LinkedLine extends LinkLine {
  readonly connection: number;
  readonly direction: 'inbound' | 'outbound';
  node: NodeId | undefined;
  inner: Pipe | undefined;
  events: PipeEvents | undefined;
  /** Nothing is delivered any more; what was written before goes out. */
  isClosing: boolean;
  isOver: boolean;
  isReading: boolean;
  /** Things held, and their bytes. */
  ups: number;
  downs: number;
  upBytes: number;
  downBytes: number;
  heldBytesMax: number;
  heldPiecesMax: number;
  readonly cutter: FrameCutter;
}

/** Bytes held of a connection that has not proved the secret, above which it is not read. */
const strangerBytesMax = 64 * 1024;
/** Pieces in which they are held: each of many empty frames would cost more than its bytes. */
const strangerPiecesMax = 64;

export function createLinkedLine(
  connection: number,
  direction: LinkedLine['direction'],
  node: NodeId | undefined,
): LinkedLine {
  return {
    ...createLinkLine(),
    connection,
    direction,
    node,
    inner: undefined,
    events: undefined,
    isClosing: false,
    isOver: false,
    isReading: true,
    ups: 0,
    downs: 0,
    upBytes: 0,
    downBytes: 0,
    heldBytesMax: strangerBytesMax,
    heldPiecesMax: strangerPiecesMax,
    cutter: new FrameCutter(strangerBytesMax / 2, strangerPiecesMax),
  };
}

/** The other end has proved the secret: there is room for what a node may send. */
export function lineIsProved(line: LinkedLine, node: NodeId): void {
  line.node = node;
  line.heldBytesMax = limits.sendQueueBytesHigh;
  line.heldPiecesMax = Number.POSITIVE_INFINITY;
  line.cutter.wholeBytesMax = limits.frameBytesMax;
  line.cutter.piecesMax = Number.POSITIVE_INFINITY;
}

/** A connection that holds too much is not read, so senders are slowed down as by a socket. */
export function mindReading(line: LinkedLine): void {
  if (line.isOver) return;
  const hasRoom = line.downBytes <= line.heldBytesMax && line.downs <= line.heldPiecesMax;
  const isReading = line.upBytes <= limits.sendQueueBytesHigh && hasRoom;
  if (isReading === line.isReading) return;
  line.isReading = isReading;
  line.inner?.setReading(isReading || line.isClosing);
}
