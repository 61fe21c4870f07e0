import type { Socket } from 'node:net';
import { limits } from '../../protocol/wire/limits.ts';
import type { Pipe, PipeEvents } from './wires.ts';

/**
 * An open socket as a pipe. While more than `sendQueueBytesHigh` is unsent the socket is not read either: a peer that asks without taking
 * the answers stops itself.
 */
export function openPipe(socket: Socket, attach: (pipe: Pipe) => PipeEvents): Pipe {
  socket.setNoDelay(true);
  let isOver = false;
  let isReading = true;
  const pipe: Pipe = {
    from: socket.remoteAddress,
    write(bytes) {
      if (!socket.write(bytes) && socket.writableLength > limits.sendQueueBytesHigh) socket.pause();
    },
    get queuedBytes() {
      return socket.writableLength;
    },
    setReading(wanted) {
      isReading = wanted;
      if (!wanted) socket.pause();
      else if (socket.writableLength <= limits.sendQueueBytesHigh) socket.resume();
    },
    end: () => {
      isOver = true;
      socket.end();
      socket.resume();
    },
    destroy: () => {
      isOver = true;
      socket.destroy();
    },
  };
  const events = attach(pipe);
  const over = (clean: boolean, reason: string): void => {
    if (isOver) return;
    isOver = true;
    events.ended(clean, reason);
  };
  socket.on('data', (chunk: Buffer) => {
    if (!isOver) events.data(chunk);
  });
  socket.on('drain', () => {
    if (isReading || isOver) socket.resume();
  });
  socket.on('end', () => over(true, 'the other end closed it'));
  socket.on('error', (error: NodeJS.ErrnoException) => over(false, error.code ?? error.message));
  socket.on('close', () => over(false, 'closed'));
  return pipe;
}
