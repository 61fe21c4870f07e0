import { columnsMin, rowsMin } from '../../ui/drawing/layout.ts';
import { beginsAndEnds, type Destination, type FileKind } from '../files/destination.ts';
import type { WrittenFlags } from '../line/flags.ts';
import type { LabOptions } from '../line/lab-options.ts';
import { durationValue, numberValue } from '../line/option-values.ts';
import { type OptionSurroundings, parseOptions } from '../line/options.ts';
import { UsageError } from '../usage-error.ts';

/** What `starmesh replay` is asked for. */
export interface ReplayOptions {
  readonly file: string;
  readonly theme: LabOptions['theme'];
  readonly color: boolean;
  readonly ascii: boolean;
  readonly mouse: boolean;
  /** Undefined: it is played on the terminal. */
  readonly pictures: PictureOptions | undefined;
}

/** Which pictures of a recording are made. */
export interface PictureOptions {
  /** File for an asciicast. */
  readonly cast: Destination | undefined;
  /** File for a picture that moves. */
  readonly svg: Destination | undefined;
  readonly columns: number;
  readonly rows: number;
  readonly speed: number;
  /** Milliseconds since the recording began; `toMs` undefined: to its end. */
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

/** Flags of pictures: without one that names a file they mean nothing. */
const pictureFlags = ['cast', 'svg', 'size', 'speed', 'from', 'to'] as const;

/** Checks the options of `replay`. Throws UsageError. */
export function parseReplayOptions(written: WrittenFlags, surroundings: OptionSurroundings): ReplayOptions {
  const [, file] = written.words;
  if (file === undefined)
    throw new UsageError('`starmesh replay` needs the file of a recording (`--record FILE` makes one)');
  const { theme, color, ascii, mouse } = parseOptions(written, surroundings);
  return { file, theme, color, ascii, mouse, pictures: parsePictures(written) };
}

function parsePictures({ values, switches }: WrittenFlags): PictureOptions | undefined {
  const [cast, svg] = [values.get('cast'), values.get('svg')];
  if (cast === undefined && svg === undefined) {
    const idle = pictureFlags.find((flag) => values.has(flag));
    if (idle === undefined && !switches.has('force')) return undefined;
    throw new UsageError(`--${idle ?? 'force'} is for a picture: name its file with --svg FILE or --cast FILE`);
  }
  const moment = (flag: 'from' | 'to'): number | undefined => {
    const text = values.get(flag);
    return text === undefined ? undefined : durationValue(flag, text, { min: 0, max: 24 * 3_600_000 });
  };
  const [fromMs = 0, toMs] = [moment('from'), moment('to')];
  if (toMs !== undefined && toMs <= fromMs) {
    throw new UsageError(
      `--to ${values.get('to')} is not after --from ${values.get('from') ?? '0s'}; give a later one`,
    );
  }
  const speed = numberValue('speed', values.get('speed') ?? '1', { min: 0.1, max: 1_000, unit: 'times as fast' });
  const force = switches.has('force');
  const at = (file: string | undefined, kind: FileKind) => (file === undefined ? undefined : { file, kind, force });
  return {
    cast: at(cast, castKind),
    svg: at(svg, svgKind),
    ...sizeOf(values.get('size') ?? '100x30'),
    speed,
    fromMs,
    toMs,
  };
}

export const svgKind: FileKind = {
  flag: '--svg',
  example: 'lab.svg',
  name: 'a picture',
  isWhole: (file) => beginsAndEnds(file, /^<svg [^>]*>\n<title>starmesh, /, '</svg>\n'),
};

export const castKind: FileKind = {
  flag: '--cast',
  example: 'lab.cast',
  name: 'an asciicast',
  isWhole: (file) => beginsAndEnds(file, /^\{"version":2,[^\n]*"title":"starmesh, /, ']\n'),
};

const [columnsMax, rowsMax] = [400, 150];

function sizeOf(text: string): Pick<PictureOptions, 'columns' | 'rows'> {
  const allowed = `allowed: ${columnsMin}x${rowsMin} to ${columnsMax}x${rowsMax}, like 100x30`;
  const match = /^(\d{1,5})x(\d{1,5})$/i.exec(text);
  if (match === null) throw new UsageError(`--size ${text} is no size; write COLUMNSxROWS (${allowed})`);
  const [columns, rows] = [Number(match[1]), Number(match[2])];
  if (columns < columnsMin || rows < rowsMin) throw new UsageError(`--size ${text} is too small; ${allowed}`);
  if (columns > columnsMax || rows > rowsMax) throw new UsageError(`--size ${text} is too large; ${allowed}`);
  return { columns, rows };
}
