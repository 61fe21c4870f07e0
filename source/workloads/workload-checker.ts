import { stateAgeMetric } from '../nodes/game/game.ts';
import { jobMetric, rightMetric } from '../nodes/tasks/tasks.ts';
import type { Doubt } from './history-checker.ts';

/** Values that the nodes of a run reported, by metric. */
export type Figures = readonly { readonly metric: string; readonly n: number; readonly mean: number }[];

/** How far a file has come that all are to get. */
export interface FileSpread {
  /** Nodes that live, without the source. */
  readonly receivers: number;
  readonly complete: number;
  readonly isSourceThere: boolean;
  /** Whether who has it gives it to others. */
  readonly isSwarm: boolean;
}

/** `unknown`: nothing happened that could be judged. `text` says what was seen, or what to do next. */
export interface WorkloadVerdict {
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  /** What made it unknown, when that was nothing of the workload. */
  readonly cause?: Doubt['cause'];
  readonly text: string;
}

/** Every job's result beside the known answer. */
export function checkTasks(figures: Figures): WorkloadVerdict {
  const jobs = figureOf(figures, jobMetric).n;
  if (jobs === 0) return unknown('no job was finished: run longer, or give a smaller --job-size');
  const { n, mean } = figureOf(figures, rightMetric);
  const wrong = Math.round(n * (1 - mean / 100));
  if (n < jobs) return { verdict: 'invalid', text: `${jobs - n} of ${jobs} jobs were finished without a check` };
  if (wrong > 0) return { verdict: 'invalid', text: `${wrong} of ${n} jobs gave a wrong result` };
  return { verdict: 'valid', text: `${n} jobs, each with the right result` };
}

/** How fresh the views are is measured, not judged; that players heard of each other at all is. */
export function checkGame(figures: Figures): WorkloadVerdict {
  const { n } = figureOf(figures, stateAgeMetric);
  if (n === 0) return unknown('no player heard of another: run longer, with two players at least');
  return { verdict: 'valid', text: `${n} moves reached other players` };
}

/** `fetched`: pages that were read, each verified by its hash; what was acknowledged is for the checker of the history. */
export function checkWeb(fetched: number): WorkloadVerdict {
  if (fetched === 0) return unknown('no page was read: run longer, or give a higher --rate');
  return { verdict: 'valid', text: `${fetched} pages read, each verified` };
}

/** Each living node but the source is to have the whole file; one that is not done yet is late, not wrong. */
export function checkDistribute({ receivers, complete, isSourceThere, isSwarm }: FileSpread): WorkloadVerdict {
  if (receivers < 1) return unknown('nobody is there to receive the file');
  if (complete === receivers)
    return { verdict: 'valid', text: `${complete} nodes have the whole file, each piece verified` };
  const far = `${complete} of ${receivers} nodes have the whole file`;
  if (isSourceThere || (isSwarm && complete > 0)) return unknown(`${far}: run longer`);
  return unknown(`${far}, and its source is gone: start it again, or let it live longer`);
}

function unknown(text: string): WorkloadVerdict {
  return { verdict: 'unknown', text };
}

function figureOf(figures: Figures, metric: string): { readonly n: number; readonly mean: number } {
  return figures.find((figure) => figure.metric === metric) ?? { n: 0, mean: 0 };
}
