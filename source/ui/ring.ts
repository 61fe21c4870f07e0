import type { LabSnapshot, NodeView } from '../lab/snapshot.ts';
import type { Rectangle } from './layout.ts';

/** A node's place on the canvas, in cells from its left top, and how much of a label fits there. */
export interface PlacedNode {
  readonly node: NodeView;
  readonly index: number;
  readonly column: number;
  readonly row: number;
  readonly isCentre: boolean;
}

/**
 * Nodes on an ellipse in the order of their names, the first at the top; the server of a star in the middle. A node has the same place
 * in both modes, only the way they are joined changes. Many nodes stand on several rings.
 */
export function placeNodes(snapshot: LabSnapshot, area: Rectangle): PlacedNode[] {
  const { nodes } = snapshot;
  const server = nodes.findIndex(({ role }) => role === 'server');
  const around = nodes.length;
  const perRing = Math.max(8, Math.floor((area.width + area.height * 2) * 0.62));
  const rings = Math.ceil(around / perRing);
  const centreColumn = Math.floor(area.width / 2);
  const centreRow = Math.floor((area.height - 1) / 2);
  const labelRoom = Math.min(5, Math.floor(area.width / 10));
  return nodes.map((node, index) => {
    if (index === server) return { node, index, column: centreColumn, row: centreRow, isCentre: true };
    const scale = rings === 1 ? 1 : 1 - ((index % rings) / rings) * 0.5;
    const angle = (index / around) * 2 * Math.PI - Math.PI / 2;
    const column = Math.round(centreColumn + Math.cos(angle) * scale * (area.width / 2 - 1 - labelRoom));
    const rowAt = Math.round(centreRow + Math.sin(angle) * scale * ((area.height - 1) / 2));
    return { node, index, column, row: Math.max(0, Math.min(area.height - 1, rowAt)), isCentre: false };
  });
}
