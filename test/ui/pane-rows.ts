import stringWidth from 'string-width';
/** A painted row without its SGR sequences. */
export function stripped(row: string): string {
  return row.replace(/\x1b\[[\d;]*m/g, '');
}

/** Cells that a row takes: every character is one cell wide, and no other sequence is left in it. */
export function widthOf(row: string): number {
  return stringWidth(stripped(row));
}

/** The rows of a pane as text. */
export function textOf(rows: readonly string[]): string {
  return rows.map(stripped).join('\n');
}
