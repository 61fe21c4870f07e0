import type { LabSnapshot } from '../lab/snapshot.ts';
import {
  checkDistribute,
  checkGame,
  checkTasks,
  checkWeb,
  type WorkloadReport,
  type WorkloadVerdict,
} from '../workloads/workload-checker.ts';

/** What the checker of the workload says of a run; undefined for `files`, which the checker of the history judges. Nothing is valid of a run in which something happened that no fault explains. */
export function workloadVerdict(snapshot: LabSnapshot): WorkloadVerdict | undefined {
  const judged = checked(snapshot);
  const [doubt] = snapshot.doubts;
  if (judged?.verdict !== 'valid' || doubt === undefined) return judged;
  return { verdict: 'unknown', cause: doubt.cause, text: `${judged.text}, but ${doubt.text}` };
}

function checked({ settings, workload, nodes, requests }: LabSnapshot): WorkloadVerdict | undefined {
  const living = nodes.filter(({ state }) => state !== 'down');
  const report: WorkloadReport = {
    figures: workload.figures,
    progress: living.flatMap(({ id }) => workload.progress.get(id) ?? []),
    nodes: living.length,
    fetched: requests.fetched,
  };
  switch (settings.workload) {
    case 'files':
      return undefined;
    case 'web':
      return checkWeb(report);
    case 'game':
      return checkGame(report);
    case 'tasks':
      return checkTasks(report);
    case 'distribute':
      return checkDistribute(report);
  }
}
