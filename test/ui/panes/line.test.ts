import { describe, expect, it } from 'vitest';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { nodeId } from '../../../source/protocol/ids.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { linePane } from '../../../source/ui/panes/line.ts';
import { type Change, changeText, tellMs } from '../../../source/ui/state/change-text.ts';
import { awaited } from '../../../source/ui/state/phase-text.ts';
import { initialUi, reduceUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 8 });
const mesh = { ...snapshotOf({ mode: 'peer-to-peer', nodes: 8 }), generation: 2, now: star.now + 5_000 };

function lineOf(snapshot: LabSnapshot, ui: UiState = initialUi, width = 100): string {
  const theme = createTheme(snapshot.mode, 'none', false);
  const line = linePane(theme, width, { snapshot, ui });
  expect(widthOf(line)).toBe(width);
  return textOf([line]);
}

const told = (intent: Change['intent'], now: LabSnapshot, before: LabSnapshot = star): string | undefined =>
  changeText({ intent, before }, now);

describe('the line above the keys', () => {
  it('says what this is and what to press first, until the first key, and never again', () => {
    for (const width of [60, 80, 100, 200]) {
      expect(lineOf(star, initialUi, width)).toMatch(
        /8 real processes, a star.* m (turns them into|makes) a mesh .* \? /,
      );
      expect(lineOf(star, initialUi, width)).not.toContain('…');
    }
    let ui = reduceUi(initialUi, { type: 'select', step: 1 }, star);
    for (const step of [1, -1] as const) {
      expect(lineOf(star, ui)).not.toMatch(/turns them|makes/);
      ui = reduceUi(ui, { type: 'select', step }, star);
    }
  });

  it('tells each fact of the start whole or not at all', () => {
    const startup = { processesReadyMs: 1_400, firstRequestMs: 2_900 };
    for (const width of [60, 80, 120]) {
      const line = lineOf({ ...star, startup, comparison: undefined }, { ...initialUi, isNew: false }, width);
      expect(line).toContain('8 nodes, 7 links · all were there');
      expect(line).not.toContain('…');
      expect(line.includes('first request')).toBe(width > 80);
    }
  });

  it('does not call simulated nodes processes', () => {
    expect(lineOf({ ...star, measuredOn: 'simulation' })).toMatch(/8 simulated nodes, a star/);
  });

  it('says how many have started, and for whom it waits', () => {
    const nodes = star.nodes.map((node, at) => (at < 3 ? node : { ...node, state: 'starting' as const }));
    const starting = { ...star, phase: 'starting' as const, nodes };
    expect(lineOf(starting)).toContain('starting 3 of 8: n4, n5, n6, n7 and 1 more to come');
    expect(awaited({ ...starting, phase: 'switching' })).toContain('3 of 8 have joined');
    expect(awaited({ ...star, phase: 'publishing' })).toContain('when all have');
    expect(awaited({ ...star, phase: 'publishing', cuts: [[nodeId(1), nodeId(5)]] })).toContain('p heals');
    expect(awaited(star)).toBeUndefined();
  });

  it('leaves what comes next to the topology while that is to be seen', () => {
    const next = {
      node: nodeId(5),
      at: star.now + 10,
      text: 'n2 asks n5 for song-07',
      held: 7,
      moves: undefined,
      messages: [],
    };
    const still = { ...star, pace: 0, next };
    const ui: UiState = { ...initialUi, isNew: false };
    for (const one of [ui, { ...ui, zoom: 'topology' as const }]) {
      expect(lineOf(still, one)).not.toContain('asks');
      expect(lineOf(still, one)).toContain('. goes one step');
    }
    for (const one of [
      { ...ui, zoom: 'nodes' as const },
      { ...ui, sheet: 'claims' as const },
    ])
      expect(lineOf(still, one)).toContain('n2 asks n5');
  });

  it('says why a lab failed, and the key that leads out', () => {
    const failed = { ...star, phase: 'failed' as const, failure: 'n3 could not start: exit code 1' };
    expect(lineOf(failed)).toMatch(/n3 could not start: exit code 1.*q quits/);
    expect(lineOf({ ...failed, failure: `n3 ${'x'.repeat(300)}` }, initialUi, 60)).toMatch(/q quits $/);
  });

  it('puts the answer to the last key before everything else', () => {
    const ui = { ...initialUi, hint: 'no node is selected' };
    expect(lineOf({ ...star, phase: 'starting' }, ui)).toContain('no node is selected');
  });
});

describe('what just changed', () => {
  it('is told with the figures before and after, and where to look', () => {
    expect(told({ type: 'switch-mode' }, mesh)).toBe(
      `star became mesh: look at links 7 → 9, messages a request 2.0 → 14.3`,
    );
    const index = { ...mesh, generation: 3, settings: { ...mesh.settings, overlay: 'index' as const } };
    expect(told({ type: 'switch-overlay' }, index, mesh)).toMatch(/^flooding became index: .*14\.3 → 14\.3/);
    const wan = { ...star, settings: { ...star.settings, link: 'wan' } };
    expect(told({ type: 'next-link' }, wan)).toMatch(/^link loopback became wan: look at latency p50/);
    const game = { ...star, generation: 2, settings: { ...star.settings, workload: 'game' as const } };
    expect(told({ type: 'switch-workload' }, game)).toMatch(/^files became game: look at state age/);
  });

  it('claims no figure that was not measured yet', () => {
    const early = { ...mesh, requests: { ...mesh.requests, fetched: 3 } };
    expect(told({ type: 'switch-mode' }, early)).not.toContain('14.3');
    expect(told({ type: 'switch-mode' }, { ...mesh, phase: 'publishing' })).toContain('publish');
  });

  it('tells a dead server, client and peer apart, and only once it is dead', () => {
    const kill = (number: number) => ({ type: 'kill-node', node: nodeId(number) }) as const;
    const without = (number: number, mode: LabSnapshot['mode']) => snapshotOf({ mode, nodes: 8, down: number });
    expect(told(kill(1), star)).toBeUndefined();
    expect(told(kill(1), without(1, 'client-server'))).toMatch(
      /^server n1 died, nobody else serves: .*100 % → 93\.4 %/,
    );
    expect(told(kill(3), without(3, 'client-server'))).toMatch(/^client n3 died, the others go on/);
    const before = snapshotOf({ mode: 'peer-to-peer', nodes: 8 });
    const mesh = without(3, 'peer-to-peer');
    const inMemory = { ...mesh, settings: { ...mesh.settings, durability: 'memory' as const } };
    expect(told(kill(3), mesh, before)).toMatch(/^peer n3 died, \d+ items are away with it/);
    expect(told(kill(3), inMemory, before)).toMatch(/^peer n3 died, \d+ items are lost/);
  });

  it('is told for a while', () => {
    const late = { ...mesh, now: star.now + tellMs + 1 };
    expect(told({ type: 'switch-mode' }, late)).toBeUndefined();
  });

  it('fits into 80 columns', () => {
    const texts = [
      told({ type: 'switch-mode' }, mesh),
      told({ type: 'kill-node', node: nodeId(1) }, snapshotOf({ mode: 'client-server', nodes: 8, down: 1 })),
      told({ type: 'kill-node', node: nodeId(3) }, snapshotOf({ mode: 'peer-to-peer', nodes: 8, down: 3 })),
      told({ type: 'next-link' }, { ...star, settings: { ...star.settings, link: 'satellite' } }),
    ];
    for (const text of texts) expect((text ?? expect.fail()).length).toBeLessThan(80);
  });
});
