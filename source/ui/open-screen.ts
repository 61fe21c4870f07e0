import { createScreenTape, type ScreenTape } from './export/screen-tape.ts';
import { createScreenWriter, type ScreenWriter } from './screen-writer.ts';

/** A terminal that shows our screen, and what it has shown for the last minute. */
export interface OpenScreen {
  readonly writer: ScreenWriter;
  readonly tape: ScreenTape;
}

/** Takes the terminal. */
export function openScreen(stdout: NodeJS.WriteStream): OpenScreen {
  const tape = createScreenTape();
  const writer = createScreenWriter(
    (text) => void stdout.write(text),
    stdout.columns,
    stdout.rows,
    (changes, grid, ground) => tape.painted(performance.now(), changes, grid, ground),
  );
  writer.open();
  return { writer, tape };
}
