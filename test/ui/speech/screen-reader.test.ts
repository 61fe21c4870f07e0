import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Intent } from '../../../source/lab/rules/intent.ts';
import type { LabSnapshot } from '../../../source/lab/view/snapshot.ts';
import { keymap } from '../../../source/ui/keys/keymap.ts';
import { openScreenReader } from '../../../source/ui/speech/screen-reader.ts';
import { type CommandDesk, noCommands } from '../../../source/ui/state/command-desk.ts';
import { snapshotOf } from '../snapshots.ts';

function open(desk?: CommandDesk) {
  let snapshot: LabSnapshot = snapshotOf({ mode: 'client-server', nodes: 5 });
  let written = '';
  const intents: Intent[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const stdout = Object.assign(new EventEmitter(), {
    write: (text: string) => {
      written += text;
      return true;
    },
  });
  const reader = openScreenReader({
    source: { current: () => snapshot, onChange: () => () => false },
    dispatch: (intent) => intents.push(intent),
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    ...(desk === undefined ? {} : { desk }),
    study: {
      claims: () => [],
      scripts: [],
      result: () => [],
      measure: () => undefined,
      exportSession: () => 'written to x.md',
    },
  });
  return {
    reader,
    intents,
    press: (key: string) => stdin.emit('data', Buffer.from(key)),
    change: (next: LabSnapshot) => {
      snapshot = next;
    },
    snapshot: () => snapshot,
    /** What was said since the last question. */
    said(): string[] {
      const lines = written.split('\n').slice(0, -1);
      written = '';
      return lines;
    },
  };
}

describe('openScreenReader', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells of changes once a second at most, of figures every fifteen, and of nothing else', () => {
    const lab = open();
    expect(lab.said()[0]).toMatch(/^starmesh, client-server/);
    vi.advanceTimersByTime(10_000);
    expect(lab.said()).toEqual([]);
    lab.change({ ...lab.snapshot(), churnMs: 20_000 });
    vi.advanceTimersByTime(500);
    expect(lab.said()).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(lab.said()).toEqual(['Nodes come and go, 20 seconds a session.']);
    vi.advanceTimersByTime(19_000);
    expect(lab.said()).toHaveLength(2);
    lab.reader.close();
    vi.advanceTimersByTime(60_000);
    expect(lab.said()).toEqual([]);
  });

  it('answers keys in words, and hands intents on', async () => {
    const lab = open();
    lab.said();
    lab.press('j');
    expect(lab.said()[0]).toMatch(/^n2, 2 of 5: client/);
    lab.press('m');
    expect(lab.intents).toEqual([{ type: 'switch-mode' }]);
    expect(lab.said()).toEqual(['mode: turn the same machines into the other network.']);
    lab.press('r');
    expect(lab.said()).toEqual(['n2 is running: x kills it']);
    lab.press('e');
    await Promise.resolve();
    await Promise.resolve();
    expect(lab.said()).toEqual(['written to x.md']);
    lab.press('?');
    expect(lab.said()).toHaveLength(keymap.length);
    lab.press('\t');
    expect(lab.said()[0]).toContain('for the screen');
    lab.reader.close();
  });

  it('takes keys however they are written, and no report for a key', async () => {
    const lab = open();
    for (const piece of ['\x1b', '[12;', '40R', '\x1bP>|xterm', '(390)\x1b', '\\']) lab.press(piece);
    expect(lab.intents).toEqual([]);
    lab.press('\x1b[109u');
    expect(lab.intents).toEqual([{ type: 'switch-mode' }]);
    lab.press('\x1b[99;5u');
    expect(await lab.reader.done).toBe('quit');
    lab.reader.close();
  });

  it('keeps quiet from f to f, and tells then what happened', () => {
    const lab = open();
    lab.press('f');
    lab.said();
    lab.change({ ...lab.snapshot(), churnMs: 20_000 });
    vi.advanceTimersByTime(30_000);
    expect(lab.said()).toEqual([]);
    lab.press('f');
    vi.advanceTimersByTime(1_000);
    expect(lab.said()).toContain('Nodes come and go, 20 seconds a session.');
    lab.reader.close();
  });

  it('counts what would be too much at a time', () => {
    const lab = open();
    const many = lab.snapshot().nodes.slice(0, 1);
    lab.change({ ...lab.snapshot(), nodes: many });
    vi.advanceTimersByTime(1_000);
    lab.said();
    const big = snapshotOf({ mode: 'client-server', nodes: 40 });
    lab.change({ ...big, nodes: big.nodes.map((node, at) => ({ ...node, slowness: 1 + at })) });
    vi.advanceTimersByTime(1_000);
    lab.said();
    lab.change(big);
    vi.advanceTimersByTime(1_000);
    expect(lab.said().length).toBeLessThanOrEqual(13);
    lab.change({ ...big, nodes: big.nodes.map((node, at) => ({ ...node, slowness: 2 + at })) });
    vi.advanceTimersByTime(1_000);
    const said = lab.said();
    expect(said).toHaveLength(13);
    expect(said.at(-1)).toBe('And 28 more changes.');
    lab.reader.close();
  });

  it('takes commands behind a colon, and says why one is refused', () => {
    const desk: CommandDesk = {
      ...noCommands,
      commands: [{ usage: 'mode MODE', help: 'the other network' }],
      run: (text) =>
        text === 'mode'
          ? { type: 'intent', intent: { type: 'switch-mode' } }
          : text === 'help'
            ? { type: 'ui', action: { type: 'sheet', sheet: 'commands' } }
            : { type: 'refused', column: 0, reason: `there is no ${text}` },
    };
    const lab = open(desk);
    lab.said();
    lab.press(':');
    expect(lab.said()).toEqual(['A command, then enter; escape leaves it. help lists them.']);
    lab.press('mx');
    expect([lab.said(), lab.intents]).toEqual([[], []]);
    lab.press('\r');
    expect(lab.said()).toEqual(['there is no mx. The line is: mx']);
    lab.press('\x1b[F\x7fode\r');
    expect([lab.said(), lab.intents]).toEqual([['Done.'], [{ type: 'switch-mode' }]]);
    lab.press(':help\r');
    expect(lab.said().at(-1)).toBe('mode MODE: the other network');
    lab.press('/');
    expect(lab.said()).toEqual(['Filters are for the screen. Colon begins a command.']);
    lab.press('j');
    expect(lab.said()[0]).toMatch(/^n2, 2 of 5/);
    lab.reader.close();
  });

  it('writes plain lines: no sequence, no sign outside ASCII', () => {
    const lab = open();
    for (const key of ['?', 'c', 'j', 'L', 'm']) lab.press(key);
    const said = lab.said();
    expect(said.length).toBeGreaterThan(30);
    for (const line of said) expect(line).toMatch(/^[ -~]+$/);
    lab.reader.close();
  });

  it('ends by q', async () => {
    const lab = open();
    lab.press('q');
    expect(await lab.reader.done).toBe('quit');
    lab.reader.close();
  });
});
