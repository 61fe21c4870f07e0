import { dissect } from '../../protocol/control/dissect.ts';
import { framesMax, type InspectedFrame } from '../../protocol/control/inspection.ts';
import type { NodeId, Timestamp } from '../../protocol/ids.ts';
import { type Message, messageCodec } from '../../protocol/messages.ts';
import { ByteWriter } from '../../protocol/wire/byte-writer.ts';

/** The last frames of a node, kept only while somebody looks into it. */
export interface FrameWatch {
  note(isSent: boolean, node: NodeId | undefined, message: Message, at: Timestamp): void;
  /** The newest first, field by field. */
  frames(): InspectedFrame[];
  /** Base time after which nobody looks any more, unless asked again. */
  until: Timestamp;
}

/** Frames are kept so long after a look: the lab looks about twice a second. */
export const watchMs = 3_000;

interface Kept {
  readonly at: Timestamp;
  readonly isSent: boolean;
  readonly node: NodeId | undefined;
  readonly message: Message;
}

/** Keeps messages, and encodes them when asked: what the codec writes for a message is what stood in its frame, which the tests of the codec hold it to. */
export function createFrameWatch(until: Timestamp): FrameWatch {
  const kept: Kept[] = [];
  return {
    until,
    note(isSent, node, message, at) {
      kept.push({ at, isSent, node, message });
      if (kept.length > framesMax) kept.shift();
    },
    frames: () =>
      kept.map(({ at, isSent, node, message }) => ({ at, isSent, node, ...dissect(frameOf(message)) })).reverse(),
  };
}

function frameOf(message: Message): Buffer {
  const writer = new ByteWriter();
  const mark = writer.beginFrame();
  messageCodec.write(writer, message);
  writer.endFrame(mark);
  return writer.take();
}
