import { describe, expect, it } from 'vitest';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { keymap, pressKey } from '../../../source/ui/keys/keymap.ts';
import { initialUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 5 });
const withDeath = snapshotOf({ mode: 'peer-to-peer', nodes: 5, down: 3 });
const onDead: UiState = { ...initialUi, selected: 2 };

function reasonOf(key: string, snapshot: LabSnapshot, ui: UiState = initialUi): string {
  const result = pressKey(key, { snapshot, ui });
  expect(result.type, `${key} is refused`).toBe('refused');
  return result.type === 'refused' ? result.reason : '';
}

describe('keymap', () => {
  it('gives no key two meanings', () => {
    const keys = keymap.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('goes to the next link with l, while the lab runs', () => {
    expect(pressKey('l', { snapshot: star, ui: initialUi })).toEqual({ type: 'intent', intent: { type: 'next-link' } });
    const starting = snapshotOf({ mode: 'client-server', nodes: 2, phase: 'starting' });
    expect(reasonOf('l', starting)).toContain('starting');
  });

  it('has a name, a label and a help text for every binding', () => {
    for (const { keys, shown, label, help } of keymap) {
      expect(keys.length).toBeGreaterThan(0);
      for (const text of [shown, label, help]) expect(text.trim(), keys[0]).not.toBe('');
    }
  });

  it('offers quit and help at all times', () => {
    for (const snapshot of [star, withDeath, snapshotOf({ mode: 'client-server', nodes: 2, phase: 'starting' })]) {
      const offered = keymap
        .filter(({ isOffered }) => isOffered({ snapshot, ui: initialUi }))
        .map(({ label }) => label);
      expect(offered).toEqual(expect.arrayContaining(['help', 'quit']));
    }
  });

  it('offers no key that it would then refuse', () => {
    for (const snapshot of [star, withDeath, snapshotOf({ mode: 'client-server', nodes: 2, phase: 'switching' })])
      for (const ui of [initialUi, onDead])
        for (const { isOffered, press, label } of keymap)
          if (isOffered({ snapshot, ui })) expect(press({ snapshot, ui }).type, label).not.toBe('refused');
  });
});

describe('pressKey', () => {
  it('turns keys into what is asked of the lab', () => {
    const context = { snapshot: withDeath, ui: initialUi };
    expect(pressKey('m', context)).toEqual({ type: 'intent', intent: { type: 'switch-mode' } });
    expect(pressKey('x', context)).toEqual({ type: 'intent', intent: { type: 'kill-node', node: 'n1' } });
    expect(pressKey('r', { ...context, ui: onDead })).toEqual({
      type: 'intent',
      intent: { type: 'restart-node', node: 'n3' },
    });
    expect(pressKey('+', context)).toEqual({ type: 'intent', intent: { type: 'add-node' } });
    expect(pressKey('-', context)).toEqual({ type: 'intent', intent: { type: 'remove-node' } });
  });

  it('does not kill a node that is down', () => {
    expect(reasonOf('x', withDeath, onDead)).toMatch(/n3 is down/);
  });

  it('does not restart a node that runs', () => {
    expect(reasonOf('r', star)).toMatch(/n1 is running/);
  });

  it('keeps two nodes', () => {
    expect(reasonOf('-', snapshotOf({ mode: 'client-server', nodes: 2 }))).toMatch(/two nodes/);
  });

  it('adds no node above the most that are allowed', () => {
    const full = { ...star, settings: { ...star.settings, nodesMax: star.nodes.length } };
    expect(reasonOf('+', full)).toMatch(/5 nodes/);
  });

  it.each(['starting', 'switching', 'draining', 'stopped', 'failed'] as const)(
    'refuses m, + and - while %s',
    (phase) => {
      const snapshot = snapshotOf({ mode: 'client-server', nodes: 4, phase });
      for (const key of ['m', '+', '-']) expect(reasonOf(key, snapshot)).toContain(phase);
    },
  );

  it('says so when a key has no meaning', () => {
    expect(reasonOf('y', star)).toContain('y');
    expect(reasonOf('ctrl+a', star)).toContain('ctrl+a');
  });

  it('quits by q and Ctrl-C, never by esc', () => {
    const states: UiState[] = [
      initialUi,
      { ...initialUi, sheet: 'help' },
      { ...initialUi, zoom: 'nodes' },
      { ...initialUi, frozen: star },
    ];
    for (const ui of states) {
      expect(pressKey('escape', { snapshot: star, ui })).toEqual({ type: 'ui', action: { type: 'back' } });
      for (const key of ['q', 'ctrl+c'])
        expect(pressKey(key, { snapshot: star, ui })).toEqual({ type: 'intent', intent: { type: 'quit' } });
    }
  });
});
