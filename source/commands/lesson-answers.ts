import { csvLine } from '../experiments/documents/csv.ts';
import { allowed, grade, isAllowedAnswer, type Lesson } from '../experiments/lesson.ts';
import { readAnswers } from './answer-file.ts';
import { findLesson } from './lesson-file.ts';
import { fullEffort, measureLesson, originOf } from './lesson-measure.ts';
import type { LessonOptions } from './lesson-options.ts';
import { exitCodes, type Surroundings } from './surroundings.ts';
import { UsageError } from './usage-error.ts';

/** `lesson --answers`: each lesson that somebody answered is measured once, and every answer graded by that. Gives the exit code. */
export async function gradeAnswers(
  options: LessonOptions,
  file: string,
  { stdout }: Surroundings,
  interruption: Promise<void>,
): Promise<number> {
  const students = readAnswers(file);
  const names = [...new Set(students.flatMap(({ answers }) => answers.map(({ lesson: name }) => name)))];
  const lessons = names
    .filter((name) => options.name === undefined || name === options.name)
    .map((name) => findLesson(name, options.language));
  for (const { student, answers } of students)
    for (const { lesson: name, answer, at } of answers) requireAllowed(lessons, name, answer, at, student);
  if (options.csv) stdout.write('lesson,student,answer,correct,right,measured,unit,n,seed,measured_on,verdict\n');
  for (const one of lessons) {
    const { result, comparison } = await measureLesson(one, options, fullEffort, interruption);
    if (comparison.isInterrupted) return exitCodes.interrupted;
    for (const { student, answers } of students) {
      const given = answers.find(({ lesson: name }) => name === one.name);
      const graded = given === undefined ? undefined : grade(one, given.answer, result);
      if (graded === undefined) continue;
      const { n, seed, measuredOn } = originOf(options, result);
      const row = { lesson: one.name, student, ...graded, n, seed, measuredOn, verdict: result.verdict };
      const cells = [
        row.lesson,
        student,
        graded.answer,
        graded.correct === undefined ? '' : String(graded.correct),
        graded.right,
        graded.measured,
        graded.unit,
        n,
        seed,
        measuredOn,
        result.verdict,
      ];
      if (options.csv) stdout.write(`${csvLine(cells)}\n`);
      else stdout.writeJson(row);
    }
    await stdout.flush(); // the next one takes a while
  }
  return exitCodes.fine;
}

function requireAllowed(lessons: readonly Lesson[], name: string, answer: number, at: string, student: string): void {
  const one = lessons.find((each) => each.name === name);
  if (one === undefined) return;
  if (!isAllowedAnswer(one, answer))
    throw new UsageError(`${at}: ${student || 'somebody'} answered ${answer} to ${name}; allowed is ${allowed(one)}`);
}
