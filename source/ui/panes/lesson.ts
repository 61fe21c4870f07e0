import { framed, innerHeight, innerWidth } from '../frame.ts';
import type { Rectangle } from '../layout.ts';
import type { LessonScript, LessonState } from '../lesson-state.ts';
import { row, type Segment } from '../text.ts';
import type { Theme } from '../theme.ts';
import { wrapped } from '../wrapped.ts';

/** What the lesson says now. `result`: the lines of its measurement, as far as there are any. */
export interface LessonView {
  readonly state: LessonState;
  readonly scripts: readonly LessonScript[];
  result(lesson: number): readonly string[];
}

/** Rows that a lesson wants below the panes; where these would be left with too few, it takes all. */
export function lessonRows({ state, scripts }: LessonView): number {
  return state.type === 'list' ? scripts.length + 2 : 8;
}

/** One sentence at a time, always in the same place. */
export function lessonPane(theme: Theme, area: Rectangle, view: LessonView): string[] {
  const width = innerWidth(area);
  const { title, lines, note } = contentOf(view, width);
  const rows = lines.slice(0, innerHeight(area)).map((line) => row(theme, width, line));
  return framed(theme, area, { title, note: [['secondary', note]], rows, isFocused: true });
}

interface Content {
  readonly title: string;
  readonly lines: readonly (readonly Segment[])[];
  readonly note: string;
}

function contentOf({ state, scripts, result }: LessonView, width: number): Content {
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
  const page = (heading: string, texts: readonly string[], note = words.goOn): Content => ({
    title: `${title} · ${heading}`,
    lines: texts.flatMap((text) => wrapped(text, width)).map((text): Segment[] => [['text', text]]),
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
      return page(`${words.watch} ${state.at + 1}/${script.watch.length}`, [script.watch[state.at]?.say ?? '']);
    case 'result':
      return page(words.result, result(state.lesson));
    case 'why':
      return page(words.why, [script.why]);
    case 'next':
      return page(words.next, [script.next]);
  }
}
