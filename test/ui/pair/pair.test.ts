import { describe, expect, it } from 'vitest';
import type { PairFigures, PairRow } from '../../../source/experiments/session/pair-figures.ts';
import type { LabSnapshot, ModeName } from '../../../source/lab/view/snapshot.ts';
import type { Rectangle } from '../../../source/ui/drawing/layout.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { offeredKeys, pressInLayers } from '../../../source/ui/keys/key-layers.ts';
import { inPair } from '../../../source/ui/keys/pair-keys.ts';
import { pairPanes } from '../../../source/ui/pair/layout.ts';
import { inspectedSide, isPairArea, pairRows } from '../../../source/ui/pair/rows.ts';
import { linePane } from '../../../source/ui/panes/line.ts';
import type { KeyResult } from '../../../source/ui/state/key-result.ts';
import type { PairSide, PairView } from '../../../source/ui/state/pair-view.ts';
import type { KeyView } from '../../../source/ui/state/screen-view.ts';
import { initialUi, reduceUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 8 });
const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 8 });
const rows: readonly PairRow[] = [
  ['served', '20/s', '20/s', undefined],
  ['ok', '70.1 %', '100 %', 'peer-to-peer'],
  ['latency p50', '0.52 ms', '0.71 ms', 'client-server'],
  ...Array.from({ length: 10 }, (_, at) => [`figure ${at}`, `${at}.5 kB`, '105 B', 'peer-to-peer'] as const),
].map(([name = '', clientServer = '', peerToPeer = '', better]) => ({
  ...{ name, clientServer, peerToPeer },
  better: better as ModeName | undefined,
}));
const figures: PairFigures = { ms: 83_000, n: { 'client-server': 412, 'peer-to-peer': 398 }, rows };
const there = (snapshot: typeof star): PairSide => ({ type: 'lab', snapshot });
const both: PairView = {
  own: 'client-server',
  sides: { 'client-server': there(star), 'peer-to-peer': there(mesh) },
  figures,
};
const withMesh = (side: PairSide): PairView => ({
  ...both,
  sides: { ...both.sides, 'peer-to-peer': side },
  figures: undefined,
});

function bodyOf(columns: number, rowCount: number): Rectangle {
  return { left: 0, top: 1, width: columns, height: rowCount - 3 };
}

/** All rows of the panes at a size, by name; each of exactly its width. */
function drawn(view: PairView, columns: number, rowCount: number, isAscii = false): Map<string, string> {
  const themes = (mode: ModeName) => createTheme(mode, isAscii ? 'none' : 'truecolor', isAscii);
  const areas = Object.entries(pairPanes(bodyOf(columns, rowCount))).filter(([name]) => isPairArea(name));
  return new Map(
    areas.map(([name, area]) => {
      if (!isPairArea(name)) throw new Error(`${name} is no part of both`);
      const lines = pairRows(name, area, { view, themes, selected: 0, side: undefined });
      for (const line of lines) expect(widthOf(line), name).toBe(area.width);
      expect(lines.length, name).toBeLessThanOrEqual(area.height);
      return [name, textOf(lines)];
    }),
  );
}

const sizes = [
  [60, 16],
  [80, 24],
  [119, 24],
  [120, 24],
  [120, 40],
  [200, 60],
] as const;

describe('both at once', () => {
  it.each(sizes)('covers the body without a gap and without an overlap, at %ix%i', (columns, rowCount) => {
    const body = bodyOf(columns, rowCount);
    const cells = new Set<number>();
    let count = 0;
    for (const { left, top, width, height } of Object.values(pairPanes(body))) {
      for (let y = top; y < top + height; y++)
        for (let x = left; x < left + width; x++) {
          cells.add(y * columns + x);
          count++;
        }
      expect(Math.min(left, width, height - 1)).toBeGreaterThanOrEqual(0);
      expect(left + width).toBeLessThanOrEqual(columns);
      expect(top + height).toBeLessThanOrEqual(body.top + body.height);
    }
    expect([cells.size, count]).toEqual([body.width * body.height, body.width * body.height]);
  });

  it.each(sizes)('shows figures, marks the better ones and counts what has no room, at %ix%i', (columns, rowCount) => {
    const text = drawn(both, columns, rowCount).get('figures') ?? expect.fail();
    const shown = rows.filter(({ name }) => text.includes(` ${name} `));
    if (shown.length < rows.length) expect(text).toContain(`${rows.length - shown.length} hidden`);
    expect(text).toMatch(/01:23 · n 412, 398/);
    if (columns >= 80) expect(shown).toHaveLength(rows.length);
    expect(text).toMatch(/70\.1 % +ok +▶ 100 %/);
    expect(text).toMatch(/0\.52 ms ◀ +latency p50 +0\.71 ms/);
    expect(text).toMatch(/20\/s +served +20\/s/);
    expect(text).not.toContain('…');
  });

  it('shows both networks with their requests, the star on the left, from 80x24 on', () => {
    for (const [columns, rowCount] of sizes.slice(1)) {
      const parts = drawn(both, columns, rowCount);
      const panes = pairPanes(bodyOf(columns, rowCount));
      for (const mode of ['client-server', 'peer-to-peer'] as const) {
        expect(parts.get(`${mode} topology`)).toContain('query');
        expect(parts.get(`${mode} requests`)).toContain('Requests');
      }
      expect(panes['client-server topology']?.left).toBe(0);
      expect(panes['peer-to-peer topology']?.left).toBeGreaterThan(columns / 3);
    }
  });

  it('marks without colours and in ASCII too', () => {
    const text = [...drawn(both, 120, 40, true).values()].join('\n');
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(text).toMatch(/0\.52 ms < +latency p50/);
    expect(text).toMatch(/ok +> 100 %/);
  });

  it('says what is awaited, and why the second lab cannot start and what to press', () => {
    const starting = {
      ...mesh,
      phase: 'starting' as const,
      nodes: mesh.nodes.map((node, at) => ({ ...node, state: at < 3 ? ('ready' as const) : ('starting' as const) })),
    };
    for (const [columns, rowCount] of sizes.slice(1)) {
      const parts = drawn(withMesh({ type: 'opening', nodes: 8 }), columns, rowCount);
      expect(parts.get('peer-to-peer topology')).toContain('starting 8 more');
      expect(drawn(withMesh(there(starting)), columns, rowCount).get('peer-to-peer requests')).toContain(
        'starting 3 of 8',
      );
      const failed = drawn(withMesh({ type: 'failed', reason: 'no ports are left' }), columns, rowCount);
      expect(failed.get('figures')).toMatch(/no ports are left/);
      expect(failed.get('figures')).toMatch(/b goes back/);
    }
  });
});

function press(key: string, view: KeyView): KeyResult {
  return pressInLayers(key, view).result ?? expect.fail(`nothing by ${key}`);
}

describe('keys with two labs', () => {
  const context = { snapshot: star, ui: initialUi, pair: both };

  it('refuse what needs one lab, and say why', () => {
    for (const key of ['m', 'L', '/', 'S']) {
      const result = press(key, context);
      expect(result, key).toMatchObject({ type: 'refused', reason: expect.stringContaining('b goes back') });
    }
  });

  it('refuse commands for what is not there, and for one lab while the other one starts', () => {
    const opening = withMesh({ type: 'opening', nodes: 8 });
    const failed = withMesh(there({ ...mesh, phase: 'failed', failure: 'gone' }));
    const kill = {
      type: 'intent',
      intent: { type: 'fault', fault: { type: 'kill', target: star.nodes[1]?.id ?? star.nodes[0]?.id } },
    } as KeyResult;
    const toMesh: KeyResult = { type: 'intent', intent: { type: 'reorganise', to: { mode: 'peer-to-peer' } } };
    const zoom: KeyResult = { type: 'ui', action: { type: 'zoom-on', pane: 'nodes' } };
    expect(inPair(kill, both)).toBe(kill);
    for (const result of [toMesh, zoom])
      expect(inPair(result, both)).toMatchObject({ type: 'refused', reason: expect.stringContaining('b goes back') });
    for (const view of [opening, failed])
      expect(inPair(kill, view)).toMatchObject({ type: 'refused', reason: expect.stringContaining('b goes back') });
    for (const result of [kill, toMesh, zoom]) expect(inPair(result, undefined)).toBe(result);
  });

  it('go back by b and esc; esc first closes what covers the panes', () => {
    for (const key of ['b', 'escape'])
      expect(press(key, context)).toEqual({ type: 'effect', effect: { type: 'pair' } });
    const covered = { ...context, ui: { ...initialUi, sheet: 'claims' as const } };
    expect(press('escape', covered)).toEqual({ type: 'ui', action: { type: 'back' } });
  });

  it('go to the other side by tab, and look into the selected node of the side that has the focus', () => {
    const toMesh = press('tab', context);
    expect(toMesh).toEqual({ type: 'ui', action: { type: 'side', side: 'peer-to-peer' } });
    const onMesh = reduceUi(initialUi, { type: 'side', side: 'peer-to-peer' }, star);
    expect(press('tab', { ...context, ui: onMesh })).toMatchObject({ action: { side: 'client-server' } });
    const inside = reduceUi({ ...onMesh, focus: 'nodes', selected: 1 }, { type: 'zoom' }, star);
    expect(press('enter', context)).toEqual({ type: 'ui', action: { type: 'zoom' } });
    expect(press('escape', { ...context, ui: inside })).toEqual({ type: 'ui', action: { type: 'back' } });
    const area = { left: 0, top: 1, width: 100, height: 30 };
    const themes = (mode: ModeName) => createTheme(mode, 'none', false);
    expect(textOf(inspectedSide(area, both, themes, inside))).toMatch(/Node n2 .*\n.*[\s\S]*n2 +peer/);
    expect(textOf(inspectedSide(area, both, themes, { ...inside, side: 'client-server' }))).toMatch(/n2 +client/);
    expect(textOf([linePane(themes('client-server'), 120, { snapshot: star, ui: inside, pair: both })])).toContain(
      'n2 of peer-to-peer',
    );
    const opening = { ...context, ui: onMesh, pair: withMesh({ type: 'opening', nodes: 8 }) };
    expect(press('enter', opening)).toMatchObject({
      type: 'refused',
      reason: expect.stringContaining('no node of peer-to-peer'),
    });
  });

  it('let arrows select nodes, whatever had the focus before', () => {
    const ui = reduceUi({ ...initialUi, focus: 'requests' }, { type: 'pair' }, star);
    expect(reduceUi(ui, { type: 'select', step: 1 }, star)).toMatchObject({ selected: 1, entry: undefined });
  });

  it('quit at all times, and ask nothing of the labs before both work', () => {
    const sides: readonly PairSide[] = [
      { type: 'opening', nodes: 8 },
      { type: 'failed', reason: 'no ports' },
      there({ ...mesh, phase: 'starting' }),
    ];
    for (const side of sides) {
      const waiting = { ...context, pair: withMesh(side) };
      expect(press('q', waiting)).toMatchObject({ type: 'intent', intent: { type: 'quit' } });
      expect(press('b', waiting)).toMatchObject({ type: 'effect' });
      for (const key of ['x', '+', 'l', 'w', 'space', 'p', 'o'])
        expect(press(key, waiting), key).toMatchObject({ type: 'refused' });
    }
    for (const key of ['x', '+', 'l', 'w', 'space', 'p']) expect(press(key, context).type).toBe('intent');
  });

  it('let the peers find otherwise though the session began with a star', () => {
    expect(press('o', context)).toEqual({ type: 'intent', intent: { type: 'switch-overlay' } });
  });

  it('lead on from a lab that failed: q and what needs no lab; the others say so', () => {
    const failed = { snapshot: { ...star, phase: 'failed' as const, failure: 'n1 could not start' }, ui: initialUi };
    for (const key of ['m', 'b', 'x', '+', 'w', 'space'])
      expect(press(key, failed), key).toMatchObject({
        type: 'refused',
        reason: expect.stringMatching(/failed: q quits/),
      });
    expect(press('q', failed)).toMatchObject({ type: 'intent', intent: { type: 'quit' } });
    expect(press('?', failed).type).toBe('ui');
    expect(offeredKeys(failed).map(({ label }) => label)).toEqual(expect.arrayContaining(['help', 'lessons', 'quit']));
    expect(offeredKeys(failed).map(({ label }) => label)).not.toContain('kill');
  });

  it('begin with what one looks for: the way back, and steps while time stands still', () => {
    const first = (snapshot: LabSnapshot, state: Partial<UiState>) =>
      offeredKeys({ snapshot, ui: { ...initialUi, ...state } }).map(({ shown }) => shown);
    expect(first(star, {})[0]).toBe('m');
    expect(first(star, { zoom: 'nodes' }).slice(0, 3)).toEqual(['esc', '/', 'm']);
    expect(first({ ...star, pace: 0 }, {}).slice(0, 3)).toEqual(['space', '.', 'm']);
  });

  it('offer nothing that they would refuse, and b alone is as it was', () => {
    for (const view of [both, withMesh({ type: 'opening', nodes: 8 }), undefined])
      for (const { keys, label } of offeredKeys({ ...context, pair: view }))
        expect(press(keys[0] ?? '', { ...context, pair: view }).type, label).not.toBe('refused');
    expect(press('b', { snapshot: star, ui: initialUi })).toEqual({ type: 'effect', effect: { type: 'pair' } });
    const inLesson = { ...initialUi, lesson: { type: 'list', at: 0 } as const };
    expect(press('b', { snapshot: star, ui: inLesson })).toMatchObject({ type: 'refused' });
  });
});
