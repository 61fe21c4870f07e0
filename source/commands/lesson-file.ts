import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { claims } from '../experiments/claims.ts';
import type { ClaimName } from '../experiments/experiment.ts';
import type { Verdict } from '../experiments/judge.ts';
import {
  type Language,
  type Lesson,
  lessonPanes,
  type Option,
  type Question,
  type WatchStep,
} from '../experiments/lesson.ts';
import { bothModes } from '../modes/both-modes.ts';
import type { ModeName, OverlayName } from '../modes/mode.ts';
import { overlayNames } from '../modes/modes.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';
import { readYaml, refuse, type YamlTree } from './yaml-tree.ts';

/** In the order of the textbook; the tour first. */
const order: readonly string[] = ['tour', ...claims.map(({ claim }) => claim)];
const verdicts: readonly Verdict[] = ['holds', 'holds only if', 'fails', 'inconclusive'];
/** As many as a dashboard can start in a moment. */
const nodesMax = 64;
const texts = ['title', 'claim', 'setup', 'why', 'next'] as const;
const keys: readonly string[] = [
  ...texts,
  'minutes',
  'mode',
  'nodes',
  'overlay',
  'measures',
  'expect',
  'predict',
  'watch',
  'break',
];

/** Every lesson that comes with starmesh, in one language. */
export function shippedLessons(language: Language): readonly Lesson[] {
  const folder = path.join(lessonsFolder(), language);
  const names = readdirSync(folder).map((file) => path.basename(file, '.yaml'));
  return names
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((name) => readLesson(path.join(folder, `${name}.yaml`)));
}

/** A lesson by its name, or from a teacher's own file. Throws UsageError. */
export function findLesson(name: string, language: Language): Lesson {
  if (name.endsWith('.yaml') || name.endsWith('.yml')) return readLesson(name);
  const lessons = shippedLessons(language);
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
  const folders = [path.join(here, '..', 'lessons'), path.join(here, '..', '..', 'lessons')];
  return folders.find(existsSync) ?? refuse(here, 'the folder lessons is missing; install starmesh again');
}

function readLesson(file: string): Lesson {
  return parseLesson(file, textOf(file));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`lesson ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Checks a lesson. Throws UsageError with the place of the first mistake. */
export function parseLesson(file: string, text: string): Lesson {
  const fields = fieldsOf(readYaml(file, text), keys, 'a lesson');
  const own = Object.fromEntries(texts.map((key) => [key, textField(fields, key)])) as Record<
    (typeof texts)[number],
    string
  >;
  const measures = wordField(
    fields,
    'measures',
    claims.map(({ claim }) => claim),
  ) as ClaimName;
  const mode = wordField(fields, 'mode', bothModes);
  return {
    name: path.basename(file).replace(/\.ya?ml$/, ''),
    ...own,
    minutes: numberField(fields, 'minutes', 1, 240),
    measures,
    expect: wordField(fields, 'expect', verdicts),
    predict: questionOf(fields.get('predict'), measures),
    mode,
    nodes: fields.has('nodes') ? countField(fields, 'nodes', 2, nodesMax) : undefined,
    overlay: fields.has('overlay') ? overlayField(fields, mode) : undefined,
    watch: listField(fields, 'watch').map((tree) => stepOf(tree, 'watch')),
    break: stepOf(fields.get('break'), 'break'),
  };
}

function overlayField(fields: Fields, mode: ModeName): OverlayName {
  if (mode !== 'peer-to-peer')
    refuse(
      fields.get('overlay').at,
      `overlay is how peers find things; a lesson with one begins with mode: peer-to-peer`,
    );
  return wordField(fields, 'overlay', overlayNames);
}

/** A sentence alone, or with the pane that it is about. */
function stepOf(tree: YamlTree, key: string): WatchStep {
  if (tree.type === 'scalar') return { say: textOfNode(tree, key), look: undefined };
  const fields = fieldsOf(tree, ['look', 'say'], `a step of ${key}`);
  return { say: textField(fields, 'say'), look: wordField(fields, 'look', lessonPanes) };
}

type Fields = Tree & { get(key: string): YamlTree; has(key: string): boolean };
interface Tree {
  readonly at: string;
}

function questionOf(tree: YamlTree, measures: ClaimName): Question {
  const fields = fieldsOf(tree, ['question', 'number', 'choice', 'measurement', 'mode'], 'predict');
  const question = textField(fields, 'question');
  if (fields.has('number') === fields.has('choice')) refuse(fields.at, 'predict has either number or choice');
  if (fields.has('choice')) {
    const options = listField(fields, 'choice').map(optionOf);
    if (options.length < 2) refuse(fields.get('choice').at, 'a choice needs at least two options');
    return { type: 'choice', question, options };
  }
  const bounds = fieldsOf(fields.get('number'), ['min', 'max', 'within'], 'number');
  const min = numberField(bounds, 'min', -1e9, 1e9);
  const measurements = claims.find(({ claim }) => claim === measures)?.measurements.length ?? 1;
  return {
    type: 'number',
    question,
    min,
    max: numberField(bounds, 'max', min, 1e9),
    within: numberField(bounds, 'within', 0, 1e9),
    measurement: numberField(fields, 'measurement', 1, measurements),
    mode: wordField(fields, 'mode', bothModes),
  };
}

function optionOf(tree: YamlTree): Option {
  const fields = fieldsOf(tree, ['text', 'verdict'], 'an option');
  return { text: textField(fields, 'text'), verdict: wordField(fields, 'verdict', verdicts) };
}

function fieldsOf(tree: YamlTree, known: readonly string[], what: string): Fields {
  if (tree.type !== 'map') return refuse(tree.at, `${what} is a list of ${known.join(', ')}`);
  for (const { key, at } of tree.entries) {
    if (!known.includes(key)) refuse(at, `${what} has no ${key}; it has ${known.join(', ')}${didYouMean(key, known)}`);
  }
  const values = new Map(tree.entries.map(({ key, value }) => [key, value]));
  return {
    at: tree.at,
    has: (key) => values.has(key),
    get: (key) => values.get(key) ?? refuse(tree.at, `${what} has no ${key}, and needs one`),
  };
}

function listField(fields: Fields, key: string): readonly YamlTree[] {
  const tree = fields.get(key);
  return tree.type === 'list' && tree.items.length > 0
    ? tree.items
    : refuse(tree.at, `${key} is a list, and not empty`);
}

function textField(fields: Fields, key: string): string {
  return textOfNode(fields.get(key), key);
}

function textOfNode(tree: YamlTree, key: string): string {
  const value = tree.type === 'scalar' ? tree.value : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : refuse(tree.at, `${key} is a text`);
}

function numberField(fields: Fields, key: string, min: number, max: number): number {
  const tree = fields.get(key);
  const value = tree.type === 'scalar' ? tree.value : undefined;
  if (typeof value === 'number' && value >= min && value <= max) return value;
  return refuse(tree.at, `${key} is a number from ${min} to ${max}, not ${String(value)}`);
}

function countField(fields: Fields, key: string, min: number, max: number): number {
  const count = numberField(fields, key, min, max);
  return Number.isInteger(count) ? count : refuse(fields.get(key).at, `${key} is a whole number, not ${count}`);
}

function wordField<T extends string>(fields: Fields, key: string, words: readonly T[]): T {
  const text = textField(fields, key);
  const word = words.find((one) => one === text);
  return (
    word ?? refuse(fields.get(key).at, `${key} is one of ${words.join(', ')}, not ${text}${didYouMean(text, words)}`)
  );
}
