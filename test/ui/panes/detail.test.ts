import { describe, expect, it } from 'vitest';
import { createFrameWatch } from '../../../source/drivers/node/frame-watch.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { framesMax } from '../../../source/protocol/control/inspection.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { type Key, keyOf } from '../../../source/protocol/key.ts';
import type { PaneName } from '../../../source/ui/drawing/layout.ts';
import type { Row } from '../../../source/ui/drawing/text.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { areaRows } from '../../../source/ui/screen/area-rows.ts';
import { orderedItems } from '../../../source/ui/state/selection.ts';
import { followed, initialUi, reduceUi, type UiAction, type UiState } from '../../../source/ui/state/ui-state.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 8 });
const study = { claims: () => [], scripts: [], result: () => [] };
const target: Key = keyOf('song-07');

function looked(snapshot: LabSnapshot): LabSnapshot {
  const watch = createFrameWatch(0);
  watch.note(true, nodeId(2), { type: 'find-node', requestId: 7, target }, 12_000);
  const node = snapshot.nodes[0]?.id ?? nodeId(1);
  const tables = [{ title: 'Routing table', columns: ['bucket', 'contacts'], rows: [['0', 'n3 n4']], total: 1 }];
  return {
    ...snapshot,
    inspection: { node, at: 1, connections: [], connectionsTotal: 0, tables, frames: watch.frames(), stderr: ['oops'] },
  };
}

function shown(pane: PaneName, width: number, height: number, snapshot: LabSnapshot, ui: Partial<UiState> = {}): Row[] {
  const theme = createTheme('peer-to-peer', 'truecolor', false);
  const state = { ...initialUi, focus: pane, zoom: pane, ...ui };
  return [...areaRows(pane, { left: 0, top: 1, width, height }, { theme, snapshot, ui: state, study })];
}

const uiAfter = (actions: readonly UiAction[], ui: Partial<UiState> = {}): UiState =>
  actions.reduce((state, action) => reduceUi(state, action, mesh), { ...initialUi, ...ui });

describe('a zoomed pane', () => {
  it.each(
    (['nodes', 'requests', 'placement'] as const).flatMap((pane) =>
      [
        [60, 13],
        [80, 21],
        [120, 37],
        [200, 57],
      ].map(([width = 0, height = 0]) => [pane, width, height] as const),
    ),
  )('%s at %ix%i stays in its area', (pane, width, height) => {
    for (const snapshot of [mesh, looked(mesh), { ...mesh, nodes: [], log: [] }]) {
      const rows = shown(pane, width, height, snapshot);
      expect(rows.length).toBe(height);
      for (const row of rows) expect(widthOf(row)).toBe(width);
    }
  });

  it('shows tables, messages byte by byte and standard error of the node that answered, of no other', () => {
    const text = textOf(shown('nodes', 200, 57, looked(mesh)));
    for (const part of ['Routing table', 'n3 n4', 'sent find-node to n2', '00 00 00 07', 'requestId', 'stderr  oops'])
      expect(text).toContain(part);
    expect(textOf(shown('nodes', 200, 57, looked(mesh), { selected: 1 }))).not.toContain('Routing table');
  });

  it('begins with the next part after v', () => {
    const first = textOf(shown('nodes', 80, 21, looked(mesh)));
    const second = textOf(shown('nodes', 80, 21, looked(mesh), { part: 1 }));
    expect(first).toContain('requests');
    expect(second.split('\n')[1]).toContain('Connections');
  });

  it('shows name, hash and every holder of the selected item', () => {
    const item = mesh.placement.items.at(-1) ?? expect.fail('no items');
    const text = textOf(shown('placement', 200, 57, mesh, { item: item.name }));
    expect(text).toContain(item.hash.slice(0, 20));
    for (const [node, holding] of item.holders) expect(text).toMatch(new RegExp(`${node} +${holding}`));
  });
});

describe('a selection', () => {
  it('reaches every item, and follows it through another order', () => {
    const end = uiAfter([{ type: 'select', step: 1e9 }], { focus: 'placement' });
    expect(end.item).toBe(mesh.placement.items.at(-1)?.name);
    const sorted = reduceUi(end, { type: 'order' }, mesh);
    expect([sorted.order, sorted.item]).toEqual(['copies', end.item]);
    const copies = orderedItems(mesh, 'copies').map(({ holders }) => holders.size);
    expect(copies).toEqual([...copies].sort((a, b) => a - b));
  });

  it('of a node follows it to another place', () => {
    const chosen = uiAfter([{ type: 'select', step: 2 }]);
    const fewer = { ...mesh, nodes: mesh.nodes.slice(1) };
    expect(fewer.nodes[followed(chosen, fewer).selected]?.id).toBe(chosen.node);
  });

  it('of a request stays with its entry while newer ones come', () => {
    const chosen = uiAfter([{ type: 'select', step: -1 }], { focus: 'requests' });
    const newest = mesh.log.at(-1) ?? expect.fail('no log');
    const longer = { ...mesh, log: [...mesh.log, { ...newest, at: newest.at + 1e6 }] };
    expect(reduceUi(chosen, { type: 'select', step: 1 }, longer).entry).toBeDefined();
    expect(chosen.entry).toBe([...mesh.log].sort((a, b) => a.at - b.at).at(-2));
  });
});

describe('a frame watch', () => {
  it('keeps the newest messages, and no more than its bound', () => {
    const watch = createFrameWatch(0);
    for (let requestId = 0; requestId < 40; requestId++) watch.note(false, nodeId(1), { type: 'ping', requestId }, 0);
    const frames = watch.frames();
    expect(frames.length).toBe(framesMax);
    expect(frames[0]?.fields.at(-1)?.value).toBe('39');
  });
});
