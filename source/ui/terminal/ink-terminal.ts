import { EventEmitter } from 'node:events';
import type { TerminalSize } from './terminal-size.ts';

/** Stands in for the terminal before Ink, which lays out and draws nothing: what it writes is dropped. */
export function createFrameSink(size: () => TerminalSize): NodeJS.WriteStream {
  const sink = Object.assign(new EventEmitter(), {
    write: () => true,
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
