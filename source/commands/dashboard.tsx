import { runDocument } from '../experiments/run-document.ts';
import { createSessionEvidence } from '../experiments/session-evidence.ts';
import type { LabSnapshot } from '../lab/snapshot.ts';
import type { DashboardOptions } from '../ui/app.tsx';
import type { Dashboard, Study } from '../ui/dashboard.ts';
import { createLessonDesk } from './lesson-desk.ts';
import { openLab } from './open-lab.ts';
import type { LabOptions } from './options.ts';
import { exitCodes, LaunchFailure } from './run.ts';
import { runSummary } from './run-summary.ts';
import { screenLook } from './screen-look.ts';
import { createSecondLab } from './second-lab.ts';
import { exportSession } from './session-report.ts';

/** `starmesh` without a command: the dashboard, until somebody leaves it. Gives the exit code. */
export async function dashboard(options: LabOptions, onSignal: (call: () => void) => void): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    process.stderr.write(
      'starmesh: the dashboard needs a terminal; without one use `starmesh run` (see `starmesh --help`)\n',
    );
    return exitCodes.wrongUse;
  }
  const open = await opener(options);
  const lab = await openLab(options, 'real');
  const evidence = createSessionEvidence();
  const stopWatching = lab.source.onChange(() => evidence.observe(lab.source.current()));
  const desk = createLessonDesk(options.language, options.seed);
  const second = createSecondLab({ options, first: lab, open: openLab, observe: evidence.observe });
  const screen = open({
    source: lab.source,
    dispatch: second.dispatch,
    pair: second,
    inspect: lab.inspect,
    stdin,
    stdout,
    study: {
      claims: evidence.rows,
      scripts: desk.scripts,
      result: desk.result,
      measure: desk.measure,
      exportSession: () => exportSession(evidence.rows(), lab.source.current(), process.cwd()),
    },
  });
  process.once('exit', () => screen.close());
  try {
    const signal = new Promise<'signal'>((resolve) => onSignal(() => resolve('signal')));
    const end = await Promise.race([screen.done, signal]); // a lab that failed stays on the screen, with its reason
    const snapshot = lab.source.current();
    screen.close();
    await Promise.all([second.close(), lab.close()]);
    if (snapshot.failure !== undefined) throw new LaunchFailure(snapshot.failure);
    stdout.write(runSummary(runDocument(snapshot, workMsOf(snapshot))));
    return end === 'quit' ? exitCodes.fine : exitCodes.interrupted;
  } finally {
    stopWatching();
    desk.close();
    screen.close();
    await Promise.all([second.close(), lab.close()]);
  }
}

type Opened = Pick<DashboardOptions, 'source' | 'dispatch' | 'inspect' | 'stdin' | 'stdout' | 'pair'> & {
  readonly study: Study;
};

/** What shows a lab on this terminal: a screen, or lines of text where they are asked for or the terminal can draw nothing (TERM=dumb). */
async function opener(options: LabOptions): Promise<(opened: Opened) => Dashboard> {
  const { stdin, stdout, env } = process;
  if (options.screenReader || env['TERM'] === 'dumb') {
    const { openScreenReader } = await import('../ui/screen-reader.ts');
    return openScreenReader;
  }
  // Ink takes its time: not before it is needed, and while the terminal says what it looks like.
  const [{ openDashboard }, look] = await Promise.all([
    import('../ui/app.tsx'),
    screenLook(options, { stdin, stdout, env, interrupt: () => void process.kill(process.pid, 'SIGINT') }),
  ]);
  return (opened) => openDashboard({ ...opened, ...look, ascii: options.ascii, mouse: options.mouse });
}

/** How long the present mode has served: its figures begin anew with a switch. */
function workMsOf({ now, comparison, startup }: LabSnapshot): number {
  return now - (comparison?.switchedAt ?? 0) - (startup.firstRequestMs ?? 0);
}
