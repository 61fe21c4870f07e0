import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { ColorRole, Theme } from '../drawing/theme.ts';
import { wrapped } from '../drawing/wrapped.ts';
import type { LessonHere, LessonScript, LessonState } from './state.ts';

/** What the lesson says now. `result`: the lines of its measurement, as far as there are any. */
export interface LessonView {
  readonly state: LessonState;
  readonly scripts: readonly LessonScript[];
  result(lesson: number): readonly string[];
  here?(lesson: number): LessonHere;
}

/** Rows that a lesson wants below the panes of a screen; where these would be left with too few, it takes all. */
export function lessonRows(view: LessonView, columns: number): number {
  if (view.state.type === 'list') return view.scripts.length + 2;
  const { lines, beneath = [] } = contentOf(view, columns - 4);
  return Math.max(rowsMin, lines.length + beneath.length + 2);
}

/** So that the panes stay where they are from one sentence to the next. */
const rowsMin = 8;

/** One sentence at a time, always in the same place. */
export function lessonPane(theme: Theme, area: Rectangle, view: LessonView): Row[] {
  const width = innerWidth(area);
  const { title, lines, beneath = [], note } = contentOf(view, width);
  const room = Math.max(0, innerHeight(area) - lines.length - beneath.length);
  const all = [...lines, ...Array.from({ length: room }, () => []), ...beneath];
  const rows = all.slice(0, innerHeight(area)).map((line) => row(theme, width, line));
  return bordered(theme, area, { title, note: [['secondary', note]], rows, isFocused: true });
}

interface Content {
  readonly title: string;
  readonly lines: readonly (readonly Segment[])[];
  /** In the last rows, where they stay. */
  readonly beneath?: readonly (readonly Segment[])[];
  readonly note: string;
}

const nothingHere = (): LessonHere => ({ now: '', soFar: [] });

function contentOf({ state, scripts, result, here = nothingHere }: LessonView, width: number): Content {
  if (state.type === 'list') {
    const lines = scripts.map(({ title }, at): Segment[] => [
      ['accentStrong', at === state.at ? '> ' : '  '],
      [at === state.at ? 'strong' : 'text', title],
    ]);
    return { title: scripts[0]?.words.lessons ?? '', lines, note: 'up, down, enter · esc' };
  }
  const script = scripts[state.lesson];
  if (script === undefined) return { title: '', lines: [], note: '' };
  const { words, title } = script;
  const lined = (texts: readonly string[], role: ColorRole): Segment[][] =>
    texts.flatMap((text) => wrapped(text, width)).map((text) => [[role, text]]);
  const page = (
    heading: string,
    texts: readonly string[],
    note = words.goOn,
    beneath: readonly string[] = [],
  ): Content => ({
    title: `${title} · ${heading}`,
    lines: lined(texts, 'text'),
    beneath: lined(beneath, 'secondary'),
    note: `${note} · esc`,
  });
  switch (state.type) {
    case 'claim':
      return page(words.claim, [script.claim, '', script.setup]);
    case 'asked': {
      const options = script.options.map((text, at) => `${at + 1}  ${text}`);
      const hint = state.refused ? `${words.notAllowed} ${script.allowed}.` : script.allowed;
      return page(
        words.prediction,
        [script.question, ...options, `> ${state.typed}_   ${hint}`],
        `${words.goOn}, ${words.skip}`,
      );
    }
    case 'watching':
      return page(
        `${words.watch} ${state.at + 1}/${script.watch.length}`,
        [script.watch[state.at]?.say ?? ''],
        words.goOn,
        [here(state.lesson).now, ...here(state.lesson).soFar],
      );
    case 'result':
      return page(words.result, result(state.lesson), words.goOn, here(state.lesson).soFar);
    case 'why':
      return page(words.why, [script.why]);
    case 'next':
      return page(words.next, [script.next]);
  }
}
