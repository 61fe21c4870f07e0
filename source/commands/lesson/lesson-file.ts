import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { claims } from '../../experiments/claims/claims.ts';
import { verdicts } from '../../experiments/compare/judge.ts';
import { type Language, type Lesson, lessonPanes, type Question, type WatchStep } from '../../experiments/lesson.ts';
import { bothModes } from '../../modes/both-modes.ts';
import { overlayNames } from '../../modes/facts.ts';
import { didYouMean } from '../did-you-mean.ts';
import {
  byKeys,
  checked,
  fields,
  list,
  made,
  never,
  number,
  optional,
  placeOf,
  text,
  whole,
  word,
} from '../files/fields.ts';
import { readYamlFile, refuse, type YamlTree } from '../files/yaml-tree.ts';
import { UsageError } from '../usage-error.ts';

/** In the order of the textbook; the tour first. */
const order: readonly string[] = ['tour', ...claims.map(({ claim }) => claim)];
/** As many as a dashboard can start in a moment. */
const nodesMax = 64;

/** A sentence alone, or with the pane that it is about. */
const sentence = made(text(), (say): WatchStep => ({ say, look: undefined }));
const sentenceAndPane = fields({ look: word(lessonPanes), say: text() });
const step = byKeys<WatchStep>((keys) => (keys.length === 0 ? sentence : sentenceAndPane));

const choiceQuestion = fields({
  question: text(),
  choice: list(fields({ text: text(), verdict: word(verdicts) }), 'is a list of at least two options', 2),
});
const numberQuestion = fields({
  question: text(),
  number: fields({ min: number(-1e9, 1e9), max: number(-1e9, 1e9), within: number(0, 1e9) }),
  measurement: whole(1, 100),
  mode: word(bothModes),
});
const question = byKeys<Question>((keys) => {
  if (keys.includes('number') === keys.includes('choice')) return never('has either number or choice');
  return keys.includes('choice')
    ? made(choiceQuestion, ({ choice, ...rest }) => ({ type: 'choice', ...rest, options: choice }))
    : made(numberQuestion, ({ number: bounds, ...rest }) => ({ type: 'number', ...rest, ...bounds }));
});

const lesson = fields({
  ...{ title: text(), claim: text(), setup: text(), why: text(), next: text() },
  minutes: number(1, 240),
  mode: word(bothModes),
  nodes: optional(whole(2, nodesMax)),
  overlay: optional(word(overlayNames)),
  measures: word(claims.map(({ claim }) => claim)),
  expect: word(verdicts),
  predict: question,
  watch: list(step),
  break: step,
});

/** Every lesson that comes with starmesh, in one language. */
export function shippedLessons(language: Language): readonly Lesson[] {
  const folder = path.join(lessonsFolder(), language);
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml')); // an editor leaves others
  const names = files.map((file) => path.basename(file, '.yaml'));
  return names
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((name) => readLesson(path.join(folder, `${name}.yaml`)));
}

/** Whether what somebody calls a lesson is a file. */
export function isLessonFile(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

/** A lesson by its name, or from a teacher's own file. Throws UsageError. */
export function findLesson(name: string, language: Language, shipped?: readonly Lesson[]): Lesson {
  if (isLessonFile(name)) return readLesson(name);
  const lessons = shipped ?? shippedLessons(language);
  const found = lessons.find((lesson) => lesson.name === name);
  if (found !== undefined) return found;
  const names = lessons.map((lesson) => lesson.name);
  throw new UsageError(
    `there is no lesson ${name}; there are ${names.join(', ')}, and files that end with .yaml${didYouMean(name, names)}`,
  );
}

/** Beside dist/ in an installed package, beside source/ in a checkout. */
function lessonsFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const folders = [path.join(here, '..', 'lessons'), path.join(here, '..', '..', '..', 'lessons')];
  const found = folders.find(existsSync);
  if (found === undefined) throw new UsageError(`${here}: the folder lessons is missing; install starmesh again`);
  return found;
}

function readLesson(file: string): Lesson {
  return lessonOf(file, readYamlFile(file, `lesson ${file}`));
}

/** Checks a lesson. Throws UsageError with the place of the first mistake. */
export function lessonOf(file: string, tree: YamlTree): Lesson {
  const { nodes, overlay, ...own } = checked(lesson, tree, 'a lesson');
  if (overlay !== undefined && own.mode !== 'peer-to-peer')
    refuse(
      placeOf(tree, ['overlay']),
      'overlay is how peers find things; a lesson with one begins with mode: peer-to-peer',
    );
  if (own.predict.type === 'number') requireSense(own.predict, own.measures, tree);
  return { name: path.basename(file).replace(/\.ya?ml$/, ''), ...own, nodes, overlay };
}

/** Refuses a measurement that the experiment does not have, and bounds that are the wrong way round. */
function requireSense(
  { measurement, min, max }: Extract<Question, { type: 'number' }>,
  measures: Lesson['measures'],
  tree: YamlTree,
): void {
  const count = claims.find(({ claim }) => claim === measures)?.measurements.length ?? 1;
  if (measurement > count)
    refuse(placeOf(tree, ['predict', 'measurement']), `measurement is a number from 1 to ${count}, not ${measurement}`);
  if (max < min) refuse(placeOf(tree, ['predict', 'number', 'max']), `max is not less than min, and not ${max}`);
}
