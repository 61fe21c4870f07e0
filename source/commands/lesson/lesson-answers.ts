import path from 'node:path';
import { harmless } from '../../base/harmless.ts';
import { csvHead, csvLine } from '../../experiments/documents/csv.ts';
import { allowed, grade, isAllowedAnswer, type Lesson } from '../../experiments/lesson.ts';
import { exitCodes } from '../exit-codes.ts';
import { type AnswerFile, type Answers, readAnswers } from '../files/answer-file.ts';
import { shortened } from '../files/yaml-tree.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { findLesson, isLessonFile, shippedLessons } from './lesson-file.ts';
import { fullEffort, measureLesson, originOf } from './lesson-measure.ts';
import type { LessonOptions } from './lesson-options.ts';

/**
 * `lesson --answers`: measures each lesson that somebody answered once, and grades every answer by that. Students with an answer that cannot be
 * graded are named, and the others are graded all the same. Gives the exit code.
 */
export async function gradeAnswers(
  options: LessonOptions,
  file: string,
  { stdout, stderr }: Surroundings,
  interruption: Promise<void>,
): Promise<number> {
  const { students, refused } = sorted(readAnswers(file), lessonFinder(options, file));
  for (const why of refused) stderr.write(`starmesh: ${harmless(why)}\n`);
  if (refused.length > 0)
    stderr.write(`starmesh: not graded: ${refused.length} of ${refused.length + students.length} students\n`);
  const lessons = [...new Set(students.flatMap(({ answers }) => answers.map(({ lesson }) => lesson)))];
  if (lessons.length === 0 && refused.length === 0)
    throw new UsageError(`--answers ${file}: nobody in it answered ${options.name ?? 'anything'}`);
  if (options.csv) stdout.write(`${csvHead(fieldsOfAnswer)}\n`);
  for (const one of lessons) {
    const { result, comparison } = await measureLesson(one, options, fullEffort, interruption);
    if (comparison.isInterrupted) return exitCodes.interrupted;
    for (const { student, answers } of students) {
      const given = answers.find(({ lesson }) => lesson === one);
      const graded = given === undefined ? undefined : grade(one, given.answer, result);
      if (graded === undefined) continue;
      const row = { lesson: one.name, student, ...graded, ...originOf(options, result), verdict: result.verdict };
      if (options.csv) stdout.write(`${csvLine(fieldsOfAnswer.map((field) => row[field]))}\n`);
      else stdout.writeJson(row);
    }
    await stdout.flush(); // the next one takes a while
  }
  return refused.length > 0 ? exitCodes.wrongUse : exitCodes.fine;
}

/** The columns of a graded answer. */
const fieldsOfAnswer = [
  ...(['lesson', 'student', 'answer', 'correct', 'right', 'measured', 'unit'] as const),
  ...(['n', 'seed', 'measuredOn', 'verdict'] as const),
];

/** A student whose answers can all be graded. */
interface Gradable {
  readonly student: string;
  readonly answers: readonly { readonly lesson: Lesson; readonly answer: number }[];
}

/** Those that can be graded, and a sentence for each that cannot. */
function sorted(
  { students, refused }: AnswerFile,
  find: LessonFinder,
): { readonly students: readonly Gradable[]; readonly refused: readonly string[] } {
  const gradable: Gradable[] = [];
  const alsoRefused: string[] = [];
  for (const one of students) {
    try {
      gradable.push({ student: one.student, answers: one.answers.flatMap((answer) => asked(one, answer, find)) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      alsoRefused.push(error.message);
    }
  }
  return { students: gradable, refused: [...refused, ...alsoRefused] };
}

/** Nothing where another lesson is asked for. Throws UsageError. */
function asked(
  { student }: Answers,
  { lesson: name, answer, at }: Answers['answers'][number],
  find: LessonFinder,
): Gradable['answers'] {
  const lesson = find(name, at);
  if (lesson === undefined) return [];
  if (isAllowedAnswer(lesson, answer)) return [{ lesson, answer }];
  throw new UsageError(`${at}: ${shortened(student)} answered ${answer} to ${name}; allowed is ${allowed(lesson)}`);
}

/** Undefined: not the lesson that is asked for. Throws UsageError, with the place of the answer. */
type LessonFinder = (name: string, at: string) => Lesson | undefined;

/**
 * Finds lessons by name. Where one is asked for, only that one counts, by its name or its file. A teacher's own lesson lies beside the answers that
 * name it.
 */
function lessonFinder({ name: wanted, language }: LessonOptions, file: string): LessonFinder {
  const only = wanted === undefined ? undefined : findLesson(wanted, language);
  const shipped = shippedLessons(language);
  const found = new Map<string, Lesson>();
  return (name, at) => {
    if (only !== undefined) return name === wanted || name === only.name ? only : undefined;
    const known = found.get(name) ?? find(name, at);
    found.set(name, known);
    return known;
  };

  function find(name: string, at: string): Lesson {
    try {
      return findLesson(isLessonFile(name) ? path.resolve(path.dirname(file), name) : name, language, shipped);
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(`${at}: ${error.message}`) : error;
    }
  }
}
