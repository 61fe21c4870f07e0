/** A part of the screen, in cells; (0, 0) is the top left. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The panes that can have the focus and fill the screen. */
export type PaneName = 'topology' | 'requests' | 'placement' | 'nodes';
/** In the order of `tab`. */
export const paneNames: readonly PaneName[] = ['topology', 'requests', 'nodes', 'placement'];

/** Parts of the screen that shows both modes at once. */
export type PairAreaName = 'figures' | `${'client-server' | 'peer-to-peer'} ${'topology' | 'requests' | 'nodes'}`;

/** Where everything goes. A pane without a rectangle has no room now. */
export interface Layout {
  readonly header: Rectangle;
  readonly panes: Readonly<Partial<Record<PaneName | PairAreaName, Rectangle>>>;
  /** Of a lesson or the tour, which tell about the panes above; undefined: there is neither. */
  readonly band: Rectangle | undefined;
  readonly comparison: Rectangle;
  readonly footer: Rectangle;
}

/** The smallest terminal with a dashboard. */
export const columnsMin = 60;
export const rowsMin = 16;
/** With fewer rows for all panes together the band stands alone. */
const paneRowsMin = 12;

/*
 *  header
 *  ┌ topology ────────────┐┌ requests ──────────┐     from 80 columns; below, the panes are stacked and
 *  │                      ││                    │     show topology and requests, or what is zoomed
 *  ├ placement ───────────┤├ nodes ─────────────┤
 *  │                      ││                    │
 *  └──────────────────────┘└────────────────────┘
 *  comparison
 *  footer
 */

/** One pure function from a terminal's size to rectangles; undefined when it is too small. */
export function layOut(columns: number, rows: number, zoom: PaneName | undefined, bandRows = 0): Layout | undefined {
  if (columns < columnsMin || rows < rowsMin) return undefined;
  const whole = { left: 0, top: 1, width: columns, height: rows - 3 };
  const isAlone = whole.height - bandRows < paneRowsMin;
  const body = { ...whole, height: isAlone ? whole.height : whole.height - bandRows };
  const band = isAlone ? whole : { ...whole, top: body.top + body.height, height: bandRows };
  const line = (top: number): Rectangle => ({ left: 0, top, width: columns, height: 1 });
  return {
    header: line(0),
    panes: bandRows > 0 && isAlone ? {} : zoom === undefined ? panesOf(body) : { [zoom]: body },
    band: bandRows === 0 ? undefined : band,
    comparison: line(rows - 2),
    footer: line(rows - 1),
  };
}

function panesOf(body: Rectangle): Layout['panes'] {
  if (body.width < 80) {
    const [above, below] = splitRows(body, Math.ceil(body.height * 0.55));
    return { topology: above, requests: below };
  }
  const leftWidth = Math.round(body.width * (body.width >= 160 ? 0.5 : 0.55));
  const left = { ...body, width: leftWidth };
  const right = { ...body, left: leftWidth, width: body.width - leftWidth };
  const [topology, placement] = splitRows(left, Math.round(body.height * 0.58));
  const [requests, nodes] = splitRows(right, Math.round(body.height * (body.height >= 30 ? 0.42 : 0.45)));
  return { topology, requests, placement, nodes };
}

function splitRows(area: Rectangle, height: number): [Rectangle, Rectangle] {
  return [
    { ...area, height },
    { ...area, top: area.top + height, height: area.height - height },
  ];
}
