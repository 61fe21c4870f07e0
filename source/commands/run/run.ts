import { isEverywhere } from '../../experiments/documents/is-everywhere.ts';
import { runDocument } from '../../experiments/documents/run-document.ts';
import { workloadVerdict } from '../../experiments/documents/workload-verdict.ts';
import type { HistoryFigures } from '../../lab/live/read-back.ts';
import type { Lab } from '../../lab/live/runtime.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import { closeAll } from '../close-all.ts';
import { openLab } from '../lab/open-lab.ts';
import { openSessionRecording } from '../lab/recording-file.ts';
import type { LabOptions } from '../line/options.ts';
import type { Output } from '../output.ts';
import { exitCodes, type Surroundings } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { runSummary } from './run-summary.ts';

/** How long reading back may take after a run, and after one that somebody interrupted. */
const checkMsMax = 10_000;
const hurriedCheckMsMax = 2_000;

/** `starmesh run`: one run without a dashboard. Gives the exit code. */
export async function run(options: LabOptions, surroundings: Surroundings): Promise<number> {
  if (options.pace === 0)
    throw new UsageError('--pace 0 stands still, and a run would never end: it is for the dashboard');
  let interrupted: () => void = () => undefined;
  const interruption = new Promise<'interrupted'>((resolve) => {
    interrupted = () => resolve('interrupted');
  });
  let isInterrupted = false;
  surroundings.onInterrupt(() => {
    isInterrupted = true;
    interrupted();
  });
  const recording = await openSessionRecording(options);
  let lab: Lab | undefined;
  let stopProgress = (): void => undefined;
  try {
    lab = await openLab(options, 'fast');
    recording.begin(lab.source);
    stopProgress = showProgress(lab, options.durationMs, surroundings.stderr);
    const phase = await Promise.race([lab.reached('working', 'failed'), interruption]);
    if (phase === 'failed') throw failureOf(lab.source.current());
    const startedAt = lab.now();
    if (phase === 'working') {
      const work = lab.elapsed(options.durationMs);
      const everybodyHasIt = distributed(lab);
      await Promise.race([work.done, interruption, everybodyHasIt.done]);
      work.cancel();
      everybodyHasIt.cancel();
    }
    const durationMs = lab.now() - startedAt;
    if (phase === 'working') await lab.drain();
    const snapshot = lab.source.current(); // before the check: what it costs is none of the run's
    const history = phase === 'working' ? await lab.check(isInterrupted ? hurriedCheckMsMax : checkMsMax) : undefined;
    stopProgress();
    const { storesMended } = lab.source.current(); // also by the check, which starts again what is down
    report({ ...snapshot, storesMended }, durationMs, history, options.json, surroundings.stdout);
    if (isInterrupted) return exitCodes.interrupted;
    const verdicts = [history?.verdict ?? 'valid', workloadVerdict(snapshot)?.verdict ?? 'valid'];
    if (!verdicts.every((verdict) => verdict === 'valid')) return exitCodes.checkFailed;
    await recording.close();
    return recording.exitCode(exitCodes.fine);
  } finally {
    await closeAll(
      stopProgress,
      async () => surroundings.stderr.write(await recording.close()),
      () => lab?.close(),
    );
  }
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
  return new LaunchFailure(snapshot.failure ?? 'the lab could not start');
}

/** The lab was begun but did not come up. */
export class LaunchFailure extends Error {
  override readonly name = 'LaunchFailure';
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

const progressMs = 200;

/** Gives the function that removes it. */
function showProgress(lab: Lab, durationMs: number, stderr: Output): () => void {
  let workingSince: number | undefined;
  const timer = setInterval(() => {
    const { phase, now, nodes, requests } = lab.source.current();
    if (phase === 'working') workingSince ??= now;
    const ready = nodes.filter(({ state }) => state === 'ready').length;
    const left = workingSince === undefined ? durationMs : Math.max(0, durationMs - (now - workingSince));
    const text =
      phase === 'working'
        ? `${(left / 1000).toFixed(0).padStart(3)} s left · ${requests.succeeded} requests done, ${requests.failed} failed`
        : `${phase} · ${ready} of ${nodes.length} nodes ready`;
    stderr.status(text);
  }, progressMs);
  return () => {
    clearInterval(timer);
    stderr.status();
  };
}
