import { describe, expect, it } from 'vitest';
import { createLessonDesk } from '../../../source/commands/lesson/lesson-desk.ts';
import type { LessonEffort, measureLesson } from '../../../source/commands/lesson/lesson-measure.ts';
import type { Comparison, ComparisonProgress } from '../../../source/experiments/compare/compare.ts';
import type { ClaimResult } from '../../../source/experiments/compare/judge.ts';
import { languages } from '../../../source/experiments/lesson.ts';
import { createSessionEvidence } from '../../../source/experiments/session/session-evidence.ts';
import { layOut } from '../../../source/ui/drawing/layout.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { offeredKeys } from '../../../source/ui/keys/key-layers.ts';
import { lessonPane, lessonRows } from '../../../source/ui/lesson/pane.ts';
import {
  type LessonHere,
  type LessonScript,
  type LessonState,
  paneOfLesson,
  pressInLesson,
} from '../../../source/ui/lesson/state.ts';
import { areaRows } from '../../../source/ui/screen/area-rows.ts';
import { initialUi, reduceUi, selectedNode } from '../../../source/ui/state/ui-state.ts';
import { textOf, widthOf } from '../pane-rows.ts';
import { snapshotOf } from '../snapshots.ts';

const { scripts } = createLessonDesk('en', 7);
const theme = createTheme('client-server', 'none', false);

/** Where keys lead; fails when one of them is not the lesson's. */
function led(keys: readonly string[], from: LessonState = { type: 'list', at: 0 }) {
  let state = from;
  const answers: (number | undefined)[] = [];
  for (const key of keys) {
    const step = pressInLesson(state, key, scripts);
    if (step.type === 'answered') answers.push(step.answer);
    if (step.type === 'passed' || step.type === 'left') throw new Error(`${key} is ${step.type}`);
    state = step.state;
  }
  return { state, answers };
}

describe('a lesson in the dashboard', () => {
  it('goes from the claim over the prediction and what to look at to the result, and back to the list', () => {
    const asked = led(['down', 'enter', 'enter']);
    expect(asked.state).toEqual({ type: 'asked', lesson: 1, typed: '', refused: false });
    const watching = led(['0', ',', '2', 'enter'], asked.state);
    expect(watching).toEqual({ state: { type: 'watching', lesson: 1, at: 0 }, answers: [0.2] });
    const steps = scripts[1]?.watch.length ?? 0;
    const result = led(
      Array.from({ length: steps }, () => 'enter'),
      watching.state,
    );
    expect(result.state.type).toBe('result');
    expect(led(['enter', 'enter', 'enter'], result.state).state).toEqual({ type: 'list', at: 1 });
  });

  it('lets no key through before the prediction is made, but those that leave', () => {
    const { state } = led(['enter', 'enter']);
    for (const key of ['m', 'x', 'o', '+', 'up'])
      expect(pressInLesson(state, key, scripts)).toEqual({ type: 'moved', state: { ...state, refused: true } });
    for (const key of ['q', 'ctrl+c']) expect(pressInLesson(state, key, scripts).type).toBe('passed');
    expect(pressInLesson({ type: 'watching', lesson: 0, at: 0 }, 'm', scripts).type).toBe('passed');
  });

  it('takes no answer that is not allowed, and says so', () => {
    const { state } = led(['enter', 'enter', '7', 'enter']);
    expect(state).toEqual({ type: 'asked', lesson: 0, typed: '', refused: true });
    expect(led(['9', 'backspace', 'enter'], state).state).toMatchObject({ type: 'asked', refused: true });
    expect(led(['s'], state)).toMatchObject({ answers: [undefined], state: { type: 'watching' } });
  });

  it('goes back with escape, and never quits', () => {
    expect(led(['down', 'enter', 'enter', 'escape']).state).toEqual({ type: 'list', at: 1 });
    expect(pressInLesson({ type: 'list', at: 0 }, 'escape', scripts)).toEqual({ type: 'left' });
  });

  it.each(languages)('has room for every text of every lesson in %s at 80x24, beside a pane', (language) => {
    const desk = createLessonDesk(language, 7);
    const missing = createSessionEvidence();
    const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 12 });
    for (const [lesson, { name, watch }] of desk.scripts.entries()) {
      const pages: readonly LessonState[] = [
        ...(['claim', 'why', 'next'] as const).map((type) => ({ type, lesson, at: 0 })),
        { type: 'asked', lesson, typed: '0.12345', refused: true },
        ...watch.map((_, at) => ({ type: 'watching' as const, lesson, at })),
      ];
      for (const state of pages) {
        const here = (): LessonHere => desk.here(lesson, missing, snapshot);
        const height = lessonRows({ state, scripts: desk.scripts, result: () => [], here }, 80);
        const panes = layOut(80, 24, undefined, height)?.panes ?? {};
        expect([name, state, height, Object.keys(panes)]).toEqual([name, state, height, [...panesBeside]]);
      }
    }
  });

  it('shows all of a result, however long, at 80x24 and at 60x16', () => {
    const lines = ['guess '.repeat(20), 'measured '.repeat(16), 'verdict '.repeat(15), 'origin'];
    for (const [columns, rows] of [
      [80, 24],
      [60, 16],
    ] as const) {
      const view = { state: { type: 'result', lesson: 1, at: 0 } as const, scripts, result: () => lines };
      const area = layOut(columns, rows, undefined, lessonRows(view, columns))?.band ?? expect.fail();
      expect(textOf(lessonPane(theme, area, view))).toContain('origin');
    }
  });

  it.each(languages)('names columns that the table beside the sentence has, in %s', (language) => {
    const lessons = createLessonDesk(language, 7).scripts;
    const named = lessons.flatMap(({ watch }, lesson) =>
      watch.flatMap(({ say, look }, at) => (look === 'nodes' ? [{ say, lesson, at }] : [])),
    );
    const quoted = named.flatMap(({ say, lesson, at }) =>
      [...say.matchAll(/"(\w+)"/g)].map(([, column = '']) => ({ column, table: tableBeside(lessons, lesson, at) })),
    );
    expect(quoted.length).toBeGreaterThanOrEqual(6);
    for (const { column, table } of quoted) expect(table.split('\n')[1]?.split(/\s+/)).toContain(column);
  });

  it('shows one node in detail where the sentence is about one', () => {
    const lesson = scripts.findIndex(({ name }) => name === 'service');
    const at = scripts[lesson]?.watch.findIndex(({ look }) => look === 'node') ?? expect.fail();
    expect(tableBeside(scripts, lesson, at)).toMatch(/service +queue/);
    expect(paneOfLesson({ type: 'watching', lesson, at }, scripts)).toBe('nodes');
  });

  it('has the arrow keys select a node wherever no pane is enlarged', () => {
    const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 8 });
    const state: LessonState = { type: 'watching', lesson: 0, at: 0 };
    const looked = reduceUi(initialUi, { type: 'lesson', state, look: 'placement' }, snapshot);
    const left = reduceUi(looked, { type: 'lesson', state }, snapshot);
    expect(selectedNode(reduceUi(left, { type: 'select', step: 1 }, snapshot), snapshot)?.id).toBe('n2');
  });

  it('offers no key while it asks that would do nothing', () => {
    const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 8 });
    const { state } = led(['enter', 'enter']);
    const keys = offeredKeys({ snapshot, ui: { ...initialUi, lesson: state } }).flatMap(({ keys: [key] }) => key);
    expect(keys).toEqual(['q']);
  });

  it.each([
    [60, 16],
    [80, 24],
    [200, 60],
  ])('fills its rectangle exactly at %ix%i, and leaves panes only where there is room', (columns, rows) => {
    const states: readonly LessonState[] = [
      { type: 'list', at: 3 },
      led(['enter']).state,
      led(['enter', 'enter', '1']).state,
      { type: 'result', lesson: 1, at: 0 },
    ];
    for (const state of states) {
      const view = { state, scripts, result: () => ['one line', 'another '.repeat(40).trim()] };
      const area = layOut(columns, rows, undefined, lessonRows(view, columns))?.band;
      if (area === undefined) throw new Error('the lesson has no place');
      const drawn = lessonPane(theme, area, view);
      expect(drawn.map(widthOf)).toEqual(Array.from({ length: area.height }, () => columns));
    }
    const isSmall = rows === 16;
    expect(Object.keys(layOut(columns, rows, undefined, 8)?.panes ?? {}).length === 0).toBe(isSmall);
  });
});

/** The panes of a screen that is shared with a lesson. */
const panesBeside = ['topology', 'requests', 'placement', 'nodes'] as const;

/** The pane of nodes at 80x24 while a lesson says a sentence. */
function tableBeside(lessons: readonly LessonScript[], lesson: number, at: number): string {
  const snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 8 });
  const study = { claims: () => [], scripts: lessons, result: () => [] };
  const ui = { ...initialUi, lesson: { type: 'watching', lesson, at } as const, zoom: 'nodes' as const };
  return textOf(areaRows('nodes', { left: 0, top: 1, width: 80, height: 13 }, { theme, snapshot, ui, study }));
}

/** Measures as fast as it is told to. */
function measurementByHand() {
  const asked: { name: string; interrupted: boolean; tell: MeasureWith[4]; end: (result: ClaimResult) => void }[] = [];
  return {
    asked,
    measureWith: (...[{ name }, , , interruption, tell]: Parameters<typeof measureLesson>) => {
      const one = { name, interrupted: false, tell, end: (_: ClaimResult): void => undefined };
      asked.push(one);
      void interruption.then(() => {
        one.interrupted = true;
      });
      return new Promise<Awaited<ReturnType<typeof measureLesson>>>((resolve) => {
        one.end = (result) => resolve({ result, comparison: { isInterrupted: one.interrupted } as Comparison });
      });
    },
  };
}
type MeasureWith = Parameters<typeof measureLesson>;

/** As if it had been measured: the share of answers of the busiest peer is 0.2. */
const planned = {
  verdict: 'holds',
  measurements: [0, 1].map(() => ({
    metric: 'answers given by the busiest node',
    unit: 'share',
    n: 3,
    clientServer: { median: 1 },
    peerToPeer: { median: 0.2 },
    predicted: { clientServer: 1, peerToPeer: 0.125 },
  })),
} as unknown as ClaimResult;

describe('the result of a lesson', () => {
  it('comes beside the guess and the theory of both modes, after the progress', async () => {
    const { asked, measureWith } = measurementByHand();
    const desk = createLessonDesk('en', 7, { measureWith });
    const service = desk.scripts.findIndex(({ name }) => name === 'service');
    expect(desk.result(service)).toEqual(['cannot be told']);
    desk.measure(service, 0.9);
    expect(desk.result(service)).toEqual(['Measuring …']);
    asked[0]?.tell?.({ trialsDone: 2, trialsTotal: 8 } as ComparisonProgress);
    expect(desk.result(service)).toEqual(['Measuring … 2 / 8']);
    asked[0]?.end(planned);
    await expect
      .poll(() => desk.result(service))
      .toEqual([
        'you: 0.9 · measured: 0.2 · not so',
        'answers given by the busiest node (share): client-server 1 (theory 1), peer-to-peer 0.2 (theory 0.125)',
        '→ holds (simulated, n = 3, seed 7)',
      ]);
  });

  it('tells a right choice once, and a wrong one beside the right one', async () => {
    const { asked, measureWith } = measurementByHand();
    const desk = createLessonDesk('en', 7, { measureWith });
    const cost = desk.scripts.findIndex(({ name }) => name === 'cost');
    const told = async (answer: number) => {
      desk.measure(cost, answer);
      asked.at(-1)?.end(planned);
      await expect.poll(() => desk.result(cost).length).toBe(3);
      return desk.result(cost)[0];
    };
    expect(await told(1)).toBe('you: yes, in every way of counting · right');
    expect(await told(3)).toBe('you: no, in no way of counting · measured: yes, in every way of counting · not so');
  });

  it('is that of the latest prediction: an earlier measurement is ended, and its end is not shown', async () => {
    const { asked, measureWith } = measurementByHand();
    const desk = createLessonDesk('en', 7, { measureWith });
    desk.measure(1, 0.5);
    desk.measure(1, 0.2);
    await expect.poll(() => asked.map(({ interrupted }) => interrupted)).toEqual([true, false]);
    asked[1]?.end(planned);
    await expect.poll(() => desk.result(1)[0]).toMatch(/^you: 0.2/);
    asked[0]?.end(planned);
    await new Promise(setImmediate);
    expect(desk.result(1)[0]).toMatch(/^you: 0.2/);
    desk.measure(1, 0.3);
    desk.close();
    await expect.poll(() => asked[2]?.interrupted).toBe(true);
  });
});

/** So many seeds, however long this machine takes for them: what comes out depends on nothing else. */
const allSeeds: LessonEffort = { seedsMax: 2, budgetMs: Number.POSITIVE_INFINITY, durationMs: 1_200, parallel: 1 };
const patience = { timeout: 240_000 };

describe('the measurement of a lesson', () => {
  it('comes to the verdict that the lesson expects, whatever the lab on the screen is', patience, async () => {
    const desk = createLessonDesk('en', 4, { effort: allSeeds });
    const focus = desk.scripts.findIndex(({ name }) => name === 'focus');
    desk.measure(focus, undefined);
    await expect
      .poll(() => desk.result(focus).join('\n'), patience)
      .toMatch(/holds only if items are small.*\(simulated, n = 2, seed 4\)/);
    desk.close();
  });

  it('is simulated beside the lab, and shown beside the guess', patience, async () => {
    const desk = createLessonDesk('de', 7, { effort: allSeeds });
    desk.measure(1, 0.1);
    expect(desk.result(1)).toEqual(['Messung …']);
    await expect.poll(() => desk.result(1).join('\n'), patience).toMatch(/du: 0\.1 · gemessen: 0\.\d+ · richtig/);
    expect(desk.result(1).at(-1)).toBe('→ stimmt (simuliert, n = 2, seed 7)');
    desk.close();
  });
});
