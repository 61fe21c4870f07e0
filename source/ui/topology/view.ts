import type { NodeView } from '../../lab/view/node-view.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { Rectangle } from '../drawing/layout.ts';
import type { Look } from '../drawing/look.ts';
import type { RouteHop } from './request-route.ts';
import type { Spot } from './ring.ts';

/** What the canvas shows. */
export interface TopologyView {
  readonly snapshot: LabSnapshot;
  readonly area: Rectangle;
  /** Place of the selected node in the snapshot's list. */
  readonly selected: number;
  /** The request whose way is highlighted, hop by hop. */
  readonly route?: readonly RouteHop[];
}

/** Sets a cell of the canvas, counted from its left top. */
export type PutCell = (column: number, rowAt: number, character: string, look: Look) => void;

/** How much of a label there is: a server's box, id and figures, id, nothing but the glyph, or how many nodes stand here together. */
export type LabelSize = 'box' | 'full' | 'id' | 'dot' | 'group';

/** Something that stands on the canvas: a node, or a group of nodes. */
export interface Mark extends Spot {
  /** One; or those of a group, at least one. */
  readonly members: readonly NodeView[];
  readonly label: LabelSize;
  readonly isSelected: boolean;
}

/** Cells of a server's box. */
export function boxWidthOf({ width }: Rectangle): number {
  return width < 56 ? 20 : 28;
}

/** What a place is called from one picture to the next: the first node that stands there. */
export function nameOf({ members }: Mark): string {
  return members[0]?.id ?? '';
}
