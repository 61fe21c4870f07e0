import { harmless } from '../../base/harmless.ts';
import type { CellGrid } from '../drawing/cell-grid.ts';
import { type Look, plainLook } from '../drawing/look.ts';
import { type CellColors, colorsOf, type Ground } from './svg-colors.ts';
import { cellHeight, cellWidth, type ShapeKind, shapeOf } from './svg-shapes.ts';

/** Around the cells, in the units of a picture. */
export const padding = 12;

/** A cell and where it stands. */
export interface PlacedCell {
  readonly column: number;
  readonly rowAt: number;
  /** Empty: the right half of the one before. */
  readonly character: string;
  readonly look: Look;
}

/** How each kind of shape is drawn in the colour of its cells. Backgrounds leave no seams, at any size of the picture. */
export const shapeStyles = `.ground{shape-rendering:crispEdges}
.line{fill:none;stroke:currentColor;stroke-width:1.3}
.dots{stroke:currentColor;stroke-width:2.5;stroke-linecap:round}`;

export function cellsOf({ columns, characters, looks }: CellGrid): PlacedCell[] {
  return characters.map((character, at) => placedAt(columns, at, character, looks[at] ?? plainLook));
}

export function placedAt(columns: number, at: number, character: string, look: Look): PlacedCell {
  return { column: at % columns, rowAt: Math.floor(at / columns), character, look };
}

/** Cells, in reading order, as markup: those of one look together. Empty when nothing is to be seen. */
export function drawnCells(cells: readonly PlacedCell[], ground: Ground): string {
  const byLook = new Map<Look, PlacedCell[]>();
  for (const cell of cells) {
    const known = byLook.get(cell.look);
    if (known === undefined) byLook.set(cell.look, [cell]);
    else known.push(cell);
  }
  return [...byLook].map(([look, alike]) => drawnAlike(alike, colorsOf(look, ground))).join('');
}

function drawnAlike(cells: readonly PlacedCell[], { foreground, background, isBold }: CellColors): string {
  const runs = runsOf(cells);
  const below = background === undefined ? '' : backgroundOf(runs, background);
  const color = foreground === undefined ? '' : ` color="${foreground}"`;
  return below + together([...shapesOf(cells), ...runs.flatMap(textsOf)], color + (isBold ? ' font-weight="700"' : ''));
}

/** Elements with attributes that they share: one has them itself. */
function together(elements: readonly string[], attributes: string): string {
  if (elements.length === 1 || attributes === '')
    return elements.map((element) => element.replace(' ', `${attributes} `)).join('');
  return elements.length === 0 ? '' : `<g${attributes}>${elements.join('')}</g>\n`;
}

/** Cells beside each other. */
type Run = readonly [PlacedCell, ...PlacedCell[]];

function runsOf(cells: readonly PlacedCell[]): Run[] {
  const runs: [PlacedCell, ...PlacedCell[]][] = [];
  let last: PlacedCell | undefined;
  for (const cell of cells) {
    if (last?.rowAt === cell.rowAt && last.column + 1 === cell.column) runs.at(-1)?.push(cell);
    else runs.push([cell]);
    last = cell;
  }
  return runs;
}

function leftOf({ column }: PlacedCell): number {
  return padding + column * cellWidth;
}

function topOf({ rowAt }: PlacedCell): number {
  return padding + rowAt * cellHeight;
}

function backgroundOf(runs: readonly Run[], color: string): string {
  const path = runs.map((run) => {
    const width = run.length * cellWidth;
    return `M${leftOf(run[0])} ${topOf(run[0])}h${width}v${cellHeight}h-${width}z`;
  });
  return `<path class="ground" color="${color}" d="${path.join('')}"/>\n`;
}

function shapesOf(cells: readonly PlacedCell[]): string[] {
  const paths: Record<ShapeKind, string> = { line: '', dots: '', fill: '' };
  for (const cell of cells) {
    const shape = shapeOf(cell.character, leftOf(cell), topOf(cell));
    if (shape !== undefined) paths[shape.kind] += shape.path;
  }
  const drawn = (kind: ShapeKind, className: string): string[] =>
    paths[kind] === '' ? [] : [`<path${className} d="${paths[kind]}"/>\n`];
  return [...drawn('line', ' class="line"'), ...drawn('dots', ' class="dots"'), ...drawn('fill', '')];
}

/** A word of ASCII is a piece, spread over its cells; every other character is one by itself, because it may come from another font. */
function textsOf(run: Run): string[] {
  const pieces: string[] = [];
  let end = 0;
  for (let at = 0; at < run.length; at = end) {
    const cell = run[at] ?? run[0];
    const isWord = isAscii(cell);
    const goesOn = isWord ? isAscii : isRightHalf;
    end = at + 1;
    for (let next = run[end]; next !== undefined && goesOn(next); next = run[end]) end++;
    if (cell.character === ' ' || shapeOf(cell.character, 0, 0) !== undefined) continue;
    const text = escaped(run.slice(at, end).reduce((word, { character }) => word + character, ''));
    pieces.push(`<text x="${leftOf(cell)}" y="${topOf(cell) + 15}"${stretched(end - at, isWord)}>${text}</text>\n`);
  }
  return pieces;
}

/** One letter of a font of equal widths fills its cell by itself; other characters are made as wide as theirs. */
function stretched(cells: number, isWord: boolean): string {
  if (isWord && cells === 1) return '';
  return ` textLength="${cells * cellWidth}"${isWord ? '' : ' lengthAdjust="spacingAndGlyphs"'}`;
}

function isAscii({ character }: PlacedCell): boolean {
  return character > ' ' && character <= '~' && character.length === 1;
}

function isRightHalf({ character }: PlacedCell): boolean {
  return character === '';
}

/** XML allows no control characters, not even escaped ones, and two more. */
export function escaped(text: string): string {
  return harmless(text)
    .replace(/[\ufffe\uffff]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
