import { createInterface } from 'node:readline/promises';
import { claims } from '../experiments/claims.ts';
import { type Comparison, compare } from '../experiments/compare.ts';
import { csvLine, figure } from '../experiments/compare-tables.ts';
import type { ClaimResult } from '../experiments/judge.ts';
import { allowed, type Grade, grade, isAllowedAnswer, type Lesson } from '../experiments/lesson.ts';
import { wrapped } from '../ui/wrapped.ts';
import { readAnswers } from './answer-file.ts';
import { findLesson, shippedLessons } from './lesson-file.ts';
import type { LessonOptions } from './lesson-options.ts';
import { type LessonWords, lessonWords, verdictIn } from './lesson-words.ts';
import { openLab } from './open-lab.ts';
import { exitCodes, type RunSurroundings } from './run.ts';
import { UsageError } from './usage-error.ts';

/** A lesson's measurement: seeds at most, and the time after which none is begun. */
const effort = { seedsMax: 4, budgetMs: 40_000, durationMs: 1_200, parallel: 4 };
const columns = 78;
/** The terminal was closed, or somebody pressed Ctrl-C. */
const ended = Symbol('ended');
type Ask = (text: string) => Promise<string | typeof ended>;

/** Where a lesson talks to a student. */
export interface LessonSurroundings extends RunSurroundings {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
}

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

async function checkLessons(
  options: LessonOptions,
  words: LessonWords,
  { stdout }: RunSurroundings,
  interruption: Promise<void>,
): Promise<number> {
  const lessons =
    options.name === undefined ? shippedLessons(options.language) : [findLesson(options.name, options.language)];
  let isMet = true;
  for (const one of lessons) {
    const { result, comparison } = await measure(one, options, interruption);
    if (comparison.isInterrupted) return exitCodes.interrupted;
    const isAsExpected = result.verdict === one.expect;
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
    stdout.write(options.json ? `${JSON.stringify(summary)}\n` : text);
  }
  return isMet ? exitCodes.fine : exitCodes.checkFailed;
}

/** Each lesson that somebody answered is measured once, and every answer graded by that. */
async function gradeAnswers(
  options: LessonOptions,
  file: string,
  { stdout }: RunSurroundings,
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
    const { result, comparison } = await measure(one, options, interruption);
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
      stdout.write(options.csv ? `${csvLine(cells)}\n` : `${JSON.stringify(row)}\n`);
    }
  }
  return exitCodes.fine;
}

function requireAllowed(lessons: readonly Lesson[], name: string, answer: number, at: string, student: string): void {
  const one = lessons.find((each) => each.name === name);
  if (one === undefined) return;
  if (!isAllowedAnswer(one, answer))
    throw new UsageError(`${at}: ${student || 'somebody'} answered ${answer} to ${name}; allowed is ${allowed(one)}`);
}

async function teach(
  one: Lesson,
  options: LessonOptions,
  words: LessonWords,
  surroundings: LessonSurroundings,
  interruption: Promise<void>,
): Promise<number> {
  const { stdout, stdin, stderr } = surroundings;
  const reader = createInterface({ input: stdin, output: stdout });
  const end = new Promise<typeof ended>((resolve) => {
    reader.once('close', () => resolve(ended));
    void interruption.then(() => resolve(ended));
  });
  const ask: Ask = (text) => Promise.race([reader.question(text), end]);
  const say = (heading: string, text: string): void => {
    stdout.write(`\n${heading.toUpperCase()}\n${wrappedText(text)}\n`);
  };
  try {
    stdout.write(`\n${one.title}  (${one.minutes} ${words.minutes})\n`);
    say(words.claim, one.claim);
    const answer = await prediction(one, words, say, ask, stdout);
    if (answer === ended) return exitCodes.interrupted;
    say(words.watch, `${words.inDashboard}: ${one.setup}`);
    for (const sentence of [...one.watch.map(({ say }) => say), `${words.breakIt}: ${one.break}`]) {
      stdout.write(`\n${wrappedText(sentence)}\n`);
      if ((await ask(`[${words.goOn}] `)) === ended) return exitCodes.interrupted;
    }
    stdout.write(`\n${words.measuring} …\n`);
    const { result, comparison } = await measure(one, options, interruption, (text) => {
      if (stderr.isTTY === true) stderr.write(`\r\x1b[2K${text}`);
    });
    if (stderr.isTTY === true) stderr.write('\r\x1b[2K');
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

/** Undefined: the student skipped it, and was told so. */
async function prediction(
  one: Lesson,
  words: LessonWords,
  say: (heading: string, text: string) => void,
  ask: Ask,
  stdout: NodeJS.WritableStream,
): Promise<number | undefined | typeof ended> {
  say(words.prediction, one.predict.question);
  const options = one.predict.type === 'choice' ? one.predict.options : [];
  stdout.write(
    options
      .map(
        ({ text }, index) => `  ${index + 1}  ${text}
`,
      )
      .join(''),
  );
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
  const rows = result.measurements.flatMap(({ metric, unit, conditions, clientServer, peerToPeer, predicted }) => {
    const cell = (median: number | undefined, theory: number | undefined): string =>
      `${figure(median)}${theory === undefined ? '' : ` (${words.predicted} ${figure(theory)})`}`;
    return [
      wrappedText(`${metric} (${unit}; ${conditions.join(' → ')})`),
      `  client-server ${cell(clientServer?.median, predicted.clientServer).padEnd(24)} peer-to-peer ${cell(peerToPeer?.median, predicted.peerToPeer)}`,
    ];
  });
  const judged = graded?.correct === undefined ? words.unknown : graded.correct ? words.right : words.wrong;
  const yours =
    graded === undefined
      ? []
      : [wrappedText(`${words.you}: ${graded.answer} · ${words.measured}: ${graded.right ?? '-'} · ${judged}`)];
  return `${[...rows, '', ...yours, wrappedText(`${one.claim} → ${verdictIn(words, result)}`), `(${originText(words, options, result)})`].join('\n')}\n`;
}

async function measure(
  one: Lesson,
  options: LessonOptions,
  interruption: Promise<void>,
  show: (text: string) => void = () => undefined,
): Promise<{ readonly result: ClaimResult; readonly comparison: Comparison }> {
  const comparison = await compare({
    experiments: claims.filter(({ claim }) => claim === one.measures),
    seed: options.seed,
    ...effort,
    open: (settings, mode, seed) => openLab({ ...options, ...settings, mode, seed }, 'fast', false),
    interruption,
    now: () => performance.now(),
    onProgress: ({ trialsDone, trialsTotal, leftMs }) =>
      show(`${trialsDone} / ${trialsTotal} · ${Math.ceil((leftMs ?? 0) / 1000)} s`),
  });
  const [result] = comparison.claims;
  if (result === undefined) throw new RangeError(`no experiment measures ${one.measures}`);
  return { result, comparison };
}

function originOf({ seed, on }: LessonOptions, result: ClaimResult) {
  return { n: Math.max(0, ...result.measurements.map(({ n }) => n)), seed, measuredOn: on };
}

function originText(words: LessonWords, options: LessonOptions, result: ClaimResult): string {
  const { n, seed, measuredOn } = originOf(options, result);
  return `${words[measuredOn]}, n = ${n}, seed ${seed}`;
}

function listOf(lessons: readonly Lesson[], words: LessonWords): string {
  const rows = lessons.map(
    ({ name, title, minutes }) => `  ${name.padEnd(11)} ${title.padEnd(40)} ${minutes} ${words.minutes}`,
  );
  return `${words.lessons}\n${rows.join('\n')}\n\n  starmesh lesson NAME\n`;
}

function wrappedText(text: string): string {
  return wrapped(text, columns).join('\n');
}
