import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { completeCommand, runCommand } from '../../source/commands/dashboard/prompt/command-desk.ts';
import { createLessonDesk } from '../../source/commands/lesson/lesson-desk.ts';
import type { Intent } from '../../source/lab/rules/intent.ts';
import type { LabSnapshot } from '../../source/lab/view/snapshot.ts';
import { type DashboardOptions, openDashboard } from '../../source/ui/app.ts';
import { type CellGrid, createCellGrid, drawRow } from '../../source/ui/drawing/cell-grid.ts';
import { layOut, type Rectangle } from '../../source/ui/drawing/layout.ts';
import { createTheme } from '../../source/ui/drawing/theme.ts';
import { themeNamed } from '../../source/ui/drawing/themes/catalogue.ts';
import { tourRows } from '../../source/ui/lesson/tour-pane.ts';
import { canvasArea } from '../../source/ui/panes/topology.ts';
import { areaRows } from '../../source/ui/screen/area-rows.ts';
import type { AreaName } from '../../source/ui/screen/screen.tsx';
import { noCommands } from '../../source/ui/state/command-desk.ts';
import { bandOf, initialUi, type UiState } from '../../source/ui/state/ui-state.ts';
import { sgrOf } from '../../source/ui/terminal/sgr.ts';
import { stylesOf } from './sgr-looks.ts';
import { snapshotOf } from './snapshots.ts';
import { apply, createTerminal, gridOf, linesOf } from './terminal-grid.ts';

const theme = createTheme('peer-to-peer', 'truecolor', false);
const endings: (() => void)[] = [];

/** A dashboard on a terminal without a window, over a lab that stands still. */
function open(columns: number, rows: number, options: Partial<DashboardOptions> = {}) {
  const terminal = createTerminal(columns, rows);
  let snapshot = snapshotOf({ mode: 'peer-to-peer', nodes: 8, down: 3, isSwitched: true });
  let written = '';
  const intents: Intent[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const stdout = Object.assign(new EventEmitter(), {
    ...{ columns, rows, isTTY: true },
    write: (text: string) => {
      written += text;
      return true;
    },
  });
  const screen = openDashboard({
    source: { current: () => snapshot, onChange: () => () => false },
    dispatch: (intent) => intents.push(intent),
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    ascii: false,
    color: 'truecolor',
    desk: { ...noCommands, run: runCommand, complete: completeCommand },
    mouse: true,
    ...options,
  });
  endings.push(() => {
    screen.close();
    terminal.dispose();
  });
  return {
    intents,
    screen,
    terminal,
    snapshot: () => snapshot,
    change: (next: LabSnapshot) => {
      snapshot = next;
    },
    press: (key: string) => stdin.emit('data', Buffer.from(key)),
    resize(newColumns: number, newRows: number) {
      terminal.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit('resize');
    },
    frames: () => written.split('\x1b[?2026h').length - 1,
    isWhole: () => written.includes('\x1b[2J'),
    async shown(): Promise<CellGrid> {
      const text = written;
      written = '';
      await apply(terminal, text);
      return gridOf(terminal);
    },
  };
}

/** The cells of an area as rows of `character|style`; those of the moving canvas are left out. */
function cellsIn(grid: CellGrid, area: Rectangle, hidden: Rectangle | undefined): string[][] {
  return Array.from({ length: area.height }, (_row, y) =>
    Array.from({ length: area.width }, (_column, x) => {
      const [column, row] = [area.left + x, area.top + y];
      if (hidden !== undefined && isInside(hidden, column, row)) return '';
      const at = row * grid.columns + column;
      return `${grid.characters[at]}|${grid.looks[at] && sgrOf(grid.looks[at])}`;
    }),
  );
}

function isInside({ left, top, width, height }: Rectangle, column: number, row: number): boolean {
  return column >= left && column < left + width && row >= top && row < top + height;
}

const study = { claims: () => [], scripts: [], result: () => [] };

function expectScreen(shown: CellGrid, snapshot: LabSnapshot, changed: Partial<UiState> = {}): void {
  const ui = { ...initialUi, isNew: Object.keys(changed).length === 0, ...changed };
  const { columns, rows } = shown;
  const bandRows = bandOf(ui) === 'tour' ? tourRows : 0;
  const { header, panes, band, comparison, footer } = layOut(columns, rows, ui.zoom, bandRows) ?? expect.fail();
  const help = { left: 0, top: 1, width: columns, height: rows - 3 };
  const middle = { ...(ui.sheet === 'help' ? { help } : panes), ...(band === undefined ? {} : { tour: band }) };
  const areas = Object.entries({ header, ...middle, comparison, footer }) as [AreaName, Rectangle][];
  for (const [name, area] of areas) {
    const drawn = createCellGrid(area.width, area.height);
    for (const [top, row] of areaRows(name, area, { theme, snapshot, ui, study }).entries())
      drawRow(drawn, { left: 0, top, width: area.width }, row, theme);
    const canvas = name === 'topology' ? canvasArea(area, snapshot) : undefined;
    const inPlace = canvas && { ...canvas, left: canvas.left - area.left, top: canvas.top - area.top };
    const wanted = cellsIn(drawn, { ...area, left: 0, top: 0 }, inPlace);
    expect(cellsIn(shown, area, canvas), name).toEqual(wanted);
  }
}

describe('openDashboard', () => {
  afterEach(() => {
    for (const end of endings.splice(0)) end();
  });

  it.each([
    [60, 16],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('shows every pane in its place with its colours at once, at %ix%i', async (columns, rows) => {
    const lab = open(columns, rows);
    expectScreen(await lab.shown(), lab.snapshot());
    expect(linesOf(lab.terminal).join('\n')).toMatch(/[\u2801-\u28ff]/);
  });

  it('answers each key on the screen at once: selection, focus, zoom, help, freeze, refusal', async () => {
    const lab = open(100, 30);
    const steps: readonly (readonly [string, Partial<UiState>])[] = [
      ['j', { selected: 1 }],
      ['j', { selected: 2 }],
      ['\t', { selected: 2, focus: 'requests' }],
      ['\r', { selected: 2, focus: 'requests', zoom: 'requests' }],
      ['?', { selected: 2, focus: 'requests', tour: 0 }],
      ['\x1b[C', { selected: 2, focus: 'requests', tour: 1 }],
      ['?', { selected: 2, focus: 'requests', tour: 'past', sheet: 'help' }],
      ['?', { selected: 2, focus: 'requests', tour: 'past' }],
      ['\r', { selected: 2, focus: 'requests', zoom: 'requests' }],
      ['?', { selected: 2, focus: 'requests', zoom: 'requests', tour: 'past', sheet: 'help' }],
      ['?', { selected: 2, focus: 'requests', zoom: 'requests' }],
      ['\r', { selected: 2, focus: 'requests' }],
      ['x', { selected: 2, focus: 'requests', hint: 'n3 is down already: r starts it again' }],
      ['f', { selected: 2, focus: 'requests', frozen: lab.snapshot() }],
    ];
    for (const [key, ui] of steps) {
      lab.press(key);
      expectScreen(await lab.shown(), lab.snapshot(), ui);
    }
    expect(lab.intents).toEqual([]);
  });

  it.each(['c', '?'])('shows what %s opens over a lesson that fills the screen', async (key) => {
    const { scripts } = createLessonDesk('en', 7);
    const lab = open(60, 16, { study: { ...study, scripts, measure: () => undefined, exportSession: () => '' } });
    const title = async (): Promise<string | undefined> => {
      await lab.shown();
      return linesOf(lab.terminal)[1];
    };
    lab.press('L');
    expect(await title()).toMatch(/ Lessons /);
    lab.press(key);
    expect(await title()).toMatch(key === 'c' ? / The seven claims/ : / Help /);
  });

  it('does what is clicked: a node, a pane, a key, and zooms by a second click', async () => {
    const lab = open(120, 40);
    const { panes } = layOut(120, 40, undefined) ?? expect.fail();
    const { left, top } = panes.nodes ?? expect.fail();
    const click = (column: number, row: number) =>
      lab.press(`\x1b[<0;${column + 1};${row + 1}M\x1b[<0;${column + 1};${row + 1}m`);
    await lab.shown();
    click(left + 5, top + 5);
    expectScreen(await lab.shown(), lab.snapshot(), { focus: 'nodes', selected: 3 });
    click(left + 5, top + 5);
    expectScreen(await lab.shown(), lab.snapshot(), { focus: 'nodes', selected: 3, zoom: 'nodes' });
    lab.press('\x1b[<65;9;9M');
    expectScreen(await lab.shown(), lab.snapshot(), { focus: 'nodes', selected: 4, zoom: 'nodes' });
    lab.press('\r');
    expectScreen(await lab.shown(), lab.snapshot(), { focus: 'nodes', selected: 4 });
    click(linesOf(lab.terminal)[39]?.indexOf('m mode') ?? 0, 39);
    click(linesOf(lab.terminal)[39]?.indexOf('q quit') ?? 0, 39);
    expect(lab.intents).toEqual([{ type: 'switch-mode' }]);
    expect(await lab.screen.done).toBe('quit');
  });

  it('goes through the themes with T, on the background of each, and round again', async () => {
    const names = ['dark', 'light', 'none'] as const;
    const lab = open(80, 24, { themes: names.map((name) => themeNamed(name, false)) });
    const grounds = ['48;2;18;22;29', '48;2;253;252;249', ''];
    for (const at of [0, 1, 2, 0]) {
      const own = stylesOf(await lab.shown()).filter((style) => style.endsWith(grounds[at] ?? '?'));
      expect(own.length, names[at]).toBeGreaterThan(1_200);
      lab.press('T');
    }
  });

  it('follows every size, too small ones as well, and leaves nothing of the last one', async () => {
    const lab = open(120, 40);
    for (const [columns, rows] of [
      [80, 24],
      [40, 10],
      [200, 60],
      [59, 40],
      [60, 16],
      [120, 40],
    ] as const) {
      lab.resize(columns, rows);
      const shown = await lab.shown();
      if (columns >= 60) expectScreen(shown, lab.snapshot());
      else expect(shown.characters.join('').trim()).toBe(`starmesh needs 60x16; this is ${columns}x${rows}`);
    }
  });

  it('shows the new figures with the next key, and the old ones while it is frozen', async () => {
    const lab = open(80, 24);
    const before = lab.snapshot();
    lab.press('f');
    lab.change(snapshotOf({ mode: 'peer-to-peer', nodes: 5 }));
    lab.press('j');
    expectScreen(await lab.shown(), before, { selected: 1, frozen: before });
    lab.press('f');
    expectScreen(await lab.shown(), lab.snapshot(), { selected: 1 });
  });

  it('takes a command in the line above the footer, keeps one that is wrong, and goes back to keys', async () => {
    const lab = open(80, 24);
    const lineAt = (fromEnd: number) => linesOf(lab.terminal).at(-fromEnd)?.trim();
    for (const key of [':', ...'kill n33', '\r']) lab.press(key);
    await lab.shown();
    expect([lineAt(2), lineAt(1)]).toEqual([expect.stringContaining(':kill n33'), expect.stringContaining('no n33')]);
    expect(lab.intents).toEqual([]);
    for (const key of ['\x05', '\x7f', '\x7f', '4', '\r']) lab.press(key);
    expect(lab.intents).toEqual([{ type: 'fault', fault: { type: 'kill', target: 'n4' }, forMs: undefined }]);
    for (const key of [':', '\x1b[A']) lab.press(key);
    await lab.shown();
    expect(lineAt(2)).toContain(':kill n4');
  });

  it('puts pasted text into the line, wide characters in two cells, and does nothing with it', async () => {
    const lab = open(80, 24);
    lab.press('\x1b[200~m\x1b[201~');
    lab.press(':');
    lab.press('\x1b[200~select 世\nq\x1b[201~');
    await lab.shown();
    expect(linesOf(lab.terminal).at(-2)).toMatch(/^ :select 世 q {3}NODE/);
    lab.press('\x15');
    await lab.shown();
    expect(linesOf(lab.terminal).at(-2)).not.toMatch(/世|select/);
    expect(lab.intents).toEqual([]);
  });

  it('filters the nodes with /, and shows all again with escape', async () => {
    const lab = open(80, 24);
    for (const key of ['/', ...'down', '\r']) lab.press(key);
    await lab.shown();
    expect(linesOf(lab.terminal).join('\n')).toMatch(/Nodes \/down ─+ 1 of 8 /);
    for (const key of ['/', '\x15', 'q', '\r', '/', '\x1b[A', '\x7f', '\x7f']) lab.press(key);
    expectScreen(await lab.shown(), lab.snapshot(), { isNew: false });
  });

  it('takes keys however they are written, in panes and in a command, and no report for a key', async () => {
    const lab = open(80, 24);
    for (const report of ['\x1b[12;40R', '\x1bP>|xterm(390)\x1b\\', '\x1b]11;rgb:0000/0000/0000\x1b\\', '\x1b[?1u'])
      for (const piece of [...report]) lab.press(piece);
    expect(lab.intents).toEqual([]);
    lab.press('\x1b[109u');
    expect(lab.intents.splice(0)).toEqual([{ type: 'switch-mode' }]);
    lab.press('\x1b[58;2u');
    for (const letter of 'kill n4') lab.press(`\x1b[${letter.charCodeAt(0)}u`);
    lab.press('\x1bOM');
    expect(lab.intents).toEqual([{ type: 'fault', fault: { type: 'kill', target: 'n4' }, forMs: undefined }]);
    lab.press('\x1b[27;5;99~');
    expect(await lab.screen.done).toBe('quit');
  });

  it('draws once for all keys that come at once, and everything anew by ctrl+l, while a command is written too', async () => {
    const lab = open(80, 24);
    await lab.shown();
    lab.press('jjjjjj');
    expect(lab.frames()).toBe(1);
    for (const keys of ['\x0c', ':', '\x1b[108;5u']) {
      await lab.shown();
      lab.press(keys);
      expect(lab.isWhole()).toBe(keys !== ':');
    }
  });

  it('hands intents on, and ends by q', async () => {
    const lab = open(80, 24);
    lab.press('m');
    expect(lab.intents).toEqual([{ type: 'switch-mode' }]);
    lab.press('q');
    expect(await lab.screen.done).toBe('quit');
  });
});
