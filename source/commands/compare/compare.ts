import { canonicalResults } from '../../experiments/canonical/canonical.ts';
import { claims, claimsInShort } from '../../experiments/claims/claims.ts';
import { type Comparison, type ComparisonProgress, compare, trialsOf } from '../../experiments/compare/compare.ts';
import { type CompareDocument, compareDocument } from '../../experiments/compare/compare-document.ts';
import { compareCsv, compareMarkdown, compareTable } from '../../experiments/compare/compare-tables.ts';
import { largeNodes } from '../../experiments/compare/conditions.ts';
import { isMeasured } from '../../experiments/compare/judge.ts';
import type { OpenTrial } from '../../experiments/compare/trial.ts';
import type { CanonicalResult } from '../../experiments/documents/canonical-result.ts';
import type { TrialSettings } from '../../experiments/documents/experiment.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Destination } from '../files/destination.ts';
import { writeWhole } from '../files/whole-file.ts';
import { readSupply } from '../lab/node-capacity.ts';
import { openLab } from '../lab/open-lab.ts';
import { labsWithin } from '../lab/require-room.ts';
import { progressBar, withProgressLine } from '../progress-line.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CompareOptions } from './compare-options.ts';
import { originOf } from './origin.ts';

/**
 * What a comparison may take: at most so many seeds, and none that would end after the budget. `endsWithin` (seconds) is told to people: it has a
 * reserve.
 */
const effort = {
  thorough: { seedsMax: 5, budgetMs: 75_000, durationMs: 1_500, endsWithin: 90 },
  quick: { seedsMax: 2, budgetMs: 17_000, durationMs: 700, endsWithin: 20 },
} as const;
/** Trials at a time: most of a trial is waiting. Fewer where room is short. */
const parallelMax = 5;
/** What the known results take: on the simulator, and with those that run on processes too. */
const canonicalSeconds = { simulation: 35, processes: 100 } as const;

/** `starmesh compare`: both modes under the same conditions and seeds, and what becomes of the seven claims. Gives the exit code. */
export async function compareModes(options: CompareOptions, surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const { seedsMax, budgetMs, durationMs, endsWithin } = options.quick ? effort.quick : effort.thorough;
  const experiments = options.quick ? claimsInShort : claims;
  const trials = trialsOf(experiments, options.seed).length;
  stderr.write(
    `${trials} trials a seed, up to ${seedsMax} seeds, on ${options.on}; ends within ${endsWithin} s. Ctrl-C ends it with what is there.\n`,
  );
  const report = options.report === undefined ? undefined : await reportWriter(options.report);
  const interruption = new Promise<void>((resolve) => surroundings.onInterrupt(resolve));
  if (options.canonical)
    stderr.write(
      `First the field's known results, simulated${options.on === 'processes' ? ', some on processes too' : ''}: about ${canonicalSeconds[options.on]} s more.\n`,
    );
  const canonical = options.canonical ? await reproduce(options, interruption) : undefined;
  let progress: ComparisonProgress | undefined;
  const comparison = await withProgressLine(
    stderr,
    () => progress && progressText(progress),
    () =>
      compare({
        experiments,
        seed: options.seed,
        seedsMax,
        budgetMs,
        durationMs,
        parallel: parallelTrials(options),
        open: (settings, mode, seed) => openLab(trialOptions(options, settings, mode, seed), 'fast', false),
        interruption,
        now: () => performance.now(),
        onProgress: (now) => {
          progress = now;
        },
      }),
  );
  const document = compareDocument(experiments, comparison, originOf(options), { canonical, prices: options.prices });
  // First: a report that fails takes no figures with it.
  if (options.format === 'json') stdout.writeJson(document, 2);
  else stdout.write(print[options.format](document));
  if (report !== undefined) await report(document, comparison);
  if (comparison.isInterrupted) return exitCodes.interrupted;
  return comparison.claims.every(isMeasured) ? exitCodes.fine : exitCodes.checkFailed;
}

const print = { table: compareTable, markdown: compareMarkdown, csv: compareCsv };

function parallelTrials({ on, nodes }: CompareOptions): number {
  if (on === 'simulation') return 1;
  const largest = Math.max(nodes, largeNodes);
  return Math.max(1, Math.min(parallelMax, labsWithin(largest, readSupply())));
}

/** The lab of one trial: the options of the comparison, and what the trial changes of them. */
function trialOptions(
  options: CompareOptions,
  settings: TrialSettings,
  mode: CompareOptions['mode'],
  seed: number,
): CompareOptions {
  return { ...options, ...settings, mode, seed };
}

/**
 * Reproduces the known results on the simulator, wherever the trials run: most of their sizes are too large for one machine. Where the trials run on
 * processes, a few of the results do so too.
 */
function reproduce(options: CompareOptions, interruption: Promise<void>): Promise<readonly CanonicalResult[]> {
  const place = (on: CompareOptions['on']) => ({
    open: (...[settings, mode, seed]: Parameters<OpenTrial>) =>
      openLab({ ...trialOptions(options, settings, mode, seed), on }, 'fast', false),
    measuredOn: on,
    seed: options.seed,
    interruption,
  });
  return canonicalResults({
    simulation: place('simulation'),
    processes: options.on === 'processes' ? place('processes') : undefined,
  });
}

/** Loads what draws figures, before anything is measured: an upgrade of starmesh meanwhile would take it away, and the figures would be lost. */
async function reportWriter(destination: Destination) {
  const [{ createCharts }, { growthResults }, { reportHtml }] = await Promise.all([
    import('../../experiments/report/charts.ts'),
    import('../../experiments/report/growth.ts'),
    import('../../experiments/report/report-html.ts'),
  ]);
  return async (document: CompareDocument, { trials }: Comparison): Promise<void> => {
    const grown = growthResults(trials, document.measuredOn, document.seed);
    await writeWhole(destination, reportHtml(document, createCharts(), grown));
  };
}

function progressText({ trialsDone, trialsTotal, leftMs, trial }: ComparisonProgress): string {
  const left = leftMs === undefined ? '' : ` · ${Math.ceil(leftMs / 1000)} s left`;
  return `${progressBar(trialsDone / trialsTotal)} ${trialsDone} of ${trialsTotal} trials${left} · ${trial}`;
}
