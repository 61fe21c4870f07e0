import type { NodeEvent } from '../nodes/contract.ts';
import { messageCodec } from '../protocol/messages.ts';
import type { FrameCounts } from '../protocol/wire/session.ts';

/** What was counted, exactly. Lists by node have place 0 empty. */
export interface LeanCounts {
  /** Sent frames by number of message; the last place is the handshake. */
  readonly sent: FrameCounts;
  readonly bytesSent: Float64Array;
  readonly bytesReceived: Float64Array;
  /** Query and content messages that reached a node. */
  readonly handled: Float64Array;
  readonly served: Float64Array;
  readonly items: Int32Array;
  joined: number;
  queriesStarted: number;
  protocolErrors: number;
  limitsReached: number;
}

const handshakeTag = messageCodec.types.length;

export function createLeanCounts(nodesMax: number): LeanCounts {
  const column = (): Float64Array => new Float64Array(nodesMax + 1);
  const tags = handshakeTag + 1;
  return {
    sent: { messages: new Float64Array(tags), bytes: new Float64Array(tags) },
    bytesSent: column(),
    bytesReceived: column(),
    handled: column(),
    served: column(),
    items: new Int32Array(nodesMax + 1),
    joined: 0,
    queriesStarted: 0,
    protocolErrors: 0,
    limitsReached: 0,
  };
}

/** A frame was sent. */
export function countFrame({ messages, bytes }: FrameCounts, tag: number, size: number): void {
  messages[tag] = (messages[tag] as number) + 1;
  bytes[tag] = (bytes[tag] as number) + size;
}

/** Frames of a handshake that one end sent. */
export function countHandshake(counts: LeanCounts, from: number, to: number, size: number, frames: number): void {
  const { sent, bytesSent, bytesReceived } = counts;
  sent.messages[handshakeTag] = (sent.messages[handshakeTag] as number) + frames;
  sent.bytes[handshakeTag] = (sent.bytes[handshakeTag] as number) + size;
  bytesSent[from] = (bytesSent[from] as number) + size;
  bytesReceived[to] = (bytesReceived[to] as number) + size;
}

/** What a node reports. */
export function countEvent(counts: LeanCounts, node: number, event: NodeEvent): void {
  switch (event.type) {
    case 'joined':
      counts.joined++;
      return;
    case 'served':
      counts.served[node] = (counts.served[node] as number) + 1;
      return;
    case 'query-started':
      counts.queriesStarted++;
      return;
    case 'item-held':
      counts.items[node] = (counts.items[node] as number) + 1;
      return;
    case 'item-dropped':
      counts.items[node] = (counts.items[node] as number) - 1;
      return;
    case 'limit-reached':
      counts.limitsReached++;
      return;
    default:
  }
}
