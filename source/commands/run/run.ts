import { isEverywhere } from '../../experiments/documents/is-everywhere.ts';
import { runDocument } from '../../experiments/documents/run-document.ts';
import { workloadVerdict } from '../../experiments/documents/workload-verdict.ts';
import type { HistoryFigures } from '../../lab/check/read-back.ts';
import { LaunchError } from '../../lab/clusters/cluster.ts';
import type { Lab } from '../../lab/live/runtime.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { closeAll } from '../close-all.ts';
import { exitCodes } from '../exit-codes.ts';
import { openLab } from '../lab/open-lab.ts';
import { openSessionRecording } from '../lab/recording-file.ts';
import type { LabOptions } from '../line/lab-options.ts';
import type { Output } from '../output.ts';
import { withProgressLine } from '../progress-line.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { runSummary } from './run-summary.ts';

/** How long reading back may take after a run, and after one that somebody interrupted. */
const checkMsMax = 10_000;
const hurriedCheckMsMax = 2_000;

/** `starmesh run`: one run without a dashboard. Gives the exit code. */
export async function run(options: LabOptions, surroundings: Surroundings): Promise<number> {
  if (options.pace === 0)
    throw new UsageError('--pace 0 stands still, and a run would never end: it is for the dashboard');
  let isInterrupted = false;
  const come = new Promise<'interrupted'>((resolve) => {
    surroundings.onInterrupt(() => {
      isInterrupted = true;
      resolve('interrupted');
    });
  });
  const interruption = { come, hasCome: () => isInterrupted };
  const recording = await openSessionRecording(options);
  let lab: Lab | undefined;
  try {
    lab = await openLab(options, 'fast');
    recording.begin(lab.source);
    const { snapshot, durationMs, history } = await worked(lab, options.durationMs, interruption, surroundings.stderr);
    const { storesMended } = lab.source.current(); // also by the check, which starts again what is down
    report({ ...snapshot, storesMended }, durationMs, history, options.json, surroundings.stdout);
    if (isInterrupted) return exitCodes.interrupted;
    const verdicts = [history?.verdict ?? 'valid', workloadVerdict(snapshot)?.verdict ?? 'valid'];
    if (!verdicts.every((verdict) => verdict === 'valid')) return exitCodes.checkFailed;
    await recording.close();
    return recording.exitCode(exitCodes.fine);
  } finally {
    await closeAll(
      async () => surroundings.stderr.write(await recording.close()),
      () => lab?.close(),
    );
  }
}

interface Interruption {
  readonly come: Promise<'interrupted'>;
  hasCome(): boolean;
}

/** What a run gave; `history`: absent when it was interrupted before its work began. */
interface Worked {
  readonly snapshot: LabSnapshot;
  readonly durationMs: number;
  readonly history: HistoryFigures | undefined;
}

/** From the start of the lab to the check at the end. */
function worked(lab: Lab, wantedMs: number, interruption: Interruption, stderr: Output): Promise<Worked> {
  return withProgressLine(stderr, progressOf(lab, wantedMs), async () => {
    const phase = await Promise.race([lab.reached('working', 'failed'), interruption.come]);
    if (phase === 'failed') throw failureOf(lab.source.current());
    const startedAt = lab.now();
    if (phase === 'working') {
      const work = lab.elapsed(wantedMs);
      const everybodyHasIt = distributed(lab);
      await Promise.race([work.done, interruption.come, everybodyHasIt.done]);
      work.cancel();
      everybodyHasIt.cancel();
    }
    const durationMs = lab.now() - startedAt;
    if (phase === 'working') await lab.drain();
    const snapshot = lab.source.current(); // before the check: what it costs is none of the run's
    const checkMs = interruption.hasCome() ? hurriedCheckMsMax : checkMsMax;
    const history = phase === 'working' ? await lab.check(checkMs) : undefined;
    return { snapshot, durationMs, history };
  });
}

/** Resolves when the file of the workload `distribute` is everywhere: there is nothing left to wait for. */
function distributed(lab: Lab): { readonly done: Promise<void>; cancel(): void } {
  let cancel: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    cancel = lab.source.onChange(() => {
      if (isEverywhere(lab.source.current())) resolve();
    });
  });
  return { done, cancel };
}

function failureOf(snapshot: LabSnapshot): Error {
  return new LaunchError(snapshot.failure ?? 'the lab could not start');
}

function report(
  snapshot: LabSnapshot,
  durationMs: number,
  history: HistoryFigures | undefined,
  json: boolean,
  stdout: Output,
): void {
  const document = runDocument(snapshot, durationMs, history);
  if (json) stdout.writeJson(document, 2);
  else stdout.write(runSummary(document));
}

function progressOf(lab: Lab, durationMs: number): () => string {
  let workingSince: number | undefined;
  return () => {
    const { phase, now, nodes, requests } = lab.source.current();
    const ready = nodes.filter(({ state }) => state === 'ready').length;
    if (phase !== 'working') return `${phase} · ${ready} of ${nodes.length} nodes ready`;
    workingSince ??= now;
    const left = Math.max(0, durationMs - (now - workingSince));
    return `${(left / 1000).toFixed(0).padStart(3)} s left · ${requests.succeeded} requests done, ${requests.failed} failed`;
  };
}
