import type { ClaimResult } from '../../experiments/compare/judge.ts';
import { allowed, type Grade, grade, isAllowedAnswer, type Language, type Lesson } from '../../experiments/lesson.ts';
import type { SessionEvidence } from '../../experiments/session/session-evidence.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { LessonHere, LessonScript } from '../../ui/lesson/state.ts';
import { shippedLessons } from './lesson-file.ts';
import { askedOf, hereNow, hereSoFar } from './lesson-here.ts';
import { type LessonEffort, measureLesson } from './lesson-measure.ts';
import { parseLessonOptions } from './lesson-options.ts';
import { figureIn, judgementIn, type LessonWords, lessonWords, termIn, verdictIn } from './lesson-words.ts';

/** Lessons in the dashboard: their texts, and the measurement that answers them. */
export interface LessonDesk {
  readonly scripts: readonly LessonScript[];
  /** Begins to measure, on the simulator: the processes of the lab are the student's. */
  measure(lesson: number, answer: number | undefined): void;
  /** What was measured, beside the guess; before, how far the measurement is. */
  result(lesson: number): readonly string[];
  /** What the session has shown of it so far, on the student's own processes. `snapshot`: since nodes last came or went. */
  here(lesson: number, evidence: Pick<SessionEvidence, 'row'>, snapshot: LabSnapshot): LessonHere;
  /** Ends what is being measured. */
  close(): void;
}

/**
 * One trial at a time, because a lab runs beside it. The student has some sentences to read meanwhile: a slow machine may take longer, and keeps its
 * seeds.
 */
const besideALab: LessonEffort = { seedsMax: 4, budgetMs: 60_000, durationMs: 1_200, parallel: 1 };
/** The lab of `starmesh lesson --on simulation`, whatever the one on the screen is. */
const simulated = {
  words: [],
  values: new Map([['on', 'simulation']]),
  switches: new Set<string>(),
  lists: new Map<string, readonly string[]>(),
  version: '',
};

export function createLessonDesk(
  language: Language,
  seed: number,
  { effort = besideALab, measureWith = measureLesson } = {},
): LessonDesk {
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
    here(index, evidence, snapshot) {
      const one = lessons[index];
      return { now: hereNow(words, snapshot), soFar: one === undefined ? [] : hereSoFar(words, one, evidence) };
    },
    close: () => interrupt(),
  };

  async function measureOne(
    one: Lesson,
    answer: number | undefined,
    interruption: Promise<void>,
    show: (lines: readonly string[]) => void,
  ) {
    const measured = await measureWith(one, options, effort, interruption, ({ trialsDone, trialsTotal }) =>
      show([`${words.measuring} … ${trialsDone} / ${trialsTotal}`]),
    ).catch((error: Error) => error);
    if (measured instanceof Error) return show([measured.message]);
    if (!measured.comparison.isInterrupted) show(resultLines(one, answer, measured.result));
  }

  function resultLines(one: Lesson, answer: number | undefined, result: ClaimResult): readonly string[] {
    const graded = answer === undefined ? undefined : grade(one, answer, result);
    const judged = judgementIn(words, graded);
    const first = result.measurements[askedOf(one)];
    const star = figureIn(words, first?.clientServer?.median, first?.predicted.clientServer);
    const mesh = figureIn(words, first?.peerToPeer?.median, first?.predicted.peerToPeer);
    return [
      graded === undefined ? words.skipped : judgedLine(words, graded, judged),
      `${termIn(words, first?.metric ?? '')} (${termIn(words, first?.unit ?? '')}): client-server ${star}, peer-to-peer ${mesh}`,
      `→ ${verdictIn(words, result)} (${words.simulation}, n = ${first?.n ?? 0}, seed ${seed})`,
    ];
  }
}

/** The guess, what would have been right, and whether it was. A right choice is not told twice. */
function judgedLine(words: LessonWords, { answer, right, correct }: Grade, judged: string): string {
  const isTold = correct === true && answer === right;
  return [`${words.you}: ${answer}`, ...(isTold ? [] : [`${words.measured}: ${right ?? '-'}`]), judged].join(' · ');
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
    watch: [...one.watch, { ...one.break, say: `${words.breakIt}: ${one.break.say}` }],
    why: one.why,
    next: one.next,
    words,
  };
}
