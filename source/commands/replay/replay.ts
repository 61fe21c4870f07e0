import { createSessionEvidence } from '../../experiments/session/session-evidence.ts';
import { RecordingError, recordingBytesMax } from '../../recording/format.ts';
import { createPlayer, type Player } from '../../recording/player.ts';
import { openRecording, type Recording } from '../../recording/recording.ts';
import { type OpenScreen, openScreen } from '../../ui/open-screen.ts';
import { holdWarnings } from '../../ui/terminal/held-warnings.ts';
import { createTerminal, type Terminal } from '../../ui/terminal/terminal.ts';
import { askTerminal } from '../../ui/terminal/terminal-answers.ts';
import { closeAll } from '../close-all.ts';
import { screenLook, wantedOf } from '../dashboard/screen-look.ts';
import { sessionMarkdown } from '../dashboard/session-report.ts';
import { isConsole } from '../dashboard/terminal-looks.ts';
import { watchNowAndThen } from '../dashboard/watch-evidence.ts';
import { exportFolder } from '../files/export-folder.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { exitCodes, type Surroundings } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import type { ReplayOptions } from './replay-options.ts';
import { requirePictureFiles, writePictures } from './replay-pictures.ts';

/** `starmesh replay FILE`: the dashboard over a recording, until somebody leaves it. Gives the exit code. */
export async function replay(options: ReplayOptions, surroundings: Surroundings): Promise<number> {
  const { stdin, stdout } = process;
  const { pictures } = options;
  if (pictures !== undefined) requirePictureFiles(options.file, pictures);
  const recording = readRecording(options.file);
  if (pictures !== undefined) return draw(recording, { ...options, pictures }, surroundings);
  if (!stdin.isTTY || !stdout.isTTY)
    throw new UsageError('replay shows a recording in a terminal; here is none (--svg and --cast need none)');
  readable(options.file, () => recording.frameAt(0)); // before the terminal is taken
  const signal = new Promise<'signal'>((resolve) => surroundings.onInterrupt(() => resolve('signal')));
  const terminal = createTerminal({ stdin, stdout, onInterrupt: () => void process.kill(process.pid, 'SIGINT') });
  const letWarnings = holdWarnings();
  const open = openScreen(terminal);
  const giveBack = (): void => {
    if (open.writer.close()) letWarnings();
  };
  process.once('exit', giveBack);
  try {
    return await show({ recording, options, surroundings, signal, terminal, open });
  } finally {
    await closeAll(terminal.input.close, giveBack);
  }
}

interface Shown {
  readonly recording: Recording;
  readonly options: ReplayOptions;
  readonly surroundings: Surroundings;
  readonly signal: Promise<'signal'>;
  readonly terminal: Terminal;
  readonly open: OpenScreen;
}

/** On a terminal that is taken already. */
async function show({ recording, options, surroundings, signal, terminal, open }: Shown): Promise<number> {
  const { stdin, stdout, env } = process;
  const wanted = { ...options, ascii: options.ascii || isConsole(env) };
  const question = askTerminal(terminal, wantedOf(wanted, process));
  const { openDashboard } = await import('../../ui/app.tsx');
  const look = await screenLook(wanted, { stdout, env, question });
  const player = createPlayer(recording, () => performance.now());
  const { source } = player;
  const evidence = createSessionEvidence();
  const stopWatching = watchNowAndThen(source, evidence.observe);
  const screen = openDashboard({
    source,
    dispatch: () => undefined,
    replay: player,
    stdin,
    stdout,
    ...look,
    screen: open,
    mouse: options.mouse,
    study: {
      claims: evidence.rows,
      scripts: [],
      result: () => [],
      measure: () => undefined,
      exportSession: (shown) =>
        exportFolder('.', new Date(), {
          ...(shown === undefined ? {} : { 'screen.svg': shown.svg, 'session.cast': shown.cast }),
          'claims.md': sessionMarkdown(evidence.rows(), source.current()),
        }),
    },
  });
  try {
    const end = await Promise.race([screen.done, signal]);
    if (end !== 'quit') return exitCodes.interrupted;
    return damageOf(recording, player) === undefined ? exitCodes.fine : exitCodes.wrongUse;
  } finally {
    stopWatching();
    player.close();
    const isGivenBack = screen.close();
    await terminal.input.close();
    if (isGivenBack) surroundings.stderr.write(lossText(options.file, recording, player));
  }
}

/** Pictures instead of a screen: nothing of it needs a terminal. */
async function draw(
  recording: Recording,
  options: Parameters<typeof writePictures>[1],
  { stdout, stderr, onInterrupt }: Surroundings,
): Promise<number> {
  const stop = new AbortController();
  onInterrupt(() => stop.abort());
  try {
    for await (const line of writePictures(recording, options, stop.signal)) stdout.write(`  drawn      ${line}\n`);
  } catch (error) {
    if (stop.signal.aborted) return exitCodes.interrupted;
    throw error;
  }
  stderr.write(lossText(options.file, recording));
  return exitCodes.fine;
}

/** Throws UsageError with the reason and what to do. */
function readRecording(file: string): Recording {
  const bytes = readRegularFile(file, { label: file, bytesMax: recordingBytesMax });
  return readable(file, () => openRecording(bytes));
}

/** Throws UsageError when there is nothing to show. */
function readable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${file} cannot be replayed: ${error.message}`);
    throw error;
  }
}

/** What was damaged of what there was to show; not what a crash kept from being written. */
function damageOf({ loss }: Recording, player?: Player): string | undefined {
  return player?.damage() ?? (loss?.type === 'damaged' ? loss.text : undefined);
}

/** A line, or nothing. */
function lossText(file: string, recording: Recording, player?: Player): string {
  const damage = damageOf(recording, player);
  if (damage !== undefined) return `starmesh: ${file} is ${damage}\n`;
  if (recording.loss === undefined) return '';
  const seconds = (recording.lengthMs / 1000).toFixed(1);
  return `starmesh: the last ${recording.loss.bytes} bytes of ${file} were never written whole: it ends after ${seconds} s\n`;
}
