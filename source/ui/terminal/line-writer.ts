import { harmless } from '../../base/harmless.ts';
import type { TerminalOutput } from './terminal-output.ts';

/** Writes lines, one below the other. */
export interface LineWriter {
  say(lines: readonly string[]): void;
}

/** While a terminal does not take what was written before, lines are dropped, and counted. */
export function createLineWriter({ write, isBusy }: TerminalOutput): LineWriter {
  let dropped = 0;
  return {
    say(lines) {
      if (isBusy()) {
        dropped += lines.length;
        return;
      }
      const before = dropped === 0 ? [] : [`${dropped} lines were left out while nothing was read here.`];
      dropped = 0;
      write([...before, ...lines].map((line) => `${harmless(line)}\n`).join(''));
    },
  };
}
