import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type ControlMessage, controlCodec } from '../protocol/control.ts';
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

/** Speaks the control protocol over a socket that is connected; both sides prove the lab's secret first. */
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
      { onOpen: (peer) => events.onOpen(peer.name, link), onMessage: events.onMessage },
    );
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
          pipe.destroy();
          events.onEnd(error);
        }
      },
      ended: (_clean, reason) => events.onEnd(new Error(reason)),
    };
  });
}
