import type { Socket } from 'node:net';
import { type ControlMessage, controlCodec } from '../../protocol/control/control.ts';
import { limits } from '../../protocol/wire/limits.ts';
import { ProtocolError } from '../../protocol/wire/protocol-error.ts';
import { WireSession } from '../../protocol/wire/session.ts';
import { openPipe } from '../wires/tcp-pipe.ts';

/** One end of a control connection between the lab and a node. */
export interface ControlLink {
  /** Whether the other end takes what is sent: a lab that stands stopped does not. */
  readonly isHeard: boolean;
  send(message: ControlMessage): void;
  /** Ends it after what was sent has gone out. */
  end(): void;
  /** Ends it at once. */
  destroy(): void;
}

/** What one end of a control connection hears. */
export interface ControlEvents {
  onMessage(message: ControlMessage): void;
  /** It ended, or broke the protocol. Called once. */
  onEnd(): void;
}

/** The place of the control connection among the files that a node's process inherits. */
export const controlFile = 3;

/**
 * Speaks the control protocol over one of two sockets that were made together: the lab kept one, its node inherited the other. Nobody else can
 * hold either, so that nothing is proved, and no stranger can be in the way.
 */
export function openControlLink(socket: Socket, events: ControlEvents): ControlLink {
  const session = new WireSession<ControlMessage>(undefined, controlCodec, {
    onOpen: () => undefined,
    onMessage: events.onMessage,
  });
  const pipe = openPipe(socket, (opened) => ({
    data(chunk) {
      try {
        session.receive(chunk);
      } catch (error) {
        if (!(error instanceof ProtocolError) || error.side === 'local') throw error; // ours, and fatal
        opened.destroy();
        events.onEnd();
      }
    },
    ended: events.onEnd,
  }));
  return {
    get isHeard() {
      return pipe.queuedBytes <= limits.sendQueueBytesHigh;
    },
    send(message) {
      session.send(message);
      pipe.write(session.output.take());
    },
    end: pipe.end,
    destroy: pipe.destroy,
  };
}
