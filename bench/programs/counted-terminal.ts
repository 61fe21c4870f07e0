import { EventEmitter } from 'node:events';

/** A terminal that only counts what is written, and takes keys from a program. */
export interface CountedTerminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly written: { frames: number; bytes: number };
  press(key: string): void;
}

export function createCountedTerminal(columns: number, rows: number): CountedTerminal {
  const written = { frames: 0, bytes: 0 };
  const stdout = Object.assign(new EventEmitter(), {
    ...{ columns, rows, isTTY: true },
    write(text: string) {
      written.frames++;
      written.bytes += text.length;
      return true;
    },
  }) as unknown as NodeJS.WriteStream;
  const nothing = () => undefined;
  const stdin = Object.assign(new EventEmitter(), {
    ...{ isTTY: true, isRaw: false, setRawMode: nothing, setEncoding: nothing, resume: nothing, pause: nothing },
    ...{ ref: nothing, unref: nothing, read: nothing },
  }) as unknown as NodeJS.ReadStream;
  return { stdin, stdout, written, press: (key) => void stdin.emit('data', Buffer.from(key)) };
}
