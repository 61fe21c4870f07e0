import { createTerminalInput, type TerminalInput } from './terminal-input.ts';
import { createTerminalOutput, type TerminalOutput } from './terminal-output.ts';
import { type TerminalSize, terminalSize } from './terminal-size.ts';

/** A terminal that is ours for a while. */
export interface Terminal {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  size(): TerminalSize;
  /** Calls at each new size; gives the function that ends it. */
  onResize(call: () => void): () => void;
  /** The terminal was closed: nothing can be read from it or written to it. */
  readonly gone: Promise<void>;
}

export interface TerminalOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Ctrl-C while nobody reads keys. */
  readonly onInterrupt?: () => void;
}

export function createTerminal({ stdin, stdout, onInterrupt = () => undefined }: TerminalOptions): Terminal {
  let leave: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const output = createTerminalOutput(stdout, leave);
  stdin.on('end', leave);
  // These stay: to set the mode of a closed terminal is an error as well.
  stdin.on('error', leave);
  stdout.on('error', leave);
  return {
    input: createTerminalInput({ stdin, write: output.write, onInterrupt }),
    output,
    size: () => terminalSize(stdout),
    onResize(call) {
      stdout.on('resize', call);
      return () => stdout.off('resize', call);
    },
    gone,
  };
}
