import { createScreenTape, type ScreenTape } from './export/screen-tape.ts';
import { createScreenWriter, type ScreenWriter } from './terminal/screen-writer.ts';
import type { Terminal } from './terminal/terminal.ts';
import { lastMsMax } from './terminal/terminal-output.ts';

/** A terminal that shows our screen, and what it has shown for the last minute. */
export interface OpenScreen {
  readonly terminal: Terminal;
  readonly writer: ScreenWriter;
  readonly tape: ScreenTape;
}

/** Takes the terminal. */
export function openScreen(terminal: Terminal): OpenScreen {
  const { input, output, size } = terminal;
  const tape = createScreenTape();
  const { columns, rows } = size();
  const writer = createScreenWriter(
    {
      write: output.write,
      isBusy: output.isBusy,
      writeLast(text) {
        output.drop();
        output.write(text);
        return output.flush(lastMsMax);
      },
    },
    columns,
    rows,
    (changes, grid, ground) => tape.painted(performance.now(), changes, grid, ground),
  );
  input.take();
  writer.open();
  return { terminal, writer, tape };
}
