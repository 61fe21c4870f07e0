import { harmlessJson } from '../../base/harmless.ts';
import { type RunDocument, runDocument } from '../../experiments/documents/run-document.ts';
import type { SessionEvidence } from '../../experiments/session/session-evidence.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { Study } from '../../ui/state/study.ts';
import { exportFolder } from '../files/export-folder.ts';
import { sessionMarkdown, sessionPage } from './session-report.ts';

type Shown = Parameters<Study['exportSession']>[0];

/** Writes what a session has shown into a new folder within `parent`. Gives what to tell the person; never throws. `shown`: the screen, where there is one. */
export async function exportSession(
  parent: string,
  evidence: SessionEvidence,
  snapshot: LabSnapshot,
  version: string,
  shown: Shown,
): Promise<string> {
  const page = await sessionPage(evidence, snapshot, version).catch((error: Error) => error);
  if (page instanceof Error) return `not exported: ${page.message}`;
  return exportFolder(parent, new Date(), {
    'report.html': page,
    'claims.md': sessionMarkdown(evidence.rows(), snapshot),
    'run.json': `${harmlessJson(runSoFar(snapshot), 2)}\n`,
    ...(shown === undefined ? {} : { 'screen.svg': shown.svg, 'session.cast': shown.cast }),
  });
}

/** The session as a run: since the present mode serves, because its figures begin anew with a switch. */
export function runSoFar(snapshot: LabSnapshot): RunDocument {
  const { now, comparison, startup } = snapshot;
  return runDocument(snapshot, now - (comparison?.switchedAt ?? 0) - (startup.firstRequestMs ?? 0));
}
