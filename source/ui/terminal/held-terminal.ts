import { createLending } from './lending.ts';
import type { ScreenWriter } from './screen-writer.ts';
import type { Terminal } from './terminal.ts';

export interface HeldTerminalOptions {
  readonly terminal: Pick<Terminal, 'input' | 'size' | 'onResize'>;
  readonly writer: ScreenWriter;
  /** Whether it is asked for clicks and the wheel. */
  readonly mouse: boolean;
  /** It has another size, or it was taken back: draw everything. */
  onChange(): void;
}

/** A terminal with our screen on it, through new sizes, and through stops of this process. */
export interface HeldTerminal {
  /** Paints everything anew with the next frame. */
  redraw(): void;
  /** Gives it away, stops by `stop`, and takes it again. */
  lend(stop: () => Promise<void>): Promise<void>;
  /** Gives it back as it was, but for its input. May be called again. False: it does not take anything. */
  close(): boolean;
}

export function holdTerminal({ terminal, writer, mouse, onChange }: HeldTerminalOptions): HeldTerminal {
  const { input, size } = terminal;
  let isClosed = false;

  function matchSize(): void {
    const { columns, rows } = size();
    const now = writer.shown();
    if (now.columns !== columns || now.rows !== rows) writer.resize(columns, rows);
  }

  function resized(): void {
    writer.resize(size().columns, size().rows);
    onChange();
  }

  function release(): void {
    input.release();
    writer.close();
  }

  /** The terminal may show anything, and have any size. */
  function takeBack(): void {
    if (isClosed) return;
    input.take();
    writer.close(); // a stop from outside left the screen open
    writer.open(mouse);
    resized();
  }

  const lending = createLending({ release, takeBack });
  const stopSizes = terminal.onResize(resized);
  process.on('SIGCONT', lending.resumed);
  matchSize();
  writer.open(mouse);

  return {
    redraw: () => writer.open(mouse),
    lend: lending.lend,
    close() {
      if (!isClosed) {
        stopSizes();
        process.off('SIGCONT', lending.resumed);
      }
      isClosed = true;
      return writer.close();
    },
  };
}
