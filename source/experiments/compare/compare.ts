import { createRandom } from '../../base/random.ts';
import { bothModes } from '../../modes/both-modes.ts';
import type { ModeName } from '../../modes/facts.ts';
import type { Experiment, Measurement } from '../documents/experiment.ts';
import type { RunDocument } from '../documents/run-document.ts';
import { type ClaimResult, judge, type Pair } from './judge.ts';
import { type OpenTrial, runTrial, type Trial, type TrialOutcome, trialKey } from './trial.ts';

/** What a comparison is to do. */
export interface ComparisonSettings {
  readonly experiments: readonly Experiment[];
  readonly seed: number;
  /** Seeds at most, each with a run of every condition in both modes. */
  readonly seedsMax: number;
  /** No further seed is begun that would end later than this. */
  readonly budgetMs: number;
  /** Work of one trial. */
  readonly durationMs: number;
  /** Trials at a time. */
  readonly parallel: number;
  readonly open: OpenTrial;
  readonly interruption: Promise<unknown>;
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number;
  readonly onProgress: (progress: ComparisonProgress) => void;
}

export interface ComparisonProgress {
  readonly trialsDone: number;
  readonly trialsTotal: number;
  /** Milliseconds that are left of its time; undefined before the first trial has ended. */
  readonly leftMs: number | undefined;
  readonly trial: string;
}

/** What came out. */
export interface Comparison {
  readonly claims: readonly ClaimResult[];
  readonly seeds: readonly number[];
  /** Runs of the first condition with the first seed, one for each mode, as far as they are there. */
  readonly runs: readonly RunDocument[];
  /** Everything that ran, for reports. */
  readonly trials: readonly (Trial & { readonly run: RunDocument })[];
  /** Trials that failed twice, and why. */
  readonly failures: readonly string[];
  readonly isInterrupted: boolean;
  readonly tookMs: number;
}

const triesMax = 2;

/** Runs both modes under every condition, seed after seed, and judges the claims by it. */
export async function compare(settings: ComparisonSettings): Promise<Comparison> {
  const { experiments, seed, seedsMax, budgetMs, now } = settings;
  const startedAt = now();
  const outcomes = new Map<string, TrialOutcome>();
  const ran: (Trial & { readonly run: RunDocument })[] = [];
  const failures: string[] = [];
  const seeds: number[] = [];
  const perSeed = trialsOf(experiments, seed).length;
  let isInterrupted = false;
  void settings.interruption.then(() => {
    isInterrupted = true;
  });
  let done = 0;
  for (const next of seedsFrom(seed, seedsMax)) {
    const spent = now() - startedAt;
    if (isInterrupted || (seeds.length > 0 && spent + spent / seeds.length > budgetMs)) break;
    seeds.push(next);
    await inParallel(trialsOf(experiments, next), settings.parallel, (trial) => runOne(trial));
  }
  const pairsOf = (measurement: Measurement): readonly Pair[] => seeds.flatMap((one) => pairOf(measurement, one));
  return {
    claims: experiments.map((experiment) => judge(experiment, pairsOf, seed)),
    seeds,
    runs: pairsOf(firstOf(experiments))
      .slice(0, 1)
      .flatMap(({ clientServer, peerToPeer }) => [...clientServer, ...peerToPeer]),
    trials: ran,
    failures,
    isInterrupted,
    tookMs: now() - startedAt,
  };

  async function runOne(trial: Trial): Promise<void> {
    for (let tries = 1; tries <= triesMax && !isInterrupted; tries++) {
      const outcome = await runTrial(trial, settings);
      outcomes.set(trialKey(trial), outcome);
      if (outcome.type === 'done') ran.push({ ...trial, run: outcome.run });
      if (outcome.type !== 'failed') break;
      if (tries === triesMax)
        failures.push(`${trial.mode}, ${trial.condition.name}, seed ${trial.seed}: ${outcome.reason}`);
    }
    done++;
    settings.onProgress({
      trialsDone: done,
      trialsTotal: perSeed * seedsMax,
      leftMs: Math.max(
        0,
        Math.min(budgetMs - (now() - startedAt), ((now() - startedAt) / done) * (perSeed * seedsMax - done)),
      ),
      trial: `${trial.condition.name}, ${trial.mode}`,
    });
  }

  /** None when one of its runs is missing. */
  function pairOf({ conditions }: Measurement, one: number): readonly Pair[] {
    const runs = (mode: ModeName): readonly RunDocument[] =>
      conditions.flatMap((condition) => {
        const outcome = outcomes.get(trialKey({ condition, mode, seed: one }));
        return outcome?.type === 'done' ? [outcome.run] : [];
      });
    const pair = { clientServer: runs('client-server'), peerToPeer: runs('peer-to-peer') };
    const isWhole = pair.clientServer.length === conditions.length && pair.peerToPeer.length === conditions.length;
    return isWhole ? [pair] : [];
  }
}

/** Every trial that one seed takes, each once. */
export function trialsOf(experiments: readonly Experiment[], seed: number): readonly Trial[] {
  const conditions = experiments.flatMap(({ measurements }) => measurements.flatMap((one) => one.conditions));
  const trials = conditions.flatMap((condition) => bothModes.map((mode): Trial => ({ condition, mode, seed })));
  return [...new Map(trials.map((trial) => [trialKey(trial), trial])).values()];
}

/** The seed that was asked for, and others that follow from it. */
function seedsFrom(seed: number, count: number): readonly number[] {
  const random = createRandom(seed).fork('trials');
  return Array.from({ length: count }, (_, index) => (index === 0 ? seed : random.uint32()));
}

function firstOf(experiments: readonly Experiment[]): Measurement {
  const [first] = experiments;
  if (first === undefined) throw new RangeError('a comparison needs at least one experiment');
  return first.measurements[0];
}

async function inParallel<T>(values: readonly T[], width: number, work: (value: T) => Promise<void>): Promise<void> {
  const queue = [...values];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
