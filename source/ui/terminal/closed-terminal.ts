import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Standard input, output and error output. */
const standardFiles = [0, 1, 2];

/** At its end Node sets the mode of the terminals it began on, and aborts with a stack where one was closed meanwhile: those are let go before. */
export function letClosedTerminalsGo(): void {
  const terminals = standardFiles.filter((file) => isatty(file));
  process.on('exit', () => {
    for (const file of terminals) if (!isatty(file)) closeIt(file);
  });
}

function closeIt(file: number): void {
  try {
    closeSync(file);
  } catch {
    // It is closed.
  }
}
