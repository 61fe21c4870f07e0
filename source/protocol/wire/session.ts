import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Codec } from './codec.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { createHandshake, type Handshake, type HandshakeOptions, type Identity } from './handshake.ts';
import { limits } from './limits.ts';
import { remoteError } from './protocol-error.ts';

/** What a session needs to know of the messages it carries. */
export interface MessageCodec<M extends { readonly type: string }> extends Codec<M> {
  readonly types: readonly M['type'][];
}

/** What a session tells its driver. */
export interface SessionEvents<M> {
  onOpen(peer: Identity): void;
  onMessage(message: M): void;
}

/** Frames of one direction by message type, in the order of the codec's types, then the handshake. Bytes include the length field. */
export interface FrameCounts {
  readonly messages: Float64Array;
  readonly bytes: Float64Array;
}

/** What all sessions of one node count together, those that ended among them. */
export interface SessionTotals {
  readonly sent: FrameCounts;
  readonly received: FrameCounts;
}

/**
 * One end of one conversation, without I/O: bytes in, messages out and the reverse, handshake first. Both drivers use it, and the control
 * connection: without options there is no handshake, because nobody else can hold the other end. `receive` and `end` throw a `ProtocolError`; the
 * session is unusable afterwards.
 */
export class WireSession<M extends { readonly type: string }> {
  /** What is to be sent; the driver takes it once a turn. */
  readonly output = new ByteWriter();
  readonly sent: FrameCounts;
  readonly received: FrameCounts;
  readonly #codec: MessageCodec<M>;
  readonly #events: SessionEvents<M>;
  readonly #totals: SessionTotals | undefined;
  readonly #reader = new ByteReader();
  readonly #decoder: FrameDecoder;
  #handshake: Handshake | undefined;

  constructor(
    options: HandshakeOptions | undefined,
    codec: MessageCodec<M>,
    events: SessionEvents<M>,
    totals?: SessionTotals,
  ) {
    this.#totals = totals;
    this.#codec = codec;
    this.#events = events;
    this.sent = emptyCounts(codec.types.length + 1);
    this.received = emptyCounts(codec.types.length + 1);
    this.#decoder = new FrameDecoder(limits.frameBytesMax, (bytes, start, end) =>
      this.#frame(this.#reader.reset(bytes, start, end), bytes[start] as number, end - start + 4),
    );
    if (options === undefined) return;
    this.#decoder.frameBytesMax = limits.handshakeFrameBytesMax;
    this.#handshake = createHandshake(options);
    this.#handshaken((handshake) => handshake.begin(this.output));
  }

  /** Whether nothing is left to prove. */
  get isOpen(): boolean {
    return this.#handshake === undefined;
  }

  receive(chunk: Buffer): void {
    this.#decoder.receive(chunk);
  }

  end(): void {
    this.#decoder.end();
  }

  /** Encodes straight into the output. Only after `onOpen`. */
  send(message: M): void {
    const { output } = this;
    const mark = output.beginFrame();
    this.#codec.write(output, message);
    this.#count('sent', output.byteAt(mark), output.endFrame(mark));
  }

  /** A message's number, by which it is counted, is its first byte. */
  #frame(frame: ByteReader, tag: number, frameBytes: number): void {
    if (this.#handshake !== undefined) {
      this.#shakeHands(frame, frameBytes);
      return;
    }
    const message = this.#codec.read(frame);
    if (frame.left > 0) throw remoteError('malformed-message', `${frame.left} bytes behind the end of ${message.type}`);
    this.#count('received', tag, frameBytes);
    this.#events.onMessage(message);
  }

  #shakeHands(frame: ByteReader, frameBytes: number): void {
    this.#count('received', this.#codec.types.length, frameBytes);
    const peer = this.#handshaken((handshake) => handshake.receive(frame, this.output));
    if (peer === undefined) return;
    this.#handshake = undefined;
    this.#decoder.frameBytesMax = limits.frameBytesMax;
    this.#events.onOpen(peer);
  }

  /** Does a step of the handshake and counts the frame that it wrote, if it wrote one. */
  #handshaken<T>(step: (handshake: Handshake) => T): T {
    const before = this.output.pending;
    const result = step(this.#handshake as Handshake);
    const written = this.output.pending - before;
    if (written > 0) this.#count('sent', this.#codec.types.length, written);
    return result;
  }

  #count(direction: 'sent' | 'received', tag: number, bytes: number): void {
    count(this[direction], tag, bytes);
    if (this.#totals !== undefined) count(this.#totals[direction], tag, bytes);
  }
}

function emptyCounts(length: number): FrameCounts {
  return { messages: new Float64Array(length), bytes: new Float64Array(length) };
}

function count(counts: FrameCounts, tag: number, bytes: number): void {
  counts.messages[tag] = (counts.messages[tag] ?? 0) + 1;
  counts.bytes[tag] = (counts.bytes[tag] ?? 0) + bytes;
}
