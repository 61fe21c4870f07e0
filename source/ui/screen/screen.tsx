import { Box, type DOMElement } from 'ink';
import { type ReactElement, useLayoutEffect, useRef } from 'react';
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
 * The whole screen: header, panes, the line of before and after, keys. Ink lays the parts out, once for each size, zoom and help, and says
 * where they lie; the rows of `area-rows.ts` are painted there as cells. Through Ink each change of a figure would cost the whole screen, cell by cell.
 */
export function Screen({ layout, sheet, band, onPlaced }: ScreenProps): ReactElement {
  return <Placed areas={areasOf(layout, sheet, band)} onPlaced={onPlaced} />;
}

/** What is shown when the terminal has no room for a dashboard. */
export function TooSmall({
  columns: width,
  rows: height,
  onPlaced,
}: {
  readonly columns: number;
  readonly rows: number;
  readonly onPlaced: ScreenProps['onPlaced'];
}): ReactElement {
  return <Placed areas={[['too-small', { left: 0, top: 0, width, height }]]} onPlaced={onPlaced} />;
}

/** Boxes, and word of where they lie. */
function Placed({
  areas,
  onPlaced,
}: {
  readonly areas: readonly (readonly [AreaName, Rectangle])[];
  readonly onPlaced: ScreenProps['onPlaced'];
}): ReactElement {
  const boxes = useRef(new Map<AreaName, DOMElement>());
  useLayoutEffect(() => {
    onPlaced(new Map([...boxes.current].map(([name, box]) => [name, placeOf(box)])));
  });
  return (
    // As large as a cell, whatever lies beyond it: of a box's own cells Ink makes text that nobody needs, which took 10 to 30 ms a screen.
    <Box width={1} height={1}>
      {areas.map(([name, { left, top, width, height }]) => (
        <Box
          key={name}
          ref={(box: DOMElement | null) => {
            if (box === null) boxes.current.delete(name);
            else boxes.current.set(name, box);
          }}
          position="absolute"
          marginLeft={left}
          marginTop={top}
          width={width}
          height={height}
        />
      ))}
    </Box>
  );
}

function areasOf(
  { header, panes, band: area, comparison, footer }: Layout,
  sheet: SheetName | undefined,
  band: BandName | undefined,
): [AreaName, Rectangle][] {
  const below = area ?? comparison;
  const above = { left: 0, top: 1, width: header.width, height: below.top - 1 };
  /** A band that fills the screen makes room for what covers the panes. */
  const isCovered = sheet !== undefined && area !== undefined && above.height <= 0;
  const middle = sheet === undefined ? Object.entries(panes) : [[sheet, isCovered ? area : above]];
  const bands = area === undefined || isCovered ? [] : [[band, area]];
  return [['header', header], ...middle, ...bands, ['comparison', comparison], ['footer', footer]] as [
    AreaName,
    Rectangle,
  ][];
}

/** What Yoga, Ink's layout engine, worked out for a box in the screen. */
function placeOf({ yogaNode }: DOMElement): Rectangle {
  if (yogaNode === undefined) throw new Error('Ink has not laid this box out; read its place after a commit');
  return {
    left: yogaNode.getComputedLeft(),
    top: yogaNode.getComputedTop(),
    width: yogaNode.getComputedWidth(),
    height: yogaNode.getComputedHeight(),
  };
}
