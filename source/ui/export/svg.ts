import type { CellGrid } from '../cell-grid.ts';
import { type CellColors, colorsOf, type Ground, groundOf, grounds } from './svg-colors.ts';
import { cellHeight, cellWidth, shapeOf } from './svg-shapes.ts';

const padding = 12;
const fonts = "ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace";

/**
 * A screen as a picture in one file: nothing is loaded, every cell stands where it stood. It brings its ground with it, so that it reads on light
 * and dark pages alike. `ground`: what the colours are made for; found out from them when it is not told.
 */
export function screenSvg(grid: CellGrid, title: string, ground: 'dark' | 'light' = groundOf(grid.styles)): string {
  const own = grounds[ground];
  const width = grid.columns * cellWidth + 2 * padding;
  const height = grid.rows * cellHeight + 2 * padding;
  const runs = Array.from({ length: grid.rows }, (_, rowAt) => runsOf(grid, rowAt)).flat();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${own.background}" stroke="${own.border}"/>
<g font-family="${fonts}" font-size="15" fill="${own.foreground}">
${runs.map((run) => drawn(run, own)).join('')}</g>
</svg>
`;
}

/** Cells of one row and one look, beside each other. */
interface Run {
  readonly column: number;
  readonly rowAt: number;
  readonly style: string;
  /** One a cell; empty: the right half of the one before. */
  readonly characters: string[];
}

function runsOf({ columns, characters, styles }: CellGrid, rowAt: number): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  for (let column = 0; column < columns; column++) {
    const at = rowAt * columns + column;
    const style = styles[at] ?? '';
    if (run === undefined || run.style !== style) {
      run = { column, rowAt, style, characters: [] };
      runs.push(run);
    }
    run.characters.push(characters[at] ?? ' ');
  }
  return runs;
}

function drawn({ column, rowAt, style, characters }: Run, ground: Ground): string {
  const colors = colorsOf(style, ground);
  const left = padding + column * cellWidth;
  const top = padding + rowAt * cellHeight;
  const width = characters.length * cellWidth;
  const below =
    colors.background === undefined
      ? ''
      : `<rect x="${left}" y="${top}" width="${width}" height="${cellHeight}" fill="${colors.background}"/>\n`;
  return below + shapes(characters, left, top, colors, ground) + texts(characters, left, top, colors);
}

function shapes(
  characters: readonly string[],
  left: number,
  top: number,
  { foreground }: CellColors,
  ground: Ground,
): string {
  const found = characters.flatMap((character, at) => shapeOf(character, left + at * cellWidth, top) ?? []);
  const path = (isLine: boolean): string =>
    found.flatMap((shape) => (shape.isLine === isLine ? [shape.path] : [])).join('');
  const [lines, fills] = [path(true), path(false)];
  const color = foreground ?? ground.foreground;
  return (
    (lines === '' ? '' : `<path d="${lines}" fill="none" stroke="${color}" stroke-width="1.3"/>\n`) +
    (fills === '' ? '' : `<path d="${fills}" fill="${color}"/>\n`)
  );
}

/** A word of ASCII is a piece, stretched to its cells; every other character is one by itself, because it may come from another font. */
function texts(characters: readonly string[], left: number, top: number, { foreground, isBold }: CellColors): string {
  const look = `${foreground === undefined ? '' : ` fill="${foreground}"`}${isBold ? ' font-weight="700"' : ''}`;
  const pieces: string[] = [];
  let end = 0;
  for (let at = 0; at < characters.length; at = end) {
    const character = characters[at] ?? ' ';
    const goesOn = isAscii(character) ? isAscii : isRightHalf;
    end = at + 1;
    while (end < characters.length && goesOn(characters[end] ?? ' ')) end++;
    if (character === ' ' || shapeOf(character, 0, 0) !== undefined) continue;
    const place = `x="${left + at * cellWidth}" y="${top + 15}" textLength="${(end - at) * cellWidth}"`;
    const text = escaped(characters.slice(at, end).join(''));
    pieces.push(`<text ${place} lengthAdjust="spacingAndGlyphs"${look}>${text}</text>\n`);
  }
  return pieces.join('');
}

function isAscii(character: string): boolean {
  return character > ' ' && character <= '~' && character.length === 1;
}

function isRightHalf(character: string): boolean {
  return character === '';
}

/** XML allows no control characters, not even escaped ones. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
