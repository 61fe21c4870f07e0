import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { fixedBytes, member, text, u8, u32, union } from './codec.ts';
import { hmac, sameBytes } from './hmac.ts';
import { remoteError } from './protocol-error.ts';

/** Who one end says it is: its name and the generation of the lab that it belongs to. */
export interface Identity {
  readonly name: string;
  readonly generation: number;
}

/** What one end brings to a handshake. */
export interface HandshakeOptions {
  readonly side: 'dialer' | 'listener';
  readonly self: Identity;
  /** The lab's secret: both ends prove that they know it, none sends it. */
  readonly secret: Uint8Array;
  /** 16 bytes that are never used twice. */
  readonly nonce: Buffer;
}

/** One side of a handshake: feed it the other side's frames until it gives the peer. */
export interface Handshake {
  /** What this side says first; the listener waits. */
  begin(to: ByteWriter): void;
  /** Takes one frame's body; answers into `to`; gives who the peer is once its proof was checked. */
  receive(frame: ByteReader, to: ByteWriter): Identity | undefined;
}

/** Version of the protocol on the wire. Both ends must speak the same. */
export const protocolVersion = 1;
const magic = 0x53544d52; // "STMR"

type HandshakeMessage =
  | {
      readonly type: 'hello';
      readonly magic: number;
      readonly version: number;
      readonly generation: number;
      readonly name: string;
      readonly nonce: Buffer;
    }
  | {
      readonly type: 'welcome';
      readonly magic: number;
      readonly version: number;
      readonly generation: number;
      readonly name: string;
      readonly nonce: Buffer;
      readonly proof: Buffer;
    }
  | { readonly type: 'proof'; readonly proof: Buffer };

const introduction = {
  magic: u32,
  version: u8,
  generation: u32,
  name: text(32),
  nonce: fixedBytes(16),
};
const codec = union<HandshakeMessage>({
  hello: member('hello', introduction),
  welcome: member('welcome', { ...introduction, proof: fixedBytes(32) }),
  proof: member('proof', { proof: fixedBytes(32) }),
});

/** Bytes of the three frames of a handshake, length fields included, for a driver that counts them without executing them. */
export function handshakeBytes(
  dialer: string,
  listener: string,
): { readonly dialer: number; readonly listener: number } {
  // length 4, number 1, magic 4, version 1, generation 4, length of the name 4, nonce 16; a proof is 32
  const introductionBytes = 34;
  const proofBytes = 32;
  return {
    dialer: introductionBytes + Buffer.byteLength(dialer) + 5 + proofBytes,
    listener: introductionBytes + Buffer.byteLength(listener) + proofBytes,
  };
}

/**
 * Mutual proof of the lab's secret in three frames: hello, welcome with the listener's proof, the dialer's proof. Each proof is an HMAC over
 * both nonces, both names and the side that proves, so that none can be replayed or reflected.
 */
export function createHandshake(options: HandshakeOptions): Handshake {
  const { side, self, secret, nonce } = options;
  let peer: { readonly identity: Identity; readonly nonce: Buffer } | undefined;
  const send = (to: ByteWriter, message: HandshakeMessage): void => {
    const mark = to.beginFrame();
    codec.write(to, message);
    to.endFrame(mark);
  };
  const introduce = () => ({ magic, version: protocolVersion, generation: self.generation, name: self.name, nonce });

  function proofOf(
    prover: 'dialer' | 'listener',
    other: { readonly identity: Identity; readonly nonce: Buffer },
  ): Buffer {
    const here = { name: self.name, nonce };
    const there = { name: other.identity.name, nonce: other.nonce };
    const [dialer, listener] = side === 'dialer' ? [here, there] : [there, here];
    const names = `${prover}\n${dialer.name}\n${listener.name}\n${self.generation}\n`;
    return hmac(secret, [names, dialer.nonce, listener.nonce]);
  }

  function meet(message: Exclude<HandshakeMessage, { type: 'proof' }>): NonNullable<typeof peer> {
    if (message.magic !== magic) throw remoteError('not-starmesh', 'the other end does not speak this protocol');
    if (message.version !== protocolVersion) {
      throw remoteError(
        'wrong-version',
        `the other end speaks version ${message.version}, this one ${protocolVersion}`,
      );
    }
    if (message.generation !== self.generation) {
      const text = `${message.name} is in generation ${message.generation}, this node in ${self.generation}`;
      throw remoteError('wrong-generation', text);
    }
    peer = { identity: { name: message.name, generation: message.generation }, nonce: message.nonce };
    return peer;
  }

  return {
    begin(to) {
      if (side === 'dialer') send(to, { type: 'hello', ...introduce() });
    },
    receive(frame, to) {
      const message = readFrame(frame);
      if (side === 'listener' && message.type === 'hello' && peer === undefined) {
        const other = meet(message);
        send(to, { type: 'welcome', ...introduce(), proof: proofOf('listener', other) });
        return undefined;
      }
      if (side === 'dialer' && message.type === 'welcome') {
        const other = meet(message);
        if (!sameBytes(message.proof, proofOf('listener', other))) throw wrongSecret(other.identity.name);
        send(to, { type: 'proof', proof: proofOf('dialer', other) });
        return other.identity;
      }
      if (side === 'listener' && message.type === 'proof' && peer !== undefined) {
        if (!sameBytes(message.proof, proofOf('dialer', peer))) throw wrongSecret(peer.identity.name);
        return peer.identity;
      }
      throw remoteError('unexpected-message', `${message.type} does not belong here in the handshake`);
    },
  };
}

function readFrame(frame: ByteReader): HandshakeMessage {
  const message = codec.read(frame);
  if (frame.left > 0) throw remoteError('malformed-message', `${frame.left} bytes behind the end of ${message.type}`);
  return message;
}

function wrongSecret(name: string): Error {
  return remoteError('wrong-secret', `${name} does not know this lab's secret`);
}
