import { type CellGrid, setCell } from './cell-grid.ts';
import { placeNodes } from './ring.ts';
import type { Theme } from './theme.ts';
import { drawEdges, type Edge } from './topology-edges.ts';
import { drawNodes } from './topology-labels.ts';
import { createTraffic } from './topology-traffic.ts';
import type { PutCell, TopologyView } from './topology-view.ts';

/** A picture of the network in which only messages move. */
export interface TopologyPicture {
  /** `at`: any clock in milliseconds; messages move with it. */
  draw(grid: CellGrid, at: number): void;
}

/** Works the network out: edges in dots, messages on their way along them, nodes with their labels on top. Good until the view changes. */
export function createTopologyPicture(theme: Theme, view: TopologyView): TopologyPicture {
  const { snapshot, area } = view;
  const placed = placeNodes(snapshot, area);
  const byId = new Map(placed.map((place) => [place.node.id, place]));
  const edges = snapshot.connections.flatMap((connection): Edge[] => {
    const from = byId.get(connection.from);
    const to = byId.get(connection.to);
    return from === undefined || to === undefined ? [] : [{ connection, from, to }];
  });
  const below = recorded((put) => drawEdges(put, theme, area, edges));
  const traffic = createTraffic(theme, edges);
  const above = recorded((put) => drawNodes(put, theme, view, placed));
  return {
    draw(grid, at) {
      const put: PutCell = (column, rowAt, character, style) =>
        setCell(grid, area.left + column, area.top + rowAt, character, style);
      for (const cell of below) put(...cell);
      traffic.draw(put, at);
      for (const cell of above) put(...cell);
    },
  };
}

type Cell = Readonly<Parameters<PutCell>>;

function recorded(draw: (put: PutCell) => void): readonly Cell[] {
  const cells: Cell[] = [];
  draw((...cell) => void cells.push(cell));
  return cells;
}
