import { type CellGrid, drawRow } from '../../source/ui/drawing/cell-grid.ts';
import { type CellColor, type Look, lookOf } from '../../source/ui/drawing/look.ts';
import type { Row } from '../../source/ui/drawing/text.ts';
import type { ColorRole } from '../../source/ui/drawing/theme.ts';
import { sgrOf } from '../../source/ui/terminal/sgr.ts';

/** SGR parameters as a look: what a test says in short. */
export function lookNamed(sgr: string): Look {
  let look: Partial<Look> = {};
  for (const part of sgr.match(/[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|\d+/g) ?? []) {
    const [code = 0, kind, ...rest] = part.split(';').map(Number);
    const color: CellColor | undefined =
      kind === 2
        ? `#${rest.map((value) => value.toString(16).padStart(2, '0')).join('')}`
        : (rest[0] ?? (code % 10) + (code >= 90 ? 8 : 0));
    if (code === 1) look = { ...look, isBold: true };
    else if (code === 7) look = { ...look, isInverse: true };
    else if (code === 0) look = {};
    else if (code === 48 || (code >= 40 && code < 48) || code >= 100) look = { ...look, background: color };
    else look = { ...look, foreground: color };
  }
  return lookOf(look);
}

/** Roles are SGR parameters here. */
export const sgrTheme = { look: (role: string): Look => lookNamed(role) };

/** A text with SGR sequences as a row, each of which says all of a look. */
export function rowOf(text: string): Row {
  return text.split('\x1b[').map((part, at) => {
    const [, sgr = '', rest = ''] = at === 0 ? ['', '', part] : (/^([\d;]*)m(.*)$/.exec(part) ?? []);
    return [sgr as ColorRole, rest];
  });
}

/** A grid as rows, a segment a cell. */
export function rowsOf({ columns, rows, characters, looks }: CellGrid): Row[] {
  return Array.from({ length: rows }, (_row, row) =>
    Array.from({ length: columns }, (_column, column) => {
      const at = row * columns + column;
      const look = looks[at];
      return [(look === undefined ? '' : sgrOf(look)) as ColorRole, characters[at] ?? ' '] as const;
    }),
  );
}

/** Draws a text with SGR sequences into the first row. */
export function drawText(grid: CellGrid, text: string, width = grid.columns): void {
  drawRow(grid, { left: 0, top: 0, width }, rowOf(text), sgrTheme);
}

/** The looks of a grid as SGR parameters. */
export function stylesOf({ looks }: CellGrid): string[] {
  return looks.map(sgrOf);
}
