import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import { type CellGrid, createCellGrid, parseFrame, setCell } from '../../source/ui/cell-grid.ts';
import { layOut, type Rectangle } from '../../source/ui/layout.ts';
import { comparisonPane } from '../../source/ui/panes/comparison.ts';
import { footerPane } from '../../source/ui/panes/footer.ts';
import { headerPane } from '../../source/ui/panes/header.ts';
import { helpPane } from '../../source/ui/panes/help.ts';
import { nodesPane } from '../../source/ui/panes/nodes.ts';
import { placementPane } from '../../source/ui/panes/placement.ts';
import { requestsPane } from '../../source/ui/panes/requests.ts';
import { topologyPane } from '../../source/ui/panes/topology.ts';
import { Screen, TooSmall } from '../../source/ui/screen.tsx';
import { createTheme } from '../../source/ui/theme.ts';
import { initialUi, type UiState } from '../../source/ui/ui-state.ts';
import { snapshotOf } from './snapshots.ts';

/** ink-testing-library's terminal has this many columns. */
const columns = 100;
const rows = 30;
const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 8, down: 3, isSwitched: true });
const theme = createTheme('peer-to-peer', 'truecolor', false);

function place(grid: CellGrid, area: Rectangle, lines: readonly string[]): void {
  const part = parseFrame(lines.join('\n'), area.width, area.height);
  part.characters.forEach((character, at) => {
    const row = area.top + Math.floor(at / area.width);
    setCell(grid, area.left + (at % area.width), row, character, part.styles[at] ?? '');
  });
}

function screenOf(ui: UiState): { shown: CellGrid; wanted: CellGrid } {
  const layout = layOut(columns, rows, ui.zoom);
  if (layout === undefined) throw new Error('the test terminal is too small');
  const { lastFrame } = render(<Screen theme={theme} layout={layout} snapshot={snapshot} ui={ui} />);
  const wanted = createCellGrid(columns, rows);
  const { header, comparison, footer, panes } = layout;
  place(wanted, header, [headerPane(theme, columns, snapshot, ui.frozen !== undefined)]);
  place(wanted, comparison, [comparisonPane(theme, columns, snapshot, ui.hint)]);
  place(wanted, footer, [footerPane(theme, columns, { snapshot, ui })]);
  const isFocused = (name: string): boolean => ui.focus === name;
  const { topology, requests, placement, nodes } = panes;
  const body = { left: 0, top: 1, width: columns, height: rows - 3 };
  if (ui.isHelpOpen) place(wanted, body, helpPane(theme, body));
  else {
    if (topology) place(wanted, topology, topologyPane(theme, topology, snapshot, isFocused('topology')));
    if (requests) place(wanted, requests, requestsPane(theme, requests, snapshot, isFocused('requests')));
    if (placement)
      place(wanted, placement, placementPane(theme, placement, snapshot, ui.selected, isFocused('placement')));
    if (nodes) place(wanted, nodes, nodesPane(theme, nodes, snapshot, ui.selected, isFocused('nodes')));
  }
  return { shown: parseFrame(lastFrame() ?? '', columns, rows), wanted };
}

function linesOf({ characters }: CellGrid): string[] {
  return Array.from({ length: rows }, (_, row) => characters.slice(row * columns, (row + 1) * columns).join(''));
}

describe('Screen', () => {
  afterEach(cleanup);

  it.each<[string, Partial<UiState>]>([
    ['all panes', { selected: 3 }],
    ['a zoomed pane', { zoom: 'nodes', focus: 'nodes', selected: 2 }],
    ['help', { isHelpOpen: true }],
    ['a frozen view with an answer to a key', { frozen: snapshot, hint: 'n3 is down already' }],
  ])('puts every pane into its place, through Ink, with its colours: %s', (_name, changed) => {
    const { shown, wanted } = screenOf({ ...initialUi, ...changed });
    expect(linesOf(shown)).toEqual(linesOf(wanted));
    expect(shown.styles).toEqual(wanted.styles);
    expect(linesOf(shown).join('\n')).toContain('PEER-TO-PEER');
  });
});

describe('TooSmall', () => {
  afterEach(cleanup);

  it('cuts its text to the terminal', () => {
    const { lastFrame } = render(<TooSmall columns={12} rows={2} text="starmesh needs 60x16; this is 12x2" />);
    expect(lastFrame()?.trimEnd()).toBe('starmesh nee');
  });
});
