import { type Message, messageCodec } from '../protocol/messages.ts';
import { ByteReader } from '../protocol/wire/byte-reader.ts';
import { ByteWriter } from '../protocol/wire/byte-writer.ts';
import { ProtocolError, remoteError } from '../protocol/wire/protocol-error.ts';

const slabBytes = 64 * 1024;

/** Frames in shared slabs, which are never written over. A message that goes to several neighbours is encoded once. */
export interface LeanFrames {
  /** Where the frame of the message lies that was encoded last. */
  slab: Buffer;
  start: number;
  bytes: number;
  encode(message: Message): void;
  /** Before a message object may mean something else. */
  forget(): void;
  /** Undefined: it breaks the protocol. */
  decode(chunk: Buffer, from: number, size: number): Message | undefined;
}

export function createLeanFrames(): LeanFrames {
  const writer = new ByteWriter(slabBytes);
  const reader = new ByteReader();
  let written: Message | undefined;
  const frames: LeanFrames = {
    slab: writer.slab,
    start: 0,
    bytes: 0,
    encode(message) {
      if (message === written) return;
      const mark = writer.beginFrame();
      messageCodec.write(writer, message);
      writer.endFrame(mark);
      written = message;
      frames.slab = writer.slab;
      frames.bytes = writer.pending;
      frames.start = writer.drop();
    },
    forget() {
      written = undefined;
    },
    /** A remote error ends its connection and nothing else; anything else is ours, and fatal. */
    decode(chunk, from, size) {
      try {
        const message = messageCodec.read(reader.reset(chunk, from + 4, from + size));
        if (reader.left > 0) throw remoteError('malformed-message', `${reader.left} bytes behind ${message.type}`);
        return message;
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.side === 'local') throw error;
        return undefined;
      }
    },
  };
  return frames;
}
