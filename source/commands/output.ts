import { harmlessJson, harmlessLines } from '../base/harmless.ts';

/** Where a command writes: the one door for all text on stdout and stderr. Text from outside that went through it cannot act on a terminal. */
export interface Output {
  /** One or several lines. */
  write(text: string): void;
  /** One JSON document. `indent`: of its lines; 0: it is one line. */
  writeJson(value: unknown, indent?: number): void;
  /** On a terminal: a line that the next one replaces. Without a text it goes. Elsewhere nothing is written. */
  status(text?: string): void;
  /** Waits until all is written. Throws OutputError when some of it never will be; that a reader has gone is no error. */
  flush(): Promise<void>;
}

/** Output that could not be written, and why. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export function createOutput(stream: Stream): Output {
  let failure: NodeJS.ErrnoException | undefined;
  let hasStatus = false;
  /** Settled when the latest text is written, and so all before it. */
  let written = Promise.resolve();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!isReaderGone(error, stream)) failure ??= error;
  });

  function put(text: string): void {
    if (failure !== undefined || text === '') return;
    written = new Promise((resolve) => stream.write(text, () => resolve()));
  }

  return {
    write: (text) => put(harmlessLines(text)),
    writeJson: (value, indent = 0) => put(`${harmlessJson(value, indent)}\n`),
    status(text = '') {
      if (stream.isTTY !== true || (text === '' && !hasStatus)) return;
      hasStatus = text !== '';
      put(`\r\x1b[2K${harmlessLines(text)}`);
    },
    async flush() {
      if (stream.isTTY === true) return; // a terminal takes all at once, or its window is closed
      await written;
      await new Promise((resolve) => setImmediate(resolve)); // an error is told a turn after the write that met it
      if (failure === undefined) return;
      throw new OutputError(
        `the output could not be written (${failure.message}), and what there is of it is not whole; make room, or send it elsewhere`,
      );
    },
  };
}

/** `starmesh run | head -1`, or a terminal whose window was closed: nobody is there to be told. */
function isReaderGone({ code }: NodeJS.ErrnoException, { isTTY }: Stream): boolean {
  return (
    code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED' || (isTTY === true && code === 'EIO')
  );
}
