import { Box, Text, Transform } from 'ink';
import type { ReactElement } from 'react';
import type { LabSnapshot } from '../lab/snapshot.ts';
import type { Layout, PaneName, Rectangle } from './layout.ts';
import { comparisonPane } from './panes/comparison.ts';
import { footerPane } from './panes/footer.ts';
import { headerPane } from './panes/header.ts';
import { helpPane } from './panes/help.ts';
import { nodesPane } from './panes/nodes.ts';
import { placementPane } from './panes/placement.ts';
import { requestsPane } from './panes/requests.ts';
import { topologyPane } from './panes/topology.ts';
import type { Theme } from './theme.ts';
import type { UiState } from './ui-state.ts';

/** Everything the screen is drawn from. */
export interface ScreenProps {
  readonly theme: Theme;
  readonly layout: Layout;
  readonly snapshot: LabSnapshot;
  readonly ui: UiState;
}

/** The whole screen: header, panes, the line of before and after, keys. One prebuilt string a pane. */
export function Screen({ theme, layout, snapshot, ui }: ScreenProps): ReactElement {
  const { header, comparison, footer } = layout;
  const body = { left: 0, top: 1, width: header.width, height: comparison.top - 1 };
  return (
    <Box width={header.width} height={footer.top + 1}>
      <Area area={header} rows={[headerPane(theme, header.width, snapshot, ui.frozen !== undefined)]} />
      {ui.isHelpOpen ? (
        <Area area={body} rows={helpPane(theme, body)} />
      ) : (
        entries(layout).map(([name, area]) => (
          <Area key={name} area={area} rows={paneRows(name, area, { theme, layout, snapshot, ui })} />
        ))
      )}
      <Area area={comparison} rows={[comparisonPane(theme, comparison.width, snapshot, ui.hint)]} />
      <Area area={footer} rows={[footerPane(theme, footer.width, { snapshot, ui })]} />
    </Box>
  );
}

/** What is shown when the terminal has no room for a dashboard. */
export function TooSmall({
  columns,
  rows,
  text,
}: {
  readonly columns: number;
  readonly rows: number;
  readonly text: string;
}): ReactElement {
  return (
    <Box width={columns} height={rows}>
      <Text wrap="truncate">{text.slice(0, columns)}</Text>
    </Box>
  );
}

/**
 * Ink measures a blank of the area's size and lays it out; the painted rows replace it row by row. Ink remembers every text that it ever
 * measured: changing text in `<Text>` would grow its memory by 100 MiB an hour.
 */
function Area({ area, rows }: { readonly area: Rectangle; readonly rows: readonly string[] }): ReactElement {
  return (
    <Box position="absolute" marginLeft={area.left} marginTop={area.top} width={area.width} height={area.height}>
      <Transform transform={(_blank, at) => rows[at] ?? ''}>
        <Text>{blankOf(area)}</Text>
      </Transform>
    </Box>
  );
}

const blanks = new Map<string, string>();

function blankOf({ width, height }: Rectangle): string {
  const key = `${width}x${height}`;
  let blank = blanks.get(key);
  if (blank === undefined) {
    blank = Array.from({ length: height }, () => '.'.repeat(width)).join('\n');
    blanks.set(key, blank);
  }
  return blank;
}

function entries({ panes }: Layout): [PaneName, Rectangle][] {
  return Object.entries(panes) as [PaneName, Rectangle][];
}

function paneRows(name: PaneName, area: Rectangle, { theme, snapshot, ui }: ScreenProps): string[] {
  const isFocused = ui.focus === name;
  switch (name) {
    case 'topology':
      return topologyPane(theme, area, snapshot, isFocused);
    case 'requests':
      return requestsPane(theme, area, snapshot, isFocused);
    case 'placement':
      return placementPane(theme, area, snapshot, ui.selected, isFocused);
    case 'nodes':
      return nodesPane(theme, area, snapshot, ui.selected, isFocused);
  }
}
