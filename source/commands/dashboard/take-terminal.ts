import type { OpenScreen } from '../../ui/open-screen.ts';
import { holdWarnings } from '../../ui/terminal/held-warnings.ts';
import { createTerminal, type Terminal } from '../../ui/terminal/terminal.ts';
import { closeAll } from '../close-all.ts';
import type { Surroundings } from '../surroundings.ts';

/** A terminal that is ours, and what stands on it. */
export interface TakenTerminal<S extends OpenScreen | undefined> {
  readonly terminal: Terminal;
  readonly screen: S;
  /** Comes with the first signal that would end the process. */
  readonly signal: Promise<'signal'>;
}

/** Where it is, and how a signal is heard. */
export interface TerminalPlace extends Pick<Surroundings, 'onInterrupt'> {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/**
 * Takes the terminal for as long as `use` takes, and gives it back whatever happens then: at the end, at an error, at a signal, at the end of the process. What Node says of itself waits
 * until then. `open` puts a screen on it; undefined: it is used for lines of text.
 */
export async function takeTerminal<S extends OpenScreen | undefined, T>(
  { stdin, stdout, onInterrupt }: TerminalPlace,
  open: (terminal: Terminal) => S,
  use: (taken: TakenTerminal<S>) => Promise<T>,
): Promise<T> {
  const signal = new Promise<'signal'>((resolve) => onInterrupt(() => resolve('signal')));
  const terminal = createTerminal({ stdin, stdout, onInterrupt: () => void process.kill(process.pid, 'SIGINT') });
  const letWarnings = holdWarnings();
  const screen = open(terminal);
  let isGivenBack = false;
  const giveBack = (): void => {
    if (isGivenBack || screen?.writer.close() === false) return; // a terminal that takes nothing gets no warnings either
    isGivenBack = true;
    letWarnings();
  };
  process.once('exit', giveBack);
  try {
    return await use({ terminal, screen, signal });
  } finally {
    await closeAll(terminal.input.close, giveBack);
    process.off('exit', giveBack);
  }
}
