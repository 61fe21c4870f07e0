import { openDashboard } from '../ui/app.tsx';
import { openLab } from './open-lab.ts';
import type { LabOptions } from './options.ts';
import { exitCodes, LaunchFailure } from './run.ts';
import { runDocument } from './run-document.ts';
import { runSummary } from './run-summary.ts';

/** `starmesh` without a command: the dashboard, until somebody leaves it. Gives the exit code. */
export async function dashboard(options: LabOptions, onSignal: (call: () => void) => void): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    process.stderr.write(
      'starmesh: the dashboard needs a terminal; without one use `starmesh run` (see `starmesh --help`)\n',
    );
    return exitCodes.wrongUse;
  }
  const lab = await openLab(options, 'real');
  const screen = openDashboard({
    source: lab.source,
    dispatch: lab.dispatch,
    stdin,
    stdout,
    ascii: options.ascii,
    color: options.color ? colorsOf(stdout) : 'none',
  });
  const restore = (): void => screen.close();
  process.once('exit', restore);
  try {
    const signal = new Promise<'signal'>((resolve) => onSignal(() => resolve('signal')));
    const failed = lab.reached('failed').then(() => lab.reached('drained')); // a failed lab stays on the screen, with its reason
    const end = await Promise.race([screen.done, signal, failed]);
    const snapshot = lab.source.current();
    screen.close();
    await lab.close();
    if (snapshot.failure !== undefined) throw new LaunchFailure(snapshot.failure);
    stdout.write(runSummary(runDocument(snapshot, { durationMs: snapshot.now, setUp: { succeeded: 0 } })));
    return end === 'quit' ? exitCodes.fine : exitCodes.interrupted;
  } finally {
    screen.close();
    await lab.close();
  }
}

function colorsOf(stdout: NodeJS.WriteStream): 'truecolor' | '16' | 'none' {
  const depth = stdout.getColorDepth();
  if (depth >= 8) return 'truecolor';
  return depth > 1 ? '16' : 'none';
}
