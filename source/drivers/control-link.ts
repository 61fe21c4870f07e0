import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type ControlMessage, controlCodec } from '../protocol/control.ts';
import { limits } from '../protocol/limits.ts';
import { ProtocolError, remoteError } from '../protocol/protocol-error.ts';
import { WireSession } from '../protocol/wire-session.ts';
import { openPipe } from './tcp-pipe.ts';

/** One end of a control connection between the lab and a node. */
export interface ControlLink {
  send(message: ControlMessage): void;
  /** Ends it after what was sent has gone out. */
  end(): void;
}

/** What one end of a control connection hears. */
export interface ControlEvents {
  onOpen(peer: string, link: ControlLink): void;
  onMessage(message: ControlMessage): void;
  /** It ended, or broke the protocol; the error says which. Called once. */
  onEnd(error: unknown): void;
}

/**
 * Speaks the control protocol over a socket that is connected; both sides prove the lab's secret first. Whoever dials the lab has
 * `handshakeMsMax` for that.
 */
export function openControlLink(
  socket: Socket,
  side: 'dialer' | 'listener',
  name: string,
  secret: Uint8Array,
  events: ControlEvents,
): void {
  openPipe(socket, (pipe) => {
    const link: ControlLink = {
      send(message) {
        session.send(message);
        flush();
      },
      end: () => pipe.end(),
    };
    const session = new WireSession<ControlMessage>(
      { side, self: { name, generation: 0 }, secret, nonce: randomBytes(16) },
      controlCodec,
      {
        onOpen(peer) {
          clearTimeout(deadline);
          events.onOpen(peer.name, link);
        },
        onMessage: events.onMessage,
      },
    );
    const deadline = side === 'listener' ? setTimeout(expire, limits.handshakeMsMax) : undefined;
    function expire(): void {
      fail(remoteError('handshake-timed-out', `no handshake within ${limits.handshakeMsMax} ms`));
    }
    function fail(error: unknown): void {
      clearTimeout(deadline);
      pipe.destroy();
      events.onEnd(error);
    }
    function flush(): void {
      if (session.output.pending > 0) pipe.write(session.output.take());
    }
    flush();
    return {
      data(chunk) {
        try {
          session.receive(chunk);
          flush();
        } catch (error) {
          if (!(error instanceof ProtocolError) || error.side === 'local') throw error; // ours, and fatal
          fail(error);
        }
      },
      ended: (clean, reason) => fail(whyEnded(session, clean, reason)),
    };
  });
}

/** An end in the middle of a frame is an error of the protocol; any other is just an end. */
function whyEnded(session: WireSession<ControlMessage>, clean: boolean, reason: string): unknown {
  try {
    if (clean) session.end();
    return new Error(reason);
  } catch (error) {
    return error;
  }
}
