import type { LabSettings } from '../../lab/rules/state.ts';
import type { ModeName } from '../../modes/facts.ts';
import type { RunDocument } from './run-document.ts';

/** The rows of the textbook's table, in its order. */
export type ClaimName = 'roles' | 'focus' | 'data' | 'service' | 'cost' | 'stability' | 'scale';

/** What one trial changes of the plain run: settings of the lab, and how long it works. */
export type TrialSettings = Partial<Omit<LabSettings, 'mode' | 'seed' | 'nodesMax'>> & { readonly durationMs?: number };

/** The conditions under which both modes are run. The same name is the same trial, and is run once. */
export interface Condition {
  readonly name: string;
  readonly settings: TrialSettings;
}

/** What is counted, over the runs of the conditions of its measurement, in their order. Undefined: it cannot be known from these runs. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  of(runs: readonly RunDocument[]): number | undefined;
}

/** One way to put a claim to the test. */
export interface Measurement {
  readonly metric: Metric;
  readonly conditions: readonly Condition[];
  /** In which mode the claim says that the metric is larger. */
  readonly larger: ModeName;
  /** Smallest difference that matters, in the metric's unit: below it nobody would tell the modes apart. */
  readonly margin: number;
  /** Ends the sentence "holds only if …" when the claim holds here and not in another measurement. */
  readonly onlyIf: string;
  /** What a formula says before anything is measured; undefined: none does. */
  expect?(runs: readonly RunDocument[], mode: ModeName): number | undefined;
  /** Left out when there is little time. */
  readonly isExtra?: true;
  /** Where `expect` comes from. */
  readonly source?: string;
}

/** A claim and how it is put to the test. Texts for people are in the lessons; these are for tables. */
export interface Experiment {
  readonly claim: ClaimName;
  /** The two cells of the textbook's row, in our words. */
  readonly clientServer: string;
  readonly peerToPeer: string;
  readonly hypothesis: string;
  /** The first one is the figure that tables show. */
  readonly measurements: readonly [Measurement, ...Measurement[]];
}
