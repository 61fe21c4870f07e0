import { constants, openSync, writeSync } from 'node:fs';

/** Writes to a terminal without ever waiting for it: one that does not read (a scroll-locked window) must not stop the lab. */
export interface TerminalOutput {
  /** What the terminal does not take at once waits. */
  write(text: string): void;
  /** Whether something waits: a frame now would be one too many. */
  isBusy(): boolean;
  /** Forgets what waits. */
  drop(): void;
  /** Writes what waits, for so long (milliseconds) at most, and everything else stands still meanwhile. False: the terminal did not take it, and it is forgotten. */
  flush(timeLimitMs: number): boolean;
}

/** A terminal that does not read is given up after so long (milliseconds), when it is given back. */
export const lastMsMax = 1_000;

const retryMsMin = 1;
const retryMsMax = 50;

/** `onGone`: the terminal was closed. */
export function createTerminalOutput(stdout: NodeJS.WriteStream, onGone: () => void = () => undefined): TerminalOutput {
  const file = openAgain(stdout);
  return file === undefined ? blockingOutput(stdout) : createFileOutput(file, onGone);
}

/**
 * The terminal behind a stream once more, by a handle of its own: what is set there does not change that of the shell, and Node
 * makes its own one wait. Undefined where that is not allowed (after `su`) or there is no such file.
 */
function openAgain({ isTTY, fd }: NodeJS.WriteStream & { readonly fd?: number }): number | undefined {
  if (!isTTY || fd === undefined) return undefined;
  const path = process.platform === 'linux' ? `/proc/self/fd/${fd}` : '/dev/tty';
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

function createFileOutput(file: number, onGone: () => void): TerminalOutput {
  let waiting: Buffer = Buffer.alloc(0);
  let isOver = false;
  let retryMs = retryMsMin;
  let timer: NodeJS.Timeout | undefined;

  /** Writes as much as the terminal takes now. */
  function drain(): void {
    while (waiting.length > 0 && !isOver) {
      const written = writeSome(file, waiting);
      if (written === 'gone') return end();
      if (written === 0) return;
      retryMs = retryMsMin;
      waiting = waiting.subarray(written);
    }
  }

  function end(): void {
    isOver = true;
    waiting = Buffer.alloc(0);
    setImmediate(onGone);
  }

  function drainSoon(): void {
    clearTimeout(timer);
    if (waiting.length === 0 || isOver) return;
    timer = setTimeout(() => {
      retryMs = Math.min(2 * retryMs, retryMsMax);
      drain();
      drainSoon();
    }, retryMs).unref();
  }

  return {
    write(text) {
      if (isOver) return;
      waiting = Buffer.concat([waiting, Buffer.from(text)]);
      drain();
      drainSoon();
    },
    isBusy: () => waiting.length > 0,
    drop() {
      waiting = Buffer.alloc(0);
    },
    flush(timeLimitMs) {
      const until = performance.now() + timeLimitMs;
      for (drain(); waiting.length > 0 && performance.now() < until; drain()) sleep(retryMsMin);
      const isTaken = waiting.length === 0 && !isOver;
      waiting = Buffer.alloc(0);
      return isTaken;
    },
  };
}

/** Bytes that were taken. */
function writeSome(file: number, bytes: Buffer): number | 'gone' {
  try {
    return writeSync(file, bytes);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : 'gone';
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Where there is no handle of our own: as the stream writes. */
function blockingOutput(stdout: NodeJS.WriteStream): TerminalOutput {
  return {
    write: (text) => void stdout.write(text),
    isBusy: () => stdout.writableNeedDrain === true,
    drop: () => undefined,
    flush: () => true,
  };
}
