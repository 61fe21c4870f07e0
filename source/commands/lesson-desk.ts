import { figure } from '../experiments/compare-tables.ts';
import type { ClaimResult } from '../experiments/judge.ts';
import { allowed, grade, isAllowedAnswer, type Language, type Lesson } from '../experiments/lesson.ts';
import type { LessonScript } from '../ui/lesson-state.ts';
import { shippedLessons } from './lesson-file.ts';
import { type LessonEffort, measureLesson } from './lesson-measure.ts';
import { parseLessonOptions } from './lesson-options.ts';
import { lessonWords, termIn, verdictIn } from './lesson-words.ts';

/** Lessons in the dashboard: their texts, and the measurement that answers them. */
export interface LessonDesk {
  readonly scripts: readonly LessonScript[];
  /** Begins to measure, on the simulator: the processes of the lab are the student's. */
  measure(lesson: number, answer: number | undefined): void;
  /** What was measured, beside the guess; word of the progress before. */
  result(lesson: number): readonly string[];
  /** Ends what is being measured. */
  close(): void;
}

/** Less than in a terminal, and a trial at a time: a lab runs beside it. */
const effort: LessonEffort = { seedsMax: 4, budgetMs: 20_000, durationMs: 1_200, parallel: 1 };
/** The lab of `starmesh lesson --on simulation`, whatever the one on the screen is. */
const simulated = {
  words: [],
  values: new Map([['on', 'simulation']]),
  switches: new Set<string>(),
  lists: new Map<string, readonly string[]>(),
  version: '',
};

export function createLessonDesk(language: Language, seed: number): LessonDesk {
  const words = lessonWords[language];
  const lessons = shippedLessons(language);
  const options = parseLessonOptions(undefined, simulated, { freshSeed: seed, noColor: undefined });
  const results = new Map<number, readonly string[]>();
  let interrupt: () => void = () => undefined;
  return {
    scripts: lessons.map((one) => scriptOf(one, language)),
    measure(index, answer) {
      const one = lessons[index];
      if (one === undefined) return;
      interrupt();
      const interruption = new Promise<void>((resolve) => {
        interrupt = resolve;
      });
      results.set(index, [`${words.measuring} …`]);
      void measureOne(one, answer, interruption, (lines) => results.set(index, lines));
    },
    result: (index) => results.get(index) ?? [words.unknown],
    close: () => interrupt(),
  };

  async function measureOne(
    one: Lesson,
    answer: number | undefined,
    interruption: Promise<void>,
    show: (lines: readonly string[]) => void,
  ) {
    const measured = await measureLesson(one, options, effort, interruption, ({ trialsDone, trialsTotal }) =>
      show([`${words.measuring} … ${trialsDone} / ${trialsTotal}`]),
    ).catch((error: Error) => error);
    if (measured instanceof Error) return show([measured.message]);
    if (!measured.comparison.isInterrupted) show(resultLines(one, answer, measured.result));
  }

  function resultLines(one: Lesson, answer: number | undefined, result: ClaimResult): readonly string[] {
    const graded = answer === undefined ? undefined : grade(one, answer, result);
    const judged = graded?.correct === undefined ? words.unknown : graded.correct ? words.right : words.wrong;
    const first = result.measurements[one.predict.type === 'number' ? one.predict.measurement - 1 : 0];
    const theory = first?.predicted.clientServer;
    return [
      graded === undefined
        ? words.skipped
        : `${words.you}: ${graded.answer} · ${words.measured}: ${graded.right ?? '-'} · ${judged}`,
      `${termIn(words, first?.metric ?? '')}: client-server ${figure(first?.clientServer?.median)}${theory === undefined ? '' : ` (${words.predicted} ${figure(theory)})`}, peer-to-peer ${figure(first?.peerToPeer?.median)}`,
      `→ ${verdictIn(words, result)}`,
      `(${words.simulation}, n = ${first?.n ?? 0}, seed ${seed})`,
    ];
  }
}

function scriptOf(one: Lesson, language: Language): LessonScript {
  const words = lessonWords[language];
  return {
    name: one.name,
    title: one.title,
    claim: one.claim,
    setup: one.setup,
    question: one.predict.question,
    options: one.predict.type === 'choice' ? one.predict.options.map(({ text }) => text) : [],
    allowed: allowed(one),
    isAllowed: (answer) => isAllowedAnswer(one, answer),
    begins: one,
    watch: [...one.watch, { say: `${words.breakIt}: ${one.break}`, look: undefined }],
    why: one.why,
    next: one.next,
    words,
  };
}
