import { type Message, messageCodec } from '../../../source/protocol/messages.ts';
import type { HandshakeOptions, Identity } from '../../../source/protocol/wire/handshake.ts';
import { ProtocolError } from '../../../source/protocol/wire/protocol-error.ts';
import { WireSession } from '../../../source/protocol/wire/session.ts';

/** One end of a conversation and what it heard. */
export interface SessionEnd {
  readonly session: WireSession<Message>;
  readonly messages: Message[];
  readonly peers: Identity[];
}

/** 32 bytes that both ends of these tests know. */
export const labSecret = Buffer.alloc(32, 0x5e);
export const nonces = { dialer: Buffer.alloc(16, 0xaa), listener: Buffer.alloc(16, 0xbb) };

/** An end with the names, nonces and secret of these tests, except what is said. */
export function sessionEnd(side: 'dialer' | 'listener', changes: Partial<HandshakeOptions> = {}): SessionEnd {
  const messages: Message[] = [];
  const peers: Identity[] = [];
  const self = { name: side === 'dialer' ? 'n1' : 'n2', generation: 1 };
  const session = new WireSession<Message>(
    { side, self, secret: labSecret, nonce: nonces[side], ...changes },
    messageCodec,
    { onOpen: (peer) => peers.push(peer), onMessage: (message) => messages.push(copied(message)) },
  );
  return { session, messages, peers };
}

/** Carries bytes to and fro until both ends are silent; gives what each said. */
export function carry(dialer: SessionEnd, listener: SessionEnd): { dialer: Buffer; listener: Buffer } {
  const said = { dialer: [] as Buffer[], listener: [] as Buffer[] };
  while (dialer.session.output.pending + listener.session.output.pending > 0) {
    const there = Buffer.from(dialer.session.output.take());
    said.dialer.push(there);
    listener.session.receive(there);
    const back = Buffer.from(listener.session.output.take());
    said.listener.push(back);
    dialer.session.receive(back);
  }
  return { dialer: Buffer.concat(said.dialer), listener: Buffer.concat(said.listener) };
}

/** Two ends that have shaken hands. */
export function openPair(): { dialer: SessionEnd; listener: SessionEnd } {
  const pair = { dialer: sessionEnd('dialer'), listener: sessionEnd('listener') };
  carry(pair.dialer, pair.listener);
  return pair;
}

/** What the other end of a dialer or listener would say first, up to and with its last handshake frame. */
export function handshakeTo(side: 'dialer' | 'listener'): Buffer {
  const said = carry(sessionEnd('dialer'), sessionEnd('listener'));
  return side === 'dialer' ? said.listener : said.dialer;
}

/** The code of the protocol error that the work throws, with its side; anything else that is thrown goes through. */
export function errorOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.side === 'remote' ? error.code : `${error.code}, ${error.side}`;
    throw error;
  }
}

/** Bytes written as hexadecimal digits, with spaces where they help. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
}

/** A body behind its length. */
export function frame(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Contents are views into the chunk: a test that keeps messages must copy them, as a node does. */
function copied(message: Message): Message {
  return 'content' in message ? { ...message, content: Buffer.from(message.content) } : message;
}
