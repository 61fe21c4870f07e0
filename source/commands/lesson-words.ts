import type { Verdict } from '../experiments/judge.ts';
import type { Language } from '../experiments/lesson.ts';

/** The words around a lesson. */
export interface LessonWords {
  readonly lessons: string;
  readonly minutes: string;
  readonly claim: string;
  readonly prediction: string;
  readonly yourAnswer: string;
  readonly skip: string;
  readonly notAllowed: string;
  readonly skipped: string;
  readonly watch: string;
  readonly inDashboard: string;
  readonly breakIt: string;
  readonly measuring: string;
  readonly result: string;
  readonly you: string;
  readonly measured: string;
  readonly predicted: string;
  readonly right: string;
  readonly wrong: string;
  readonly unknown: string;
  readonly why: string;
  readonly next: string;
  readonly goOn: string;
  readonly asExpected: string;
  readonly notAsExpected: string;
  readonly processes: string;
  readonly simulation: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
}

export const lessonWords: Readonly<Record<Language, LessonWords>> = {
  en: {
    lessons: 'Lessons',
    minutes: 'min',
    claim: 'The claim',
    prediction: 'Your prediction',
    yourAnswer: 'Your answer',
    skip: 's skips',
    notAllowed: 'That is not one of',
    skipped: 'No prediction.',
    watch: 'Look at it',
    inDashboard: 'In another terminal, or afterwards',
    breakIt: 'Break it',
    measuring: 'Measuring',
    result: 'The result',
    you: 'you',
    measured: 'measured',
    predicted: 'theory',
    right: 'right',
    wrong: 'not so',
    unknown: 'cannot be told',
    why: 'Why',
    next: 'And now',
    goOn: 'enter goes on',
    asExpected: 'as the lesson expects',
    notAsExpected: 'NOT as the lesson expects',
    processes: 'on processes',
    simulation: 'simulated',
    verdicts: { holds: 'holds', 'holds only if': 'holds only if', fails: 'fails', inconclusive: 'inconclusive' },
  },
  de: {
    lessons: 'Lektionen',
    minutes: 'Min.',
    claim: 'Die Behauptung',
    prediction: 'Deine Vorhersage',
    yourAnswer: 'Deine Antwort',
    skip: 's überspringt',
    notAllowed: 'Das ist nichts aus',
    skipped: 'Keine Vorhersage.',
    watch: 'Sieh es dir an',
    inDashboard: 'In einem zweiten Terminal oder danach',
    breakIt: 'Mach es kaputt',
    measuring: 'Messung',
    result: 'Das Ergebnis',
    you: 'du',
    measured: 'gemessen',
    predicted: 'Theorie',
    right: 'richtig',
    wrong: 'nicht so',
    unknown: 'nicht zu entscheiden',
    why: 'Warum',
    next: 'Und jetzt',
    goOn: 'weiter mit der Eingabetaste',
    asExpected: 'wie in der Lektion erwartet',
    notAsExpected: 'NICHT wie in der Lektion erwartet',
    processes: 'auf Prozessen',
    simulation: 'simuliert',
    verdicts: {
      holds: 'stimmt',
      'holds only if': 'stimmt nur, wenn',
      fails: 'stimmt nicht',
      inconclusive: 'unentschieden',
    },
  },
};
