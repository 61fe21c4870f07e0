import type { Lesson } from '../../experiments/lesson.ts';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';
import { gradeAnswers } from './lesson-answers.ts';
import { checkLessons } from './lesson-check.ts';
import { findLesson, shippedLessons } from './lesson-file.ts';
import type { LessonOptions } from './lesson-options.ts';
import { type LessonSurroundings, teach } from './lesson-teach.ts';
import { type LessonWords, lessonWords } from './lesson-words.ts';

/** `starmesh lesson`: the list, one lesson with a student, or unattended with --check or --answers. Gives the exit code. */
export async function lesson(options: LessonOptions, surroundings: LessonSurroundings): Promise<number> {
  const words = lessonWords[options.language];
  const interruption = new Promise<void>((resolve) => surroundings.onInterrupt(resolve));
  if (options.answers !== undefined) return gradeAnswers(options, options.answers, surroundings, interruption);
  if (options.check) return checkLessons(options, words, surroundings, interruption);
  if (options.name === undefined) {
    surroundings.stdout.write(listOf(shippedLessons(options.language), words));
    return exitCodes.fine;
  }
  const found = findLesson(options.name, options.language);
  if (surroundings.stdin.isTTY !== true)
    throw new UsageError('a lesson needs a terminal to ask in; --check runs it unattended');
  return teach(found, options, words, surroundings, interruption);
}

function listOf(lessons: readonly Lesson[], words: LessonWords): string {
  const rows = lessons.map(
    ({ name, title, minutes }) => `  ${name.padEnd(11)} ${title.padEnd(40)} ${minutes} ${words.minutes}`,
  );
  return `${words.lessons}\n${rows.join('\n')}\n\n  starmesh lesson NAME\n`;
}
