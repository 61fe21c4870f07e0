import { isMeasured } from '../../experiments/compare/judge.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';
import { findLesson, shippedLessons } from './lesson-file.ts';
import { fullEffort, measureLesson, originOf, originText } from './lesson-measure.ts';
import type { LessonOptions } from './lesson-options.ts';
import { type LessonWords, verdictIn } from './lesson-words.ts';

/** `lesson --check`: whether lessons come out as they expect, unattended. Gives the exit code. */
export async function checkLessons(
  options: LessonOptions,
  words: LessonWords,
  { stdout }: Surroundings,
  interruption: Promise<void>,
): Promise<number> {
  const lessons =
    options.name === undefined ? shippedLessons(options.language) : [findLesson(options.name, options.language)];
  let isMet = true;
  for (const one of lessons) {
    const { result, comparison } = await measureLesson(one, options, fullEffort, interruption);
    if (comparison.isInterrupted) return exitCodes.interrupted;
    // Where nothing was measured no lesson is met, not even one that expects `inconclusive`.
    const isAsExpected = isMeasured(result) && result.verdict === one.expect;
    isMet &&= isAsExpected;
    const summary = {
      lesson: one.name,
      expected: one.expect,
      verdict: result.verdict,
      condition: result.condition,
      ...originOf(options, result),
      met: isAsExpected,
      failures: comparison.failures,
    };
    const text = `${one.name.padEnd(10)} ${verdictIn(words, result)}: ${isAsExpected ? words.asExpected : `${words.notAsExpected} (${words.verdicts[one.expect]})`}; ${originText(words, options, result)}\n`;
    if (options.json) stdout.writeJson(summary);
    else stdout.write(text);
    await stdout.flush(); // the next one takes a while
  }
  return isMet ? exitCodes.fine : exitCodes.checkFailed;
}
