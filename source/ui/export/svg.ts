import type { CellGrid } from '../drawing/cell-grid.ts';
import { cellsOf, drawnCells, escaped, padding, shapeStyles } from './svg-cells.ts';
import { type Ground, groundOf, grounds } from './svg-colors.ts';
import { cellHeight, cellWidth } from './svg-shapes.ts';

const fonts = "ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace";

/** A screen as a picture. `ground`: what the colours are made for; found out from them when it is not told. */
export function screenSvg(grid: CellGrid, title: string, ground: 'dark' | 'light' = groundOf(grid.looks)): string {
  return svgOf({ ...grid, title, ground: grounds[ground] }, drawnCells(cellsOf(grid), grounds[ground]));
}

/** What a picture is beside its cells. */
export interface SvgFrame {
  readonly columns: number;
  readonly rows: number;
  readonly title: string;
  readonly ground: Ground;
}

/**
 * A picture in one file: nothing is loaded, every cell stands where it stood on the screen. It brings its ground with it, and reads on
 * light and dark pages alike.
 */
export function svgOf({ columns, rows, title, ground }: SvgFrame, cells: string, styles = ''): string {
  const width = columns * cellWidth + 2 * padding;
  const height = rows * cellHeight + 2 * padding;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>${shapeStyles}${styles}</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${ground.background}" stroke="${ground.border}"/>
<g font-family="${fonts}" font-size="15" fill="currentColor" color="${ground.foreground}">
${cells}</g>
</svg>
`;
}
