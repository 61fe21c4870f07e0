import { Box, type DOMElement } from 'ink';
import { createContext, type ReactElement, type ReactNode, useContext, useLayoutEffect, useRef } from 'react';
import type { Layout, PairAreaName, PaneName, Rectangle } from '../drawing/layout.ts';
import type { BandName, SheetName } from '../state/ui-state.ts';

/** A part of the screen with rows of its own. */
export type AreaName =
  | PaneName
  | PairAreaName
  | SheetName
  | BandName
  | 'header'
  | 'comparison'
  | 'footer'
  | 'too-small';

/** Where each part of the screen lies now. */
export type Places = ReadonlyMap<AreaName, Rectangle>;

/** What the parts of the screen depend on; what stands in them changes without Ink. */
export interface ScreenProps {
  readonly layout: Layout;
  /** What covers the panes. */
  readonly sheet: SheetName | undefined;
  /** What stands in the layout's band. */
  readonly band: BandName | undefined;
  /** Called when Ink has laid the parts out. */
  readonly onPlaced: (places: Places) => void;
}

/**
 * The whole screen: header, panes or a sheet over them, the line of before and after, keys. Ink lays the parts out, once for each size, zoom and sheet, and
 * says where they lie; the rows of `area-rows.ts` are drawn there as cells. Through Ink each change of a figure would cost the whole screen, cell by cell.
 */
export function Screen({ layout, sheet, band, onPlaced }: ScreenProps): ReactElement {
  const { header, panes, band: bandArea, footer } = layout;
  const [columns, rows] = [header.width, footer.top + 1];
  /** A band that fills the screen makes room for what covers the panes. */
  const isCovered = sheet !== undefined && bandArea?.height === rows - 3;
  return (
    <Measured columns={columns} rows={rows} onPlaced={onPlaced}>
      <Part name="header" height={1} />
      {sheet === undefined ? <Panes panes={panes} top={1} /> : <Part name={sheet} />}
      {band === undefined || bandArea === undefined || isCovered ? undefined : (
        <Part name={band} height={bandArea.height} />
      )}
      <Part name="comparison" height={1} />
      <Part name="footer" height={1} />
    </Measured>
  );
}

/** What is shown when the terminal has no room for a dashboard. */
export function TooSmall(size: Omit<MeasuredProps, 'children'>): ReactElement {
  return (
    <Measured {...size}>
      <Part name="too-small" />
    </Measured>
  );
}

/** The panes where the layout has them; `top`: where their part of the screen begins. */
function Panes({ panes, top: begin }: Pick<Layout, 'panes'> & { readonly top: number }): ReactElement {
  return (
    <Box flexGrow={1}>
      {(Object.entries(panes) as [AreaName, Rectangle][]).map(([name, { left, top, width, height }]) => (
        <Box key={name} position="absolute" marginLeft={left} marginTop={top - begin} width={width} height={height}>
          <Part name={name} />
        </Box>
      ))}
    </Box>
  );
}

/** A box that is measured: of so many rows, or of all that others leave. */
function Part({ name, height }: { readonly name: AreaName; readonly height?: number }): ReactElement {
  const boxes = useContext(Boxes);
  const ref = (box: DOMElement | null): void => {
    if (box === null) boxes.delete(name);
    else boxes.set(name, box);
  };
  return height === undefined ? <Box ref={ref} flexGrow={1} /> : <Box ref={ref} height={height} flexShrink={0} />;
}

const Boxes = createContext(new Map<AreaName, DOMElement>());

interface MeasuredProps {
  readonly columns: number;
  readonly rows: number;
  readonly onPlaced: ScreenProps['onPlaced'];
  readonly children: ReactNode;
}

/** Parts one below the other, and word of where they lie. */
function Measured({ columns, rows, onPlaced, children }: MeasuredProps): ReactElement {
  const boxes = useRef(new Map<AreaName, DOMElement>()).current;
  useLayoutEffect(() => {
    onPlaced(new Map([...boxes].map(([name, box]) => [name, placeOf(box)])));
  });
  return (
    // As large as a cell, whatever lies beyond it: of a box's own cells Ink makes text that nobody needs, which took 10 to 30 ms a screen.
    <Box width={1} height={1}>
      <Boxes.Provider value={boxes}>
        <Box position="absolute" width={columns} height={rows} flexDirection="column">
          {children}
        </Box>
      </Boxes.Provider>
    </Box>
  );
}

/** What Yoga, Ink's layout engine, worked out for a box in the screen. */
function placeOf(box: DOMElement): Rectangle {
  const { yogaNode } = box;
  if (yogaNode === undefined) throw new Error('Ink has not laid this box out; read its place after a commit');
  let [left, top] = [0, 0];
  for (let at: DOMElement | undefined = box; at !== undefined; at = at.parentNode) {
    left += at.yogaNode?.getComputedLeft() ?? 0;
    top += at.yogaNode?.getComputedTop() ?? 0;
  }
  return { left, top, width: yogaNode.getComputedWidth(), height: yogaNode.getComputedHeight() };
}
