import { describe, expect, it } from 'vitest';
import { createLessonDesk } from '../../source/commands/lesson-desk.ts';
import { languages } from '../../source/experiments/lesson.ts';
import { layOut } from '../../source/ui/layout.ts';
import { type LessonState, pressInLesson } from '../../source/ui/lesson-state.ts';
import { lessonPane, lessonRows } from '../../source/ui/panes/lesson.ts';
import { createTheme } from '../../source/ui/theme.ts';
import { wrapped } from '../../source/ui/wrapped.ts';

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
      expect(pressInLesson(state, key, scripts)).toEqual({ type: 'moved', state });
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

  it.each(languages)('has room for every text of every lesson in %s at 80x24', (language) => {
    for (const { name, claim, setup, question, options: choices, watch, why, next } of createLessonDesk(language, 7)
      .scripts) {
      const pages = [[claim, '', setup], [question, ...choices, '>'], ...watch.map(({ say }) => [say]), [why], [next]];
      for (const page of pages) {
        const lines = page.flatMap((text) => wrapped(text, 76));
        expect([name, lines.length <= 6 ? 'fits' : lines]).toEqual([name, 'fits']);
      }
    }
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
      const area = layOut(columns, rows, undefined, lessonRows(view))?.lesson;
      if (area === undefined) throw new Error('the lesson has no place');
      const drawn = lessonPane(theme, area, view);
      expect(drawn.map((line) => line.replace(/\u001b\[[\d;]*m/gu, '').length)).toEqual(
        Array.from({ length: area.height }, () => columns),
      );
    }
    const isSmall = rows === 16;
    expect(Object.keys(layOut(columns, rows, undefined, 8)?.panes ?? {}).length === 0).toBe(isSmall);
  });
});

describe('the measurement of a lesson', () => {
  it('comes to the verdict that the lesson expects, whatever the lab on the screen is', {
    timeout: 60_000,
  }, async () => {
    const desk = createLessonDesk('en', 4);
    const focus = desk.scripts.findIndex(({ name }) => name === 'focus');
    desk.measure(focus, undefined);
    await expect
      .poll(() => desk.result(focus).join('\n'), { timeout: 50_000 })
      .toContain('holds only if items are small');
    desk.close();
  });

  it('is simulated beside the lab, and shown beside the guess', { timeout: 60_000 }, async () => {
    const desk = createLessonDesk('de', 7);
    desk.measure(1, 0.1);
    expect(desk.result(1)).toEqual(['Messung …']);
    await expect
      .poll(() => desk.result(1).join('\n'), { timeout: 50_000 })
      .toMatch(/du: 0\.1 · gemessen: 0\.\d+ · richtig/);
    expect(desk.result(1).at(-1)).toBe('(simuliert, n = 4, seed 7)');
    desk.close();
  });
});
