import { describe, expect, it } from 'vitest';
import { paneNames } from '../../../source/ui/drawing/layout.ts';
import { initialUi, reduceUi, selectedNode, type UiAction, type UiState } from '../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../snapshots.ts';

const first = snapshotOf({ mode: 'client-server', nodes: 4 });
const later = { ...first, now: first.now + 5000 };

function uiAfter(actions: readonly UiAction[], state: UiState = initialUi): UiState {
  return actions.reduce((ui, action) => reduceUi(ui, action, first), state);
}

describe('reduceUi', () => {
  it('keeps the very snapshot of the moment of the freeze, and lets it go again', () => {
    const frozen = reduceUi(initialUi, { type: 'freeze' }, first);
    expect(frozen.frozen).toBe(first);
    expect(reduceUi(frozen, { type: 'select', step: 1 }, later).frozen).toBe(first);
    expect(reduceUi(frozen, { type: 'freeze' }, later).frozen).toBeUndefined();
    expect(reduceUi(frozen, { type: 'back' }, later).frozen).toBeUndefined();
  });

  it('zooms the pane that has the focus, moves the zoom with it, and goes back', () => {
    const zoomed = uiAfter([{ type: 'focus', step: 1 }, { type: 'zoom' }]);
    expect(zoomed.zoom).toBe(paneNames[1]);
    expect(reduceUi(zoomed, { type: 'focus', step: 1 }, first).zoom).toBe(paneNames[2]);
    expect(reduceUi(zoomed, { type: 'zoom' }, first).zoom).toBeUndefined();
    expect(reduceUi(zoomed, { type: 'back' }, first).zoom).toBeUndefined();
  });

  it('goes round the panes in both directions', () => {
    const forward = paneNames.map((_, steps) =>
      uiAfter(Array.from({ length: steps + 1 }, (): UiAction => ({ type: 'focus', step: 1 }))),
    );
    expect(new Set(forward.map(({ focus }) => focus)).size).toBe(paneNames.length);
    expect(forward.at(-1)?.focus).toBe(initialUi.focus);
    expect(uiAfter([{ type: 'focus', step: -1 }]).focus).toBe(paneNames.at(-1));
  });

  it('takes back a sheet, then zoom, then the freeze, one at a time', () => {
    let ui = uiAfter([{ type: 'freeze' }, { type: 'zoom' }, { type: 'sheet', sheet: 'claims' }]);
    const open = (): boolean[] => [ui.sheet !== undefined, ui.zoom !== undefined, ui.frozen !== undefined];
    const seen = [open()];
    for (let step = 0; step < 4; step++) {
      ui = reduceUi(ui, { type: 'back' }, first);
      seen.push(open());
    }
    expect(seen).toEqual([
      [true, true, true],
      [false, true, true],
      [false, false, true],
      [false, false, false],
      [false, false, false],
    ]);
  });

  it('keeps the selection among the nodes', () => {
    const down = Array.from({ length: 9 }, (): UiAction => ({ type: 'select', step: 1 }));
    expect(uiAfter(down).selected).toBe(3);
    expect(uiAfter([{ type: 'select', step: -1 }]).selected).toBe(0);
    const fewer = snapshotOf({ mode: 'client-server', nodes: 2 });
    const ui = { ...initialUi, selected: 3 };
    expect(selectedNode(ui, fewer)?.id).toBe('n2');
    expect(reduceUi(ui, { type: 'select', step: -1 }, fewer).selected).toBe(0);
    expect(selectedNode(initialUi, { ...first, nodes: [] })).toBeUndefined();
    expect(reduceUi(ui, { type: 'select', step: 1 }, { ...first, nodes: [] }).selected).toBe(0);
  });

  it('shows a hint until the next key', () => {
    const hinted = uiAfter([{ type: 'hint', text: 'n3 is down' }]);
    expect(hinted.hint).toBe('n3 is down');
    expect(reduceUi(hinted, { type: 'select', step: 1 }, first).hint).toBeUndefined();
  });
});
