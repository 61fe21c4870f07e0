import type { PaneName } from '../drawing/layout.ts';
import type { LessonSetup } from './setup.ts';

/** A lesson as the screen needs it: texts, and what an answer may be. */
export interface LessonScript {
  readonly name: string;
  readonly title: string;
  readonly claim: string;
  /** How the dashboard should have been opened for it. */
  readonly setup: string;
  /** The lab in which it begins. */
  readonly begins: LessonSetup;
  readonly question: string;
  /** Of a choice; empty: a number is asked for. */
  readonly options: readonly string[];
  /** `0 … 1`, or `1 … 3`. */
  readonly allowed: string;
  isAllowed(answer: number): boolean;
  /** What to look at and what to break, one sentence at a time. */
  readonly watch: readonly { readonly say: string; readonly look: PaneName | 'node' | undefined }[];
  readonly why: string;
  readonly next: string;
  readonly words: {
    readonly [word in
      | 'claim'
      | 'prediction'
      | 'skipped'
      | 'watch'
      | 'result'
      | 'why'
      | 'next'
      | 'goOn'
      | 'skip'
      | 'notAllowed'
      | 'lessons']: string;
  };
}

/** What the student's own session shows of a lesson. */
export interface LessonHere {
  readonly now: string;
  readonly soFar: readonly string[];
}

/** Where a student is. */
export type LessonState =
  | { readonly type: 'list'; readonly at: number }
  | { readonly type: 'claim' | 'watching' | 'result' | 'why' | 'next'; readonly lesson: number; readonly at: number }
  | { readonly type: 'asked'; readonly lesson: number; readonly typed: string; readonly refused: boolean };

/** The pane that fills the screen now; undefined: none does. */
export function paneOfLesson(state: LessonState, scripts: readonly LessonScript[]): PaneName | undefined {
  const look = lookOf(state, scripts);
  return look === 'node' ? 'nodes' : look;
}

/** Whether a lesson looks at the table of all nodes, not at one in detail. */
export function looksAtTable(state: LessonState | undefined, scripts: readonly LessonScript[]): boolean {
  return state !== undefined && lookOf(state, scripts) === 'nodes';
}

function lookOf(state: LessonState, scripts: readonly LessonScript[]): PaneName | 'node' | undefined {
  return state.type === 'watching' ? scripts[state.lesson]?.watch[state.at]?.look : undefined;
}

/** Keys that mean something while a lesson asks; all others are part of the answer. */
export function isKeyWhileAsked(key: string): boolean {
  return key === 'ctrl+c' || key === 'q';
}

/** What a key leads to. `passed`: it is none of the lesson's, and means what it always means. */
export type LessonStep =
  | { readonly type: 'passed' }
  | { readonly type: 'left' }
  | { readonly type: 'moved'; readonly state: LessonState }
  /** The prediction is made (undefined: skipped), and the measurement may begin. */
  | {
      readonly type: 'answered';
      readonly state: LessonState;
      readonly lesson: number;
      readonly answer: number | undefined;
    };

const forward = new Set(['enter', 'return']);
const typedMax = 8;
const passed: LessonStep = { type: 'passed' };

/** Pure: the state and a key give what comes next. Before the prediction is made, no key reaches the lab but those that leave. */
export function pressInLesson(state: LessonState, key: string, scripts: readonly LessonScript[]): LessonStep {
  if (key === 'escape') return state.type === 'list' ? { type: 'left' } : moved({ type: 'list', at: state.lesson });
  if (state.type === 'list') return pressInList(state, key, scripts.length);
  const script = scripts[state.lesson];
  if (script === undefined) return { type: 'left' };
  if (state.type === 'asked') return pressWhenAsked(state, key, script);
  if (!forward.has(key)) return passed;
  return moved(after(state, script));
}

function pressInList({ at }: LessonState & { type: 'list' }, key: string, count: number): LessonStep {
  if (key === 'down' || key === 'j') return moved({ type: 'list', at: Math.min(count - 1, at + 1) });
  if (key === 'up' || key === 'k') return moved({ type: 'list', at: Math.max(0, at - 1) });
  return forward.has(key) ? moved({ type: 'claim', lesson: at, at: 0 }) : passed;
}

function pressWhenAsked(state: LessonState & { type: 'asked' }, key: string, script: LessonScript): LessonStep {
  const { lesson, typed } = state;
  if (isKeyWhileAsked(key)) return passed;
  const watching: LessonState = { type: 'watching', lesson, at: 0 };
  if (key === 's') return { type: 'answered', state: watching, lesson, answer: undefined };
  if (forward.has(key)) {
    const answer = Number(typed.replace(',', '.'));
    const isFine = typed !== '' && script.isAllowed(answer);
    return isFine
      ? { type: 'answered', state: watching, lesson, answer }
      : moved({ ...state, typed: '', refused: true });
  }
  if (key === 'backspace') return moved({ ...state, typed: typed.slice(0, -1), refused: false });
  if (!/^[\d.,]$/.test(key) || typed.length >= typedMax) return moved({ ...state, refused: true });
  return moved({ ...state, typed: typed + key, refused: false });
}

type Page = Exclude<LessonState, { type: 'list' } | { type: 'asked' }>;

function after({ type, lesson, at }: Page, { watch }: LessonScript): LessonState {
  switch (type) {
    case 'claim':
      return { type: 'asked', lesson, typed: '', refused: false };
    case 'watching':
      return at + 1 < watch.length ? { type, lesson, at: at + 1 } : { type: 'result', lesson, at: 0 };
    case 'result':
      return { type: 'why', lesson, at: 0 };
    case 'why':
      return { type: 'next', lesson, at: 0 };
    case 'next':
      return { type: 'list', at: lesson };
  }
}

function moved(state: LessonState): LessonStep {
  return { type: 'moved', state };
}
