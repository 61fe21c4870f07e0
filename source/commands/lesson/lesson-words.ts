import { figure } from '../../experiments/compare/compare-tables.ts';
import type { ClaimResult } from '../../experiments/compare/judge.ts';
import type { Grade, Language } from '../../experiments/lesson.ts';
import { germanTerms } from './lesson-terms-de.ts';

type Words = Readonly<Record<string, string>>;

const english = {
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
  /** On the lab of the dashboard: as it is, and what it has shown. */
  here: 'here, now',
  soFar: 'here so far',
  nodes: 'nodes',
  links: 'links',
  messagesPerRequest: 'messages a request',
  asExpected: 'as the lesson expects',
  notAsExpected: 'NOT as the lesson expects',
  processes: 'on processes',
  simulation: 'simulated',
  verdicts: { holds: 'holds', 'holds only if': 'holds only if', fails: 'fails', inconclusive: 'inconclusive' },
  /** Conditions of verdicts, by the words of the experiments; what is missing stays as it is. */
  conditions: {} as Words,
  /** Metrics, units and conditions of trials, likewise. */
  terms: {} as Words,
  /** Between two conditions of a verdict. */
  or: ', or ',
};

/** The words around a lesson. */
export type LessonWords = Readonly<typeof english>;

export const lessonWords: Readonly<Record<Language, LessonWords>> = {
  en: english,
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
    goOn: 'weiter: enter',
    here: 'hier, jetzt',
    soFar: 'hier bisher',
    nodes: 'Knoten',
    links: 'Verbindungen',
    messagesPerRequest: 'Nachrichten je Anfrage',
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
    conditions: {
      'requests are counted': 'man Anfragen zählt',
      'listening sockets are counted': 'man lauschende Sockets zählt',
      'items are small (4 kB)': 'die Objekte klein sind (4 kB)',
      'items are large (64 kB)': 'die Objekte groß sind (64 kB)',
      'connections are counted': 'man Verbindungen zählt',
      'bytes are counted': 'man Bytes zählt',
      'holders are counted': 'man zählt, wer etwas hält',
      'nodes that did both are counted': 'man Knoten zählt, die beides tun',
      'answers are counted': 'man Antworten zählt',
      'the busiest machine is what must be paid for': 'der am stärksten belastete Rechner bezahlt werden muss',
      'what all machines send is paid for': 'bezahlt wird, was alle Rechner senden',
      'the machines that fail are not the server': 'nicht der Server ausfällt',
      'the busiest machine fails and nothing is kept twice':
        'der fleißigste Rechner ausfällt und nichts doppelt vorhanden ist',
      'the busiest machine fails and peers keep three replicas':
        'der fleißigste Rechner ausfällt und Peers drei Kopien halten',
      'peers find things by flooding': 'Peers durch Fluten suchen',
      'peers find things by Kademlia': 'Peers mit Kademlia suchen',
      'the load of the busiest machine is what limits': 'die Last des fleißigsten Rechners die Grenze ist',
    },
    terms: germanTerms,
    or: ', oder ',
  },
};

/** `holds only if peers find things by flooding`, in the language. */
export function verdictIn(
  words: LessonWords,
  { verdict, measurements }: Pick<ClaimResult, 'verdict' | 'measurements'>,
): string {
  const conditions = measurements
    .filter(({ finding }) => verdict === 'holds only if' && finding === 'as-claimed')
    .map(({ onlyIf }) => words.conditions[onlyIf] ?? onlyIf);
  return [words.verdicts[verdict], conditions.join(words.or)].join(' ').trim();
}

/** A metric, a unit or a condition, in the language. */
export function termIn({ terms }: LessonWords, text: string): string {
  return terms[text] ?? text;
}

/** `4.12 (theory 4)`: what was measured of a mode, and what theory says of it. */
export function figureIn(words: LessonWords, median: number | undefined, theory: number | undefined): string {
  return `${figure(median)}${theory === undefined ? '' : ` (${words.predicted} ${figure(theory)})`}`;
}

/** Whether a guess was right, as far as it can be told. */
export function judgementIn(words: LessonWords, grade: Grade | undefined): string {
  if (grade?.correct === undefined) return words.unknown;
  return grade.correct ? words.right : words.wrong;
}
