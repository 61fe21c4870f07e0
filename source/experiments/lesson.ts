import type { ModeName, OverlayName } from '../modes/facts.ts';
import type { ClaimResult, Verdict } from './compare/judge.ts';
import type { ClaimName } from './documents/experiment.ts';

/** Languages that lessons are complete in. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** A lesson: one claim, a prediction before anything runs, and the measurement that answers it. All texts are a teacher's to change. */
export interface Lesson {
  readonly name: string;
  readonly title: string;
  readonly minutes: number;
  readonly claim: string;
  /** Which experiment answers it. */
  readonly measures: ClaimName;
  /** The verdict that the lesson is built on; when the measurement comes to another one, `--check` says so. */
  readonly expect: Verdict;
  /** How to open the dashboard for it. */
  readonly setup: string;
  /** In which mode it begins: the dashboard turns to it when the prediction is made. */
  readonly mode: ModeName;
  /** How many nodes, and how peers find things, when it begins; undefined: as the lab is. */
  readonly nodes: number | undefined;
  readonly overlay: OverlayName | undefined;
  readonly predict: Question;
  /** What to look at, one sentence at a time. */
  readonly watch: readonly WatchStep[];
  /** What to break by hand. */
  readonly break: WatchStep;
  readonly why: string;
  /** A question to go on with. */
  readonly next: string;
}

/** One sentence. The pane that it is about fills the screen meanwhile; undefined: all panes are shown. */
export interface WatchStep {
  readonly say: string;
  readonly look: LessonPane | undefined;
}

/** Panes of the dashboard that a lesson can enlarge; `nodes` is the table, `node` the selected one in detail. */
export const lessonPanes = ['topology', 'requests', 'placement', 'nodes', 'node'] as const;
export type LessonPane = (typeof lessonPanes)[number];

/** What the student is asked. A number is compared with a measured median, a choice with the verdict. */
export type Question =
  | {
      readonly type: 'number';
      readonly question: string;
      readonly min: number;
      readonly max: number;
      /** Largest distance from what was measured that still counts as right. */
      readonly within: number;
      /** Which measurement of the experiment, from 1, and in which mode. */
      readonly measurement: number;
      readonly mode: ModeName;
    }
  | { readonly type: 'choice'; readonly question: string; readonly options: readonly Option[] };

export interface Option {
  readonly text: string;
  readonly verdict: Verdict;
}

/** An answer, graded. `correct` is undefined when nothing was measured that could tell. */
export interface Grade {
  readonly answer: string;
  readonly correct: boolean | undefined;
  /** What would have been right: the measured median, or the option that the verdict belongs to. */
  readonly right: string | undefined;
  readonly measured: number | undefined;
  readonly unit: string | undefined;
}

/** Grades an answer: a number, or the number of an option from 1. Undefined: it is neither; `allowed` says what is. */
export function grade({ predict }: Lesson, answer: number, result: ClaimResult): Grade | undefined {
  if (predict.type === 'choice') return gradeChoice(predict.options, answer, result);
  if (!isAllowedAnswer({ predict }, answer)) return undefined;
  const one = result.measurements[predict.measurement - 1];
  const measured = (predict.mode === 'client-server' ? one?.clientServer : one?.peerToPeer)?.median;
  return {
    answer: String(answer),
    correct: measured === undefined ? undefined : Math.abs(answer - measured) <= predict.within,
    right: measured === undefined ? undefined : String(Number(measured.toPrecision(3))),
    measured,
    unit: one?.unit,
  };
}

function gradeChoice(options: readonly Option[], answer: number, { verdict }: ClaimResult): Grade | undefined {
  const chosen = options[answer - 1];
  if (chosen === undefined) return undefined;
  const isKnown = verdict !== 'inconclusive';
  return {
    answer: chosen.text,
    correct: isKnown ? chosen.verdict === verdict : undefined,
    right: isKnown ? options.find((option) => option.verdict === verdict)?.text : undefined,
    measured: undefined,
    unit: undefined,
  };
}

/** Whether an answer is one of those that the question allows. */
export function isAllowedAnswer({ predict }: Pick<Lesson, 'predict'>, answer: number): boolean {
  if (predict.type === 'choice') return predict.options[answer - 1] !== undefined;
  return answer >= predict.min && answer <= predict.max;
}

/** What may be answered, for people: `0 … 1` or `1 … 3`. */
export function allowed({ predict }: Lesson): string {
  return predict.type === 'choice' ? `1 … ${predict.options.length}` : `${predict.min} … ${predict.max}`;
}
