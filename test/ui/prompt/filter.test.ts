import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../source/lab/view/log-entry.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { filterTarget, matches, narrowed, withFilter } from '../../../source/ui/prompt/filter.ts';
import { areaRows } from '../../../source/ui/screen/area-rows.ts';
import type { AreaName } from '../../../source/ui/screen/screen.tsx';
import { initialUi, reduceUi, selectedNode, type UiState } from '../../../source/ui/state/ui-state.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const theme = createTheme('client-server', 'truecolor', false);
const entry = (node: number, item: string, outcome: 'done' | 'timed-out'): LogEntry => ({
  ...{ type: 'operation', at: 1_000, node: nodeId(node), operation: 'fetch', item, outcome },
  ...{ servedBy: nodeId(1), latencyMs: 5, hops: 1, route: [], isRouteCut: false },
});
const snapshot = {
  ...snapshotOf({ mode: 'client-server', nodes: 12, down: 3 }),
  log: [entry(2, 'song-07', 'done'), entry(12, 'song-07', 'timed-out'), entry(2, 'song-09', 'done')],
};
const study = { claims: () => [], scripts: [], result: () => [] };

function pane(name: AreaName, filters: UiState['filters'], width = 60): string {
  const area = { left: 0, top: 0, width, height: 20 };
  const rows = areaRows(name, area, { theme, snapshot, study, ui: { ...initialUi, filters } });
  for (const row of rows) expect(widthOf(row)).toBe(width);
  expect(rows).toHaveLength(20);
  return textOf(rows);
}

describe('a filter', () => {
  it('wants every word, parts of words in any case, but names of nodes as a whole', () => {
    expect(matches('SONG get', 'n2 get song-07')).toBe(true);
    expect(matches('song put', 'n2 get song-07')).toBe(false);
    expect(matches('n1', 'n12 get')).toBe(false);
    expect(matches('n12', 'n12 get')).toBe(true);
    expect(matches('(', 'a [ b')).toBe(false);
  });

  it('keeps the requests of a node, of an item, with an outcome', () => {
    const countOf = (text: string) => narrowed('requests', text, snapshot).shown;
    expect([countOf('n12'), countOf('song-07'), countOf('timed out'), countOf('n2 song-09')]).toEqual([1, 2, 1, 1]);
  });

  it('says in the title of its pane what is filtered and how many of how many are left', () => {
    const requests = pane('requests', { requests: 'song-07' });
    expect(requests).toMatch(/Requests \/song-07 ─+ 2 of 3 /);
    expect(requests).not.toContain('song-09');
    expect(pane('nodes', { nodes: 'down' })).toMatch(/Nodes \/down ─+ 1 of 12 /);
    expect(pane('placement', { placement: snapshot.placement.items[0]?.name ?? '' })).toMatch(/ 1 of 36 /);
    expect(pane('nodes', { nodes: 'nobody' })).toMatch(/0 of 12[\s\S]*nothing matches/);
    expect(pane('nodes', { requests: 'song-07' })).toContain('12 nodes');
  });

  it('finds keys and commands in the help', () => {
    const help = pane('help', { help: 'sigkill' }, 80);
    expect(help).toContain('kill the selected node (SIGKILL)');
    expect(help).toMatch(/Help \/sigkill ─+ 1 of \d+/);
  });

  it('is for the sheet, else for the pane with the focus, and the network is its nodes', () => {
    expect(filterTarget(initialUi, snapshot)).toBe('nodes');
    expect(filterTarget({ ...initialUi, focus: 'requests' }, snapshot)).toBe('requests');
    expect(filterTarget({ ...initialUi, sheet: 'help' }, snapshot)).toBe('help');
    expect(filterTarget({ ...initialUi, sheet: 'claims' }, snapshot)).toBeUndefined();
    const game = { ...snapshot, settings: { ...snapshot.settings, workload: 'game' as const } };
    expect(filterTarget({ ...initialUi, focus: 'placement' }, game)).toBeUndefined();
  });

  it('goes with escape, before anything else does, and with an empty text', () => {
    const filtered = { ...initialUi, zoom: 'nodes' as const, focus: 'nodes' as const, filters: { nodes: 'peer' } };
    const back = reduceUi(filtered, { type: 'back' }, snapshot);
    expect([back.filters, back.zoom]).toEqual([{}, 'nodes']);
    expect(withFilter({ nodes: 'a' }, 'nodes', ' ')).toEqual({});
  });

  it('lets the selection go from one shown node to the next', () => {
    const ui = { ...initialUi, filters: { nodes: 'down' } };
    const next = reduceUi(ui, { type: 'select', step: 1 }, snapshot);
    expect(selectedNode(next, snapshot)?.id).toBe('n3');
    expect(reduceUi(next, { type: 'select', step: 1 }, snapshot).selected).toBe(next.selected);
  });
});
