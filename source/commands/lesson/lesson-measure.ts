import { claims } from '../../experiments/claims/claims.ts';
import {
  type Comparison,
  type ComparisonProgress,
  type ComparisonSettings,
  compare,
} from '../../experiments/compare/compare.ts';
import type { ClaimResult } from '../../experiments/compare/judge.ts';
import type { Lesson } from '../../experiments/lesson.ts';
import { openLab } from '../lab/open-lab.ts';
import type { LessonOptions } from './lesson-options.ts';
import type { LessonWords } from './lesson-words.ts';

/** Seeds at most, the time after which none is begun, the work of one trial, and trials at a time. */
export type LessonEffort = Pick<ComparisonSettings, 'seedsMax' | 'budgetMs' | 'durationMs' | 'parallel'>;

/** Of a lesson in a terminal, where nothing else runs. */
export const fullEffort: LessonEffort = { seedsMax: 4, budgetMs: 40_000, durationMs: 1_200, parallel: 4 };

/** The measurement that answers a lesson, on the lab of the options. */
export async function measureLesson(
  { measures }: Lesson,
  options: LessonOptions,
  effort: LessonEffort,
  interruption: Promise<void>,
  onProgress: (progress: ComparisonProgress) => void = () => undefined,
): Promise<{ readonly result: ClaimResult; readonly comparison: Comparison }> {
  const comparison = await compare({
    experiments: claims.filter(({ claim }) => claim === measures),
    seed: options.seed,
    ...effort,
    open: (settings, mode, seed) => openLab({ ...options, ...settings, mode, seed }, 'fast', false),
    interruption,
    now: () => performance.now(),
    onProgress,
  });
  const [result] = comparison.claims;
  if (result === undefined) throw new RangeError(`no experiment measures ${measures}`);
  return { result, comparison };
}

/** Where the figures of a lesson come from. */
export function originOf({ seed, on }: LessonOptions, result: ClaimResult) {
  return { n: Math.max(0, ...result.measurements.map(({ n }) => n)), seed, measuredOn: on };
}

/** The same for people: `simulated, n = 4, seed 7`. */
export function originText(words: LessonWords, options: LessonOptions, result: ClaimResult): string {
  const { n, seed, measuredOn } = originOf(options, result);
  return `${words[measuredOn]}, n = ${n}, seed ${seed}`;
}
