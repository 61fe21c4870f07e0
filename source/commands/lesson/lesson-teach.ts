import { createInterface } from 'node:readline/promises';
import { harmless } from '../../base/harmless.ts';
import type { ComparisonProgress } from '../../experiments/compare/compare.ts';
import type { ClaimResult } from '../../experiments/compare/judge.ts';
import { allowed, type Grade, grade, isAllowedAnswer, type Lesson } from '../../experiments/lesson.ts';
import { wrapped } from '../../ui/drawing/wrapped.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { withProgressLine } from '../progress-line.ts';
import type { Surroundings } from '../surroundings.ts';
import { fullEffort, measureLesson, originText } from './lesson-measure.ts';
import type { LessonOptions } from './lesson-options.ts';
import { figureIn, judgementIn, type LessonWords, termIn, verdictIn } from './lesson-words.ts';

const columns = 78;
/** The terminal was closed, or somebody pressed Ctrl-C. */
const ended = Symbol('ended');
type Ask = (text: string) => Promise<string | typeof ended>;

/** Where a lesson talks to a student. */
export interface LessonSurroundings extends Surroundings {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Where what is typed appears. */
  readonly echo: NodeJS.WritableStream;
}

/** One lesson with a student at a terminal. Gives the exit code. */
export async function teach(
  one: Lesson,
  options: LessonOptions,
  words: LessonWords,
  surroundings: LessonSurroundings,
  interruption: Promise<void>,
): Promise<number> {
  const { stdout, stdin, stderr, echo } = surroundings;
  const reader = createInterface({ input: stdin, output: echo });
  const end = new Promise<typeof ended>((resolve) => {
    reader.once('close', () => resolve(ended));
    for (const source of [reader, stdin]) source.on('error', () => resolve(ended)); // a terminal that was closed
    void interruption.then(() => resolve(ended));
  });
  const ask: Ask = (text) => Promise.race([reader.question(harmless(text)), end]);
  const say = (heading: string, text: string): void => {
    stdout.write(`\n${heading.toUpperCase()}\n${wrappedText(text)}\n`);
  };
  try {
    stdout.write(`\n${one.title}  (${one.minutes} ${words.minutes})\n`);
    say(words.claim, one.claim);
    const answer = await prediction(one, words, say, ask, stdout);
    if (answer === ended) return exitCodes.interrupted;
    say(words.watch, `${words.inDashboard}: ${one.setup}`);
    for (const sentence of [...one.watch.map(({ say }) => say), `${words.breakIt}: ${one.break.say}`]) {
      stdout.write(`\n${wrappedText(sentence)}\n`);
      if ((await ask(`[${words.goOn}] `)) === ended) return exitCodes.interrupted;
    }
    stdout.write(`\n${words.measuring} …\n`);
    let progress: ComparisonProgress | undefined;
    const { result, comparison } = await withProgressLine(
      stderr,
      () => progress && progressText(progress),
      () =>
        measureLesson(one, options, fullEffort, interruption, (now) => {
          progress = now;
        }),
    );
    if (comparison.isInterrupted) return exitCodes.interrupted;
    stdout.write(
      `\n${words.result.toUpperCase()}\n${resultText(one, words, options, result, answer === undefined ? undefined : grade(one, answer, result))}`,
    );
    say(words.why, one.why);
    say(words.next, one.next);
    return exitCodes.fine;
  } finally {
    reader.close();
  }
}

function progressText({ trialsDone, trialsTotal, leftMs = 0 }: ComparisonProgress): string {
  return `${trialsDone} / ${trialsTotal} · ${Math.ceil(leftMs / 1000)} s`;
}

/** Undefined: the student skipped it, and was told so. */
async function prediction(
  one: Lesson,
  words: LessonWords,
  say: (heading: string, text: string) => void,
  ask: Ask,
  stdout: Output,
): Promise<number | undefined | typeof ended> {
  say(words.prediction, one.predict.question);
  const options = one.predict.type === 'choice' ? one.predict.options : [];
  stdout.write(options.map(({ text }, index) => `  ${index + 1}  ${text}\n`).join(''));
  for (let tries = 0; tries < 100; tries++) {
    const typed = await ask(`${words.yourAnswer} (${allowed(one)}; ${words.skip}): `);
    if (typed === ended) return ended;
    const text = typed.trim();
    if (text === 's') {
      stdout.write(`${words.skipped}\n`);
      return undefined;
    }
    const answer = Number(text.replace(',', '.'));
    if (text !== '' && isAllowedAnswer(one, answer)) return answer;
    stdout.write(`${words.notAllowed} ${allowed(one)}.\n`);
  }
  return undefined;
}

function resultText(
  one: Lesson,
  words: LessonWords,
  options: LessonOptions,
  result: ClaimResult,
  graded: Grade | undefined,
): string {
  const term = (text: string): string => termIn(words, text);
  const rows = result.measurements.flatMap(({ metric, unit, conditions, clientServer, peerToPeer, predicted }) => {
    const star = figureIn(words, clientServer?.median, predicted.clientServer);
    const mesh = figureIn(words, peerToPeer?.median, predicted.peerToPeer);
    return [
      wrappedText(`${term(metric)} (${term(unit)}; ${conditions.map(term).join(' → ')})`),
      `  client-server ${star.padEnd(24)} peer-to-peer ${mesh}`,
    ];
  });
  const judged = judgementIn(words, graded);
  const yours =
    graded === undefined
      ? []
      : [wrappedText(`${words.you}: ${graded.answer} · ${words.measured}: ${graded.right ?? '-'} · ${judged}`)];
  return `${[...rows, '', ...yours, wrappedText(`${one.claim} → ${verdictIn(words, result)}`), `(${originText(words, options, result)})`].join('\n')}\n`;
}

function wrappedText(text: string): string {
  return wrapped(text, columns).join('\n');
}
