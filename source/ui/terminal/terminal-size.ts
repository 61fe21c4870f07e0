/** Cells of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What a terminal has that does not know its size, or says 0 (a serial line, some containers). */
const usual: TerminalSize = { columns: 80, rows: 24 };
/** Larger ones are drawn as far as that: a size is a claim, and every cell costs memory. */
const largest: TerminalSize = { columns: 1_000, rows: 500 };

/** The size that is drawn for. */
export function terminalSize({ columns, rows }: Partial<TerminalSize>): TerminalSize {
  if (!columns || !rows) return usual;
  return { columns: Math.min(columns, largest.columns), rows: Math.min(rows, largest.rows) };
}
