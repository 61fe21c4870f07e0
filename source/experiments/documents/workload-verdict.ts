import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import {
  checkDistribute,
  checkGame,
  checkTasks,
  checkWeb,
  type WorkloadVerdict,
} from '../../workloads/workload-checker.ts';
import { spreadOf } from './is-everywhere.ts';

/**
 * What the checker of the workload says of a run; undefined for `files`, which the checker of the history judges. A run with something in it that no
 * fault explains is not valid.
 */
export function workloadVerdict(snapshot: LabSnapshot): WorkloadVerdict | undefined {
  const judged = checked(snapshot);
  const [doubt] = snapshot.doubts;
  if (judged?.verdict !== 'valid' || doubt === undefined) return judged;
  return { verdict: 'unknown', cause: doubt.cause, text: `${judged.text}, but ${doubt.text}` };
}

function checked({ settings, mode, workload, nodes, requests }: LabSnapshot): WorkloadVerdict | undefined {
  const { figures } = workload;
  const { fetched } = requests;
  switch (settings.workload) {
    case 'files':
      return undefined;
    case 'web':
      return checkWeb(fetched);
    case 'game':
      return checkGame(figures);
    case 'tasks':
      return checkTasks(figures);
    case 'distribute':
      return checkDistribute({ ...spreadOf({ nodes, workload }), isSwarm: mode === 'peer-to-peer' });
  }
}
