import { type LinkPlan, parseLinkPlan } from '../../links/link-text.ts';
import { bothModes } from '../../modes/both-modes.ts';
import type { ModeName } from '../../modes/facts.ts';
import { type OpenTrial, runTrial } from '../compare/trial.ts';
import type { CanonicalPoint, CanonicalResult } from '../documents/canonical-result.ts';
import type { TrialSettings } from '../documents/experiment.ts';
import type { Prediction } from '../documents/predictions.ts';
import type { RunDocument } from '../documents/run-document.ts';

/** What canonical results on labs are given. */
export interface CanonicalSurroundings {
  /** Starts labs on `measuredOn`. */
  readonly open: OpenTrial;
  readonly measuredOn: 'processes' | 'simulation';
  readonly seed: number;
  readonly interruption: Promise<unknown>;
}

/** What a result says of itself before anything has run. */
export type Head = Omit<CanonicalResult, 'measuredOn' | 'seed' | 'n' | 'points'>;

/** Where the points of a result come from: one run each. */
export function origin({
  measuredOn,
  seed,
}: CanonicalSurroundings): Pick<CanonicalResult, 'measuredOn' | 'seed' | 'n'> {
  return { measuredOn, seed, n: 1 };
}

/** The link that a text in this program describes. Throws RangeError when it describes none. */
export function linkOf(text: string): LinkPlan {
  const plan = parseLinkPlan(text);
  if (plan.type === 'refused') throw new RangeError(plan.reason);
  return plan.value;
}

/** The figure that a run predicts itself, at several sizes in both modes. */
export async function swept(
  name: string,
  sizes: readonly number[],
  settings: TrialSettings,
  durationMs: number,
  surroundings: CanonicalSurroundings,
): Promise<readonly CanonicalPoint[]> {
  const points: CanonicalPoint[] = [];
  for (const series of bothModes) {
    for (const nodes of sizes) {
      const found = await measured(name, series, { ...settings, nodes }, durationMs, surroundings);
      points.push({ series, x: nodes, predicted: found?.predicted, measured: found?.measured });
    }
  }
  return points;
}

/** A figure that the run of one trial predicts itself. Undefined: the run has none, or did not come to its end. */
export async function measured(
  name: string,
  mode: ModeName,
  settings: TrialSettings,
  durationMs: number,
  surroundings: CanonicalSurroundings,
): Promise<Prediction | undefined> {
  const run = await runOf(mode, settings, durationMs, surroundings);
  return run?.predictions.find((one) => one.name === name);
}

/** Undefined: it failed, or was interrupted. */
export async function runOf(
  mode: ModeName,
  settings: TrialSettings,
  durationMs: number,
  { open, seed, interruption }: CanonicalSurroundings,
): Promise<RunDocument | undefined> {
  const condition = { name: 'canonical', settings };
  const outcome = await runTrial({ condition, mode, seed }, { open, durationMs, interruption });
  return outcome.type === 'done' ? outcome.run : undefined;
}
