import { createSessionEvidence } from '../../experiments/session/session-evidence.ts';
import { LaunchError } from '../../lab/clusters/cluster.ts';
import type { Lab } from '../../lab/live/runtime.ts';
import type { DashboardOptions } from '../../ui/app.ts';
import type { FirstScreen } from '../../ui/first-screen.ts';
import type { Study } from '../../ui/state/study.ts';
import type { Display } from '../../ui/terminal/display.ts';
import { closeAll } from '../close-all.ts';
import { exitCodes } from '../exit-codes.ts';
import { openLab } from '../lab/open-lab.ts';
import { openSessionRecording, type SessionRecording } from '../lab/recording-file.ts';
import { createSecondLab } from '../lab/second-lab.ts';
import { createLessonDesk, type LessonDesk } from '../lesson/lesson-desk.ts';
import type { LabOptions } from '../line/lab-options.ts';
import type { Output } from '../output.ts';
import { runSummary } from '../run/run-summary.ts';
import { createCommandDesk } from './prompt/command-desk.ts';
import { screenLook } from './screen-look.ts';
import { exportSession, runSoFar } from './session-export.ts';
import { loadDrawing } from './session-report.ts';
import { suspend } from './suspend.ts';
import type { TakenTerminal } from './take-terminal.ts';
import { watchNowAndThen } from './watch-evidence.ts';

/** A terminal with the first screen on it; without one it is to be lines of text. */
type Taken = TakenTerminal<FirstScreen | undefined>;

/** `starmesh` without a command: the dashboard on a terminal that is taken already, until somebody leaves it. What is left of it is said on `output`. Gives the exit code. */
export async function dashboard(options: LabOptions, taken: Taken, output: Output): Promise<number> {
  const desk = createLessonDesk(options.language, options.seed); // without lessons no lab is begun
  const recording = await openSessionRecording(options);
  let lab: Lab | undefined;
  try {
    const open = await opener(options, taken);
    lab = await openLab(options, 'real');
    return await session({ options, taken, output, desk, recording, open, lab });
  } finally {
    await closeAll(desk.close, recording.close, () => lab?.close());
  }
}

interface Session {
  readonly options: LabOptions;
  readonly taken: Taken;
  readonly output: Output;
  readonly desk: LessonDesk;
  readonly recording: SessionRecording;
  readonly open: (opened: Opened) => Display;
  readonly lab: Lab;
}

async function session({ options, taken, output, desk, recording, open, lab }: Session): Promise<number> {
  const { terminal, screen: first, signal } = taken;
  const { stdin, stdout } = process;
  recording.begin(lab.source);
  const evidence = createSessionEvidence();
  const stopWatching = watchNowAndThen(lab.source, evidence.observe);
  const commands = createCommandDesk(options, lab.source);
  const second = createSecondLab({ options, first: lab, open: openLab, observe: evidence.observe });
  const screen = open({
    source: lab.source,
    dispatch: (intent) => {
      commands.heard(intent);
      second.dispatch(intent);
    },
    pair: second,
    recording: recording.state,
    inspect: second.inspect,
    stdin,
    stdout,
    desk: commands,
    ...(first === undefined ? {} : { screen: first }),
    suspend: () => suspend(lab),
    study: {
      claims: evidence.rows,
      scripts: desk.scripts,
      result: desk.result,
      here: (lesson) => desk.here(lesson, evidence, evidence.sinceChange(lab.source.current())),
      measure: desk.measure,
      exportSession: (shown) => exportSession('.', evidence, lab.source.current(), options.version, shown),
    },
  });
  process.once('exit', () => screen.close());
  // Early: an upgrade would take the file away from a session that goes on. Where it is gone already, the export says so.
  void lab
    .reached('working')
    .then(loadDrawing)
    .catch(() => undefined);
  try {
    const end = await Promise.race([screen.done, signal]); // a lab that failed stays on the screen, with its reason
    const snapshot = lab.source.current();
    const isGivenBack = screen.close();
    const recorded = await recording.close(); // without the end of the nodes
    await Promise.all([second.close(), lab.close()]);
    await terminal.input.close(); // not before: what is on its way from the terminal is read until now
    if (!isGivenBack) return exitCodes.interrupted; // whatever is printed would wait for it
    if (snapshot.failure !== undefined) throw new LaunchError(snapshot.failure);
    output.write(runSummary(runSoFar(snapshot)) + recorded);
    if (commands.done().commands.length > 0) output.write(`\nThe same again:\n${commands.again().join('\n')}\n`);
    return recording.exitCode(end === 'quit' ? exitCodes.fine : exitCodes.interrupted);
  } finally {
    await closeAll(stopWatching, commands.close, screen.close, recording.close, second.close);
  }
}

type Opened = Pick<
  DashboardOptions,
  'source' | 'dispatch' | 'inspect' | 'stdin' | 'stdout' | 'pair' | 'desk' | 'screen' | 'suspend' | 'recording'
> & {
  readonly study: Study;
};

/** What shows a lab on this terminal: a screen, or lines of text where they are asked for or the terminal can draw nothing (TERM=dumb). */
async function opener(options: LabOptions, { terminal, screen: first }: Taken): Promise<(opened: Opened) => Display> {
  const { stdout, env } = process;
  if (first === undefined) {
    const { openScreenReader } = await import('../../ui/speech/screen-reader.ts');
    return (opened) => openScreenReader({ ...opened, terminal });
  }
  // Ink takes its time: not before it is needed, and while the terminal says what it looks like.
  const { openDashboard } = await import('../../ui/app.ts');
  const look = await screenLook(options, { stdout, env, question: first.question });
  return (opened) => openDashboard({ ...opened, ...look, mouse: options.mouse });
}
