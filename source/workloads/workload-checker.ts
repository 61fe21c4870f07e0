import { stateAgeMetric } from '../nodes/game/game.ts';
import { jobMetric, rightMetric } from '../nodes/tasks/tasks.ts';
import type { Doubt } from './history-checker.ts';

/** What a run's nodes reported that its workload's checker judges. */
export interface WorkloadReport {
  readonly figures: readonly { readonly metric: string; readonly n: number; readonly mean: number }[];
  /** How far each living node has come that has to come anywhere. */
  readonly progress: readonly { readonly done: number; readonly total: number }[];
  /** Living nodes. */
  readonly nodes: number;
  /** Items that were fetched, each verified by its hash. */
  readonly fetched: number;
}

/** `unknown`: nothing happened that could be judged. `text` says what was seen, or what to do next. */
export interface WorkloadVerdict {
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  /** What made it unknown, when that was nothing of the workload. */
  readonly cause?: Doubt['cause'];
  readonly text: string;
}

/** Every job's result beside the known answer. */
export function checkTasks({ figures }: WorkloadReport): WorkloadVerdict {
  const jobs = figureOf(figures, jobMetric).n;
  if (jobs === 0) return unknown('no job was finished: run longer, or give a smaller --job-size');
  const { n, mean } = figureOf(figures, rightMetric);
  const wrong = Math.round(n * (1 - mean / 100));
  if (n < jobs) return { verdict: 'invalid', text: `${jobs - n} of ${jobs} jobs were finished without a check` };
  if (wrong > 0) return { verdict: 'invalid', text: `${wrong} of ${n} jobs gave a wrong result` };
  return { verdict: 'valid', text: `${n} jobs, each with the right result` };
}

/** How fresh the views are is measured, not judged; that players heard of each other at all is. */
export function checkGame({ figures }: WorkloadReport): WorkloadVerdict {
  const { n } = figureOf(figures, stateAgeMetric);
  if (n === 0) return unknown('no player heard of another: run longer, with two players at least');
  return { verdict: 'valid', text: `${n} moves reached other players` };
}

/** What was read was verified by its hash; what was acknowledged is for the checker of the history. */
export function checkWeb({ fetched }: WorkloadReport): WorkloadVerdict {
  if (fetched === 0) return unknown('no page was read: run longer, or give a higher --rate');
  return { verdict: 'valid', text: `${fetched} pages read, each verified` };
}

/** Each living node but the source is to have the whole file; one that is not done yet is late, not wrong. */
export function checkDistribute({ progress, nodes }: WorkloadReport): WorkloadVerdict {
  const complete = progress.filter(({ done, total }) => done === total).length;
  const receivers = nodes - 1;
  if (receivers < 1) return unknown('nobody is there to receive the file');
  if (complete < receivers) return unknown(`${complete} of ${receivers} nodes have the whole file: run longer`);
  return { verdict: 'valid', text: `${complete} nodes have the whole file, each piece verified` };
}

function unknown(text: string): WorkloadVerdict {
  return { verdict: 'unknown', text };
}

function figureOf(figures: WorkloadReport['figures'], metric: string): { readonly n: number; readonly mean: number } {
  return figures.find((figure) => figure.metric === metric) ?? { n: 0, mean: 0 };
}
