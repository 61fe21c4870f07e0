import { createSessionEvidence } from '../../experiments/session/session-evidence.ts';
import { RecordingError, recordingBytesMax } from '../../recording/format.ts';
import { createPlayer, type Player } from '../../recording/player.ts';
import { openRecording, type Recording } from '../../recording/recording.ts';
import { type OpenScreen, openScreen } from '../../ui/open-screen.ts';
import { askTerminal } from '../../ui/terminal/terminal-answers.ts';
import { screenLook, wantedOf } from '../dashboard/screen-look.ts';
import { sessionMarkdown } from '../dashboard/session-report.ts';
import { type TakenTerminal, takeTerminal } from '../dashboard/take-terminal.ts';
import { watchNowAndThen } from '../dashboard/watch-evidence.ts';
import { exitCodes } from '../exit-codes.ts';
import { exportFolder } from '../files/export-folder.ts';
import { readNamedFile } from '../files/named-file.ts';
import type { Surroundings } from '../surroundings.ts';
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
  return takeTerminal({ stdin, stdout, onInterrupt: surroundings.onInterrupt }, openScreen, (taken) =>
    show(recording, options, surroundings, taken),
  );
}

async function show(
  recording: Recording,
  options: ReplayOptions,
  surroundings: Surroundings,
  { terminal, screen: open, signal }: TakenTerminal<OpenScreen>,
): Promise<number> {
  const { stdin, stdout, env } = process;
  const question = askTerminal(terminal, wantedOf(options, process));
  const { openDashboard } = await import('../../ui/app.ts');
  const look = await screenLook(options, { stdout, env, question });
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

/** Draws pictures instead of a screen. No terminal is needed. */
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
  const bytes = readNamedFile(file, { label: file, bytesMax: recordingBytesMax });
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

/** What is damaged of what was written. The end that a crash kept from being written is no damage. */
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
