import stringWidth from 'string-width';
import { type Row, textOf as rowText } from '../../source/ui/drawing/text.ts';

/** A row as text. */
export const stripped = rowText;

/** Cells that a row takes; a sequence that is left in it would count. */
export function widthOf(row: Row): number {
  const text = rowText(row);
  return text.includes('\x1b') ? Number.NaN : stringWidth(text);
}

/** The rows of a pane as text. */
export function textOf(rows: readonly Row[]): string {
  return rows.map(rowText).join('\n');
}
