import type { LabSnapshot } from '../lab/snapshot.ts';
import type { Rectangle } from './layout.ts';

/** What the canvas shows. */
export interface TopologyView {
  readonly snapshot: LabSnapshot;
  readonly area: Rectangle;
  readonly selected: number;
}

/** Sets a cell of the canvas, counted from its left top. */
export type PutCell = (column: number, rowAt: number, character: string, style: string) => void;
