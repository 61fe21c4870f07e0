import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { harmless } from '../../base/harmless.ts';
import { formatBytes } from '../../base/units.ts';
import { RecordingError } from '../../recording/format.ts';
import type { Recording } from '../../recording/recording.ts';
import { createThemeCycle } from '../../ui/drawing/theme-cycle.ts';
import { animatedSvg } from '../../ui/export/animated-svg.ts';
import { type CastFrame, castEvents, castLines } from '../../ui/export/asciicast.ts';
import { type DrawnPart, frameCount, replayFrames } from '../../ui/export/replay-frames.ts';
import { groundBehind } from '../../ui/export/svg-colors.ts';
import { themesFor } from '../dashboard/screen-look.ts';
import { tooLarge } from '../files/shared-size.ts';
import { requireWritable, writeWhole } from '../files/whole-file.ts';
import { UsageError } from '../usage-error.ts';
import type { PictureOptions, ReplayOptions } from './replay-options.ts';

/** Smooth enough for messages on their way; a browser keeps all frames of a picture in memory. */
const framesPerSecond = { svg: 5, cast: 10 } as const;
const framesMax = { svg: 600, cast: 36_000 } as const;

/** Refuses files that could not be written in the end, before anything is read or drawn. Throws UsageError. */
export function requirePictureFiles(recording: string, { cast, svg }: PictureOptions): void {
  const places = new Map([[placeOf(recording), 'the recording itself']]);
  for (const destination of [svg, cast]) {
    if (destination === undefined) continue;
    const { file, kind } = destination;
    const taken = places.get(placeOf(file));
    if (taken !== undefined) throw new UsageError(`${kind.flag} ${file} is ${taken}; name another file`);
    requireWritable(destination);
    places.set(placeOf(file), `${kind.flag} too`);
  }
}

/** The file itself, by whichever name it is called. */
function placeOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : path.resolve(file);
}

/** Writes the pictures that are asked for, and gives a line about each. Throws UsageError. `signal` ends it, and no half file is left. */
export async function* writePictures(
  recording: Recording,
  { file, pictures, theme, color, ascii }: Omit<ReplayOptions, 'pictures'> & { readonly pictures: PictureOptions },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { columns, rows, speed, fromMs, svg, cast } = pictures;
  const toMs = Math.min(pictures.toMs ?? recording.lengthMs, recording.lengthMs);
  if (fromMs > recording.lengthMs) {
    const length = `the recording ends after ${(recording.lengthMs / 1000).toFixed(1)} s`;
    throw new UsageError(`--from ${fromMs / 1000}s is too late: ${length}; give an earlier one`);
  }
  if (recording.loss?.type === 'damaged' && (pictures.toMs ?? Number.POSITIVE_INFINITY) > recording.lengthMs)
    throw damageError(file, recording.loss.text);
  const [definition] = themesFor(theme ?? 'dark', color ? 'truecolor' : 'none', undefined);
  const themes = createThemeCycle(definition === undefined ? [] : [definition], color ? 'truecolor' : 'none', ascii);
  const part = { columns, rows, themes, fromMs, toMs, speed };
  const title = `starmesh, ${harmless(recording.head.startedAt)}`;
  const ground = themes.current('client-server').ground;

  if (svg !== undefined) {
    const drawn = { ...part, framesPerSecond: framesPerSecond.svg };
    requireFewFrames('svg', drawn);
    const isLight = definition !== undefined && 'isLight' in definition && definition.isLight;
    const picture = { columns, rows, title, ground: groundBehind(ground, isLight) };
    await writeWhole(svg, animatedSvg(picture, readableFrames(file, recording, drawn)), signal);
    yield writtenLine('svg', svg.file, drawn);
  }
  if (cast !== undefined) {
    const drawn = { ...part, framesPerSecond: framesPerSecond.cast };
    requireFewFrames('cast', drawn);
    const startedAtMs = Date.parse(recording.head.startedAt) + fromMs;
    const events = castEvents(readableFrames(file, recording, drawn), ground);
    await writeWhole(cast, castLines({ columns, rows, title, startedAtMs }, events), signal);
    yield writtenLine('cast', cast.file, drawn);
  }
}

/** Throws UsageError where the recording is damaged. */
function* readableFrames(file: string, recording: Recording, part: DrawnPart): Generator<CastFrame> {
  try {
    yield* replayFrames(recording, part);
  } catch (error) {
    throw error instanceof RecordingError ? damageError(file, error.message) : error;
  }
}

function damageError(file: string, text: string): UsageError {
  return new UsageError(`${file} is ${text}; draw what comes before that, with an earlier --to`);
}

function requireFewFrames(kind: keyof typeof framesMax, part: DrawnPart): void {
  const count = frameCount(part);
  const countMax = framesMax[kind];
  if (count <= countMax) return;
  const { fromMs, toMs, speed, framesPerSecond: rate } = part;
  const seconds = Math.floor((countMax - 1) / rate);
  const faster = Math.ceil((toMs - fromMs) / 1000 / seconds);
  throw new UsageError(
    `--${kind}: ${((toMs - fromMs) / 1000).toFixed(0)} s at --speed ${speed} are ${count} frames, and ${countMax} at most are allowed; ` +
      `draw a part (--from 0s --to ${seconds * speed}s), or all of it faster (--speed ${faster})${kind === 'svg' ? ', or an asciicast (--cast)' : ''}`,
  );
}

const remedy = 'draw a part of it (--from, --to), faster (--speed) or in fewer cells (--size)';

/** `switch.svg: 101 frames, 20.0 s of the recording, 416 kB`. */
function writtenLine(kind: 'svg' | 'cast', file: string, part: DrawnPart): string {
  const seconds = ((part.toMs - part.fromMs) / 1000).toFixed(1);
  const bytes = statSync(file).size;
  const drawn = `${file}: ${frameCount(part)} frames, ${seconds} s of the recording, ${formatBytes(bytes)}`;
  const note = tooLarge(kind, bytes);
  return note === '' ? drawn : `${drawn}; ${note}: ${remedy}`;
}
