/** How many of a gauge's cells are full: none or all for a share that is out of bounds, whatever was reported. */
export function filledCells(share: number, cells: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * cells);
}
