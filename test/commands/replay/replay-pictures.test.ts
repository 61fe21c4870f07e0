import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeWhole } from '../../../source/commands/files/whole-file.ts';
import { castKind, type PictureOptions, svgKind } from '../../../source/commands/replay/replay-options.ts';
import { requirePictureFiles, writePictures } from '../../../source/commands/replay/replay-pictures.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { encodeBlock, encodeFrame, encodeHead, formatName, formatVersion } from '../../../source/recording/format.ts';
import { openRecording } from '../../../source/recording/recording.ts';
import { someRecording } from '../../recording/some-recording.ts';
import { requireXml } from '../../ui/export/require-xml.ts';
import { snapshotOf } from '../../ui/snapshots.ts';
import { apply, createTerminal, linesOf } from '../../ui/terminal-grid.ts';

const standard = { cast: undefined, svg: undefined, columns: 100, rows: 30, speed: 1, fromMs: 0, toMs: undefined };
const screen = { file: 'lab.starmesh', theme: undefined, color: true, ascii: false, mouse: false };

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-pictures-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Pictures as a test names them: by their files. */
type Named = Partial<Omit<PictureOptions, 'svg' | 'cast'> & Record<'svg' | 'cast', string>>;

function named({ svg, cast, ...rest }: Named, force = false): PictureOptions {
  const at = (file: string | undefined, kind: typeof svgKind) =>
    file === undefined ? undefined : { file, kind, force };
  return { ...standard, ...rest, svg: at(svg, svgKind), cast: at(cast, castKind) };
}

async function written(
  pictures: Named,
  { bytes = someRecording(4), ascii = false, signal = new AbortController().signal } = {},
): Promise<string[]> {
  const lines: string[] = [];
  const options = { ...screen, ascii, pictures: named(pictures) };
  for await (const line of writePictures(openRecording(bytes), options, signal)) lines.push(line);
  return lines;
}

async function cast(pictures: Named, bytes?: Buffer) {
  const file = path.join(temporaryFolder(), 'lab.cast');
  await written({ cast: file, ...pictures }, bytes === undefined ? {} : { bytes });
  const [head, ...events] = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { head, events: events as [number, string, string][] };
}

/** What stands on a terminal that plays it, up to a time in seconds. */
async function screenOf({ head, events }: Awaited<ReturnType<typeof cast>>, until = Number.POSITIVE_INFINITY) {
  const terminal = createTerminal(head.width, head.height);
  for (const [seconds, , text] of events) if (seconds <= until) await apply(terminal, text);
  return linesOf(terminal).join('\n');
}

describe('a cast of a recording', () => {
  it('is the dashboard over it, from its first frame to its last one', async () => {
    const made = await cast({});
    expect(made.head).toMatchObject({ version: 2, width: 100, height: 30, timestamp: 1_795_435_200 });
    const first = await screenOf(made, 0);
    expect(first).toMatch(/◆ CLIENT-SERVER .* REPLAY/);
    expect(first).toContain('▶ 00:00 / 00:03');
    expect(first).toContain('recorded 2026-11-23 12:00 UTC on processes, seed 7, by starmesh 0.1.0');
    const last = await screenOf(made);
    expect(last).toMatch(/⬢ PEER-TO-PEER .* REPLAY/);
    expect(last).toContain('▶ 00:03 / 00:03');
    expect(made.events.at(-1)?.[0]).toBeCloseTo(3.8, 1);
    expect(made.events.map(([seconds]) => seconds)).toEqual(
      made.events.map(([seconds]) => seconds).sort((a, b) => a - b),
    );
  });

  it('is of a part of it, as fast as it is asked for, in any size', async () => {
    const made = await cast({ fromMs: 1_000, toMs: 3_000, speed: 4, columns: 80, rows: 24 });
    expect(made.head).toMatchObject({ width: 80, height: 24, timestamp: 1_795_435_201 });
    expect(await screenOf(made, 0)).toContain('▶ 00:01 / 00:03');
    expect(await screenOf(made, 0.2)).toContain('◆ CLIENT-SERVER');
    expect(await screenOf(made, 0.3)).toContain('⬢ PEER-TO-PEER');
    expect(await screenOf(made)).toMatch(/▶ 00:03 \/ 00:03.* 4x/);
    expect(made.events.at(-1)?.[0]).toBeCloseTo(0.5, 5);
  });

  it('ends where it is asked to, and not at the next tenth of a second', async () => {
    expect(await screenOf(await cast({ fromMs: 1_950, toMs: 1_990 }))).toContain('◆ CLIENT-SERVER');
  });

  it('paints the ground of the theme behind everything', async () => {
    const [, [, , first] = []] = (await cast({ toMs: 0 })).events;
    expect(first).toContain('\x1b[0;38;2;205;214;224;48;2;18;22;29m\x1b[2J');
  });

  it('of a recording that was cut off holds what there is', async () => {
    const bytes = someRecording(4);
    const made = await cast({}, bytes.subarray(0, bytes.length - 5));
    expect(await screenOf(made)).toContain('▶ 00:02 / 00:02');
    const early = await cast({ toMs: 60_000 }, bytes);
    expect(early.events.at(-1)?.[0]).toBeCloseTo(3.8, 1);
  });
});

describe('a picture of a recording', () => {
  it('is whole XML, with five frames a second, and small', async () => {
    const svg = path.join(temporaryFolder(), 'lab.svg');
    const [line] = await written({ svg });
    const text = readFileSync(svg, 'utf8');
    requireXml(text);
    expect(line).toMatch(/lab\.svg: 20 frames, 3\.8 s of the recording, \d+ kB$/);
    const begins = new Set([...text.matchAll(/begin="loop\.begin\+([\d.]+)s"/g)].map(([, seconds]) => Number(seconds)));
    expect(begins.size).toBeGreaterThan(12);
    expect([...begins].filter((seconds) => Math.abs(seconds * 5 - Math.round(seconds * 5)) > 1e-9)).toEqual([]);
    expect(text).toContain('>PEER-TO-PEER<');
  });

  it('has the ground of its theme, and can do without colours and shapes', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => path.join(folder, name);
    const draw = async (svg: string, changes: object): Promise<string> => {
      const options = { ...screen, ...changes, pictures: named({ toMs: 200, svg }) };
      for await (const _ of writePictures(openRecording(someRecording(2)), options, new AbortController().signal));
      return readFileSync(svg, 'utf8');
    };
    expect(await draw(at('dark.svg'), {})).toContain('fill="#12161d" stroke="#303a46"');
    expect(await draw(at('light.svg'), { theme: 'light' })).toMatch(/fill="#f[0-9a-f]{5}" stroke="#c9ced6"/);
    const plain = await draw(at('plain.svg'), { color: false, ascii: true });
    expect(new Set(plain.match(/color="[^"]*"/g))).toEqual(new Set(['color="#cdd6e0"', 'color="#12161c"']));
    expect(plain.replaceAll('\n', '')).toMatch(/^[ -~]*$/);
  });

  it('of too long a part is refused with what to do, and the cast of it is not', async () => {
    const bytes = someRecording(150);
    const svg = path.join(temporaryFolder(), 'long.svg');
    await expect(written({ svg }, { bytes })).rejects.toThrow(
      /--svg: 150 s at --speed 1 are 750 frames, and 600 at most are allowed; draw a part \(--from 0s --to 119s\), or all of it faster \(--speed 2\)/,
    );
    const [line] = await written({ svg, speed: 2 }, { bytes });
    expect(line).toContain('376 frames');
  });

  it('that begins after the end is refused with where that is', async () => {
    const svg = path.join(temporaryFolder(), 'late.svg');
    await expect(written({ svg, fromMs: 9_000 })).rejects.toThrow(
      '--from 9s is too late: the recording ends after 3.8 s; give an earlier one',
    );
  });

  it('that is interrupted leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const stop = new AbortController();
    function* pieces() {
      yield 'half';
      expect(readdirSync(folder)).toHaveLength(1);
      stop.abort();
      yield 'a picture';
    }
    await expect(
      writeWhole({ file: path.join(folder, 'lab.cast'), kind: castKind, force: false }, pieces(), stop.signal),
    ).rejects.toThrow(/abort/);
    const svg = path.join(folder, 'lab.svg');
    await expect(written({ svg }, { signal: stop.signal })).rejects.toThrow(/abort/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('files of pictures', () => {
  const refused = (recording: string, files: Named) => () => requirePictureFiles(recording, named(files));

  it('are refused when they could not be written, before anything is read', () => {
    const folder = temporaryFolder();
    expect(refused('gone', { svg: folder })).toThrow(/--svg .* is a folder; name a file in it, like .*lab\.svg/);
    expect(refused('gone', { cast: path.join(folder, 'gone', 'a.cast') })).toThrow(/--cast .*: there is no folder/);
    expect(refused('gone', { svg: '/proc/a.svg' })).toThrow(/--svg \/proc\/a\.svg cannot be written/);
    expect(refused('gone', { svg: path.join(folder, 'a.svg'), cast: path.join(folder, 'a.cast') })).not.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never take the place of the recording or of each other, whatever they are called', () => {
    const folder = temporaryFolder();
    const recording = path.join(folder, 'lab.starmesh');
    const link = path.join(folder, 'link.svg');
    writeFileSync(recording, 'x');
    symlinkSync(recording, link);
    expect(refused(recording, { svg: link })).toThrow(/--svg .*link\.svg is the recording itself; name another file/);
    expect(refused(recording, { svg: 'same', cast: './same' })).toThrow(
      '--cast ./same is --svg too; name another file',
    );
  });
});

describe('text from outside in a recording', () => {
  /** A title, a cleared screen, a colour, a lying direction. */
  const evil = '\u001b]0;x\u0007\u001b[2J\u001b[31m\u009b2J\u202e\r';
  const evilRecording = (): Buffer => {
    const clean = snapshotOf({ mode: 'client-server', nodes: 8, seed: 1 });
    const snapshot: LabSnapshot = {
      ...clean,
      settings: { ...clean.settings, link: evil },
      nodes: clean.nodes.map((node) => ({ ...node, address: evil, cause: evil })),
      placement: { ...clean.placement, items: clean.placement.items.map((item) => ({ ...item, name: evil })) },
    };
    const head = {
      format: formatName,
      version: formatVersion,
      starmesh: '0.1.0',
      startedAt: '2026-01-01T00:00:00.000Z',
    } as const;
    return Buffer.concat([
      encodeHead({ ...head, seed: 7, measuredOn: 'processes' } as const),
      encodeBlock([encodeFrame({ at: 0, snapshot })], [{ at: 0, text: evil }]),
    ]);
  };
  const acting = /[\p{Cc}\u202a-\u202e]/u;

  it('acts on no terminal and stands in no file', async () => {
    const bytes = evilRecording();
    const { head, events } = await cast({ columns: 120, rows: 40 }, bytes);
    expect(head.title).not.toMatch(acting);
    const shown = events.map(([, , text]) => text.replace(/\u001b\[(?:[\d;]*[mH]|2J|\?25[lh])/g, '')).join('');
    expect(shown).not.toMatch(acting);
    const plain = await cast({ columns: 120, rows: 40 }, someRecording(1));
    expect(events.join('').match(/\u001b\[2J/g)).toHaveLength(plain.events.join('').match(/\u001b\[2J/g)?.length ?? 0);
    const svg = path.join(temporaryFolder(), 'lab.svg');
    await written({ svg, columns: 120, rows: 40 }, { bytes });
    expect(readFileSync(svg, 'utf8').replaceAll('\n', '')).not.toMatch(acting);
    requireXml(readFileSync(svg, 'utf8'));
  });
});
