import { EventEmitter } from 'node:events';
import type { TerminalSize } from './terminal-size.ts';

/** Stands in for the terminal before Ink: in debug mode each commit writes one whole frame. */
export function createFrameSink(size: () => TerminalSize, onFrame: (frame: string) => void): NodeJS.WriteStream {
  const sink = Object.assign(new EventEmitter(), {
    write(frame: string) {
      if (frame !== '') onFrame(frame);
      return true;
    },
  });
  Object.defineProperty(sink, 'columns', { get: () => size().columns });
  Object.defineProperty(sink, 'rows', { get: () => size().rows });
  return sink as unknown as NodeJS.WriteStream; // Ink uses columns, rows, write, on and off only
}

/** Ink reads no keys here. */
export function createSilentInput(): NodeJS.ReadStream {
  const nothing = (): undefined => undefined;
  return Object.assign(new EventEmitter(), {
    isTTY: false,
    setEncoding: nothing,
    ref: nothing,
    unref: nothing,
    read: nothing,
  }) as unknown as NodeJS.ReadStream;
}
