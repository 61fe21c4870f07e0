import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createRandom, type Random } from '../../source/base/random.ts';
import { apply, createTerminal, linesOf } from '../ui/terminal-grid.ts';
import { isAlive, type ProgramInTerminal, startInTerminal } from './program-in-terminal.ts';

/*
 * Keys and sizes without sense, on the real program. Afterwards the screen stands still and must look like one that is painted anew (SIGCONT), and
 * the program must leave nothing behind. A seed of one's own: STORM_SEED=… npx vitest run test/terminal/storm.test.ts
 */
const seeds = process.env['STORM_SEED'] === undefined ? [1, 2] : [Number(process.env['STORM_SEED'])];
const bursts = 10;
const stepsPerBurst = 8;

/** Not those that leave or suspend; and what is no key at all. `e` writes into a temporary folder. */
const keys = [
  ...'moxrcLlwzsipu.[]+-?jkhf /:0123~ bHSvTeb',
  ...[
    ':theme light\r',
    ':kill n3\r',
    ':nodes 5\r',
    ':zoom nodes\r',
    ':no such thing\r\x1b',
    '/n1\r',
    '/get\x1b',
    ':\t\t\r',
  ],
  ...['\x1b[<0;10;5M', '\x1b[<0;10;5M', '\x1b[<0;70;20M', '\x1b[<0;30;24M', '\x1b[<64;20;10M', '\x1b[<65;70;20M'],
  ...['\x1b[200~kill n2\x1b[201~', '\x1b\x1b'],
  ...['\t', '\r', '\x1b', '\x1b[A', '\x1b[B', '\x1b[Z', '\x1bOP', '\x1b[1;5P', '\x1b[24~', '\x1b[999~', '\x7f', '\x00'],
  ...[
    '\x1b[200~q\x03qq\x1b[201~',
    '\x1b[<0;10;5m',
    '\x1b]11;rgb:12/16/1c\x07',
    '\x1b[?62;22c',
    '\x1b[I',
    '\x1b[12;40R',
    '\x1bP>|xterm(390)\x1b\\',
    '\x1b]11;rgb:12/1',
    '\x1b[109u',
    '\x1bOk',
    '\x0c',
    'é',
    '音',
    '🎵',
  ],
];
const sizes: readonly (readonly [columns: number, rows: number])[] = [
  ...([
    [60, 16],
    [80, 24],
    [120, 40],
    [300, 100],
    [61, 17],
    [79, 16],
    [200, 60],
  ] as const),
  ...([
    [59, 16],
    [60, 15],
    [20, 5],
    [2, 40],
  ] as const),
];

const running: ProgramInTerminal[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const lab of running.splice(0)) lab.dispose();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function pick<T>(random: Random, values: readonly T[], otherwise: T): T {
  return values[random.below(values.length)] ?? otherwise;
}

it.each(seeds)(
  'stands a storm of keys and sizes (STORM_SEED=%i npx vitest run test/terminal/storm.test.ts)',
  { timeout: 120_000 },
  async (seed) => {
    const random = createRandom(seed);
    const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-storm-'));
    folders.push(folder);
    const lab = startInTerminal(['--seed', '7', '--nodes', '4'], 120, 40, folder);
    running.push(lab);
    await lab.until('live star', (screen) => / live\b/.test(screen));
    for (let burst = 1; burst <= bursts; burst++) {
      for (let step = 0; step < stepsPerBurst; step++) {
        if (random.below(3) === 0) lab.resize(...pick(random, sizes, [80, 24] as const));
        lab.press(pick(random, keys, 'm'));
      }
      const written = lab.transcript().length;
      lab.resize(90 + burst, 30 + burst); // a size that was not there before is painted whole
      await lab.until('a whole screen', () => lab.transcript().slice(written).includes('\x1b[2J'));
    }
    const stormed = lab.transcript().length;
    lab.resize(120, 40);
    await lab.until('the last size', () => lab.transcript().slice(stormed).includes(whole));
    lab.press('\x1b');
    await lab.until('a header', () => /starmesh/.test(lab.lines()[0] ?? ''));
    await leaveEverything(lab);
    const changed = lab.transcript();
    process.kill(lab.pid(), 'SIGCONT');
    await lab.until(
      'a screen painted anew',
      () => lab.transcript().lastIndexOf(endUpdate) > lastWhole(lab) && lastWhole(lab) > changed.length,
    );
    const before = lab.transcript().slice(0, lab.transcript().lastIndexOf('\x1b[?1049h'));
    const anew = await screenOf(lab.transcript().slice(lastWhole(lab)));
    const stood = await screenOf(before.slice(before.lastIndexOf(whole)));
    expect(withoutMessages(anew, stood)).toEqual(withoutMessages(stood, anew));

    const pids = [lab.pid(), ...lab.nodePids()];
    lab.press('q');
    expect(await lab.exitCode).toBe(0);
    expect(lab.screen()).toBe('normal');
    expect(pids.filter(isAlive)).toEqual([]);
    const [inside = ''] = lab.transcript().split('\x1b[?1049l');
    expect(inside).not.toContain('\n'); // nothing scrolls: everything is addressed
    expect(lab.transcript().lastIndexOf('\x1b[?2004l')).toBeGreaterThan(lab.transcript().lastIndexOf('\x1b[?2004h'));
  },
);

const whole = '\x1b[2J';
const endUpdate = '\x1b[?2026l';

function lastWhole(lab: ProgramInTerminal): number {
  return lab.transcript().lastIndexOf(whole);
}

/** What a terminal shows that was fed with this alone. */
async function screenOf(text: string): Promise<string[]> {
  const terminal = createTerminal(120, 40);
  await apply(terminal, text);
  return linesOf(terminal).map((line) => line.trimEnd());
}

/** Messages ride on edges: their cells are left out, of both screens. */
function withoutMessages(lines: readonly string[], others: readonly string[]): string[] {
  const isMessage = (character: string | undefined): boolean => character !== undefined && '●■•'.includes(character);
  return lines.map((line, rowAt) => {
    const other = [...(others[rowAt] ?? '')];
    return [...line].map((one, at) => (isMessage(one) || isMessage(other[at]) ? '.' : one)).join('');
  });
}

/** Out of lessons, the tour, help and zoom; then the view is frozen, so that it stands still. */
async function leaveEverything(lab: ProgramInTerminal): Promise<void> {
  const isBare = (): boolean =>
    /Topology.*Requests/.test(lab.lines()[1] ?? '') &&
    !lab.lines().some((line) => line.includes('A short tour')) &&
    !lab.lines()[0]?.includes('FROZEN');
  for (let count = 0; count < 6 && !isBare(); count++) {
    const written = lab.transcript().length;
    lab.press('\x1b');
    await lab.until('an answer', () => lab.transcript().length > written);
  }
  lab.press('9'); // behind it no escape is on its way any more
  await lab.until('the answer to a key without a meaning', (screen) => /no key 9 here/.test(screen));
  const isFrozen = (): boolean => /FROZEN/.test(lab.lines()[0] ?? '');
  if (!isFrozen()) lab.press('f');
  await lab.until('a view that stands still', isFrozen);
}
