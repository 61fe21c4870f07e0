import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../../source/base/random.ts';
import { type CellGrid, copyCells, createCellGrid, setCell } from '../../../source/ui/drawing/cell-grid.ts';
import type { Rectangle } from '../../../source/ui/drawing/layout.ts';
import { plainLook } from '../../../source/ui/drawing/look.ts';
import { createScreenWriter } from '../../../source/ui/terminal/screen-writer.ts';
import { lookNamed, rowOf, rowsOf, sgrTheme, stylesOf } from '../sgr-looks.ts';
import { apply, createTerminal, gridOf, outputTo } from '../terminal-grid.ts';

const characters = ['a', 'Z', '7', ' ', ' ', '│', '─', '⣿', '⠁', '◆', '✗', '█', '→'];
const styles = [
  '',
  '',
  '1',
  '7',
  '31',
  '90',
  '1;33',
  '38;2;240;184;92',
  '1;7;38;2;1;2;3;48;2;38;50;66',
  '30;43',
  '97;100',
];

function pick<T>(random: Random, values: readonly T[], otherwise: T): T {
  return values[random.below(values.length)] ?? otherwise;
}

/** Changes some cells, in runs as text has them. */
function scribble(grid: CellGrid, random: Random): void {
  for (let run = random.below(12); run >= 0; run--) {
    const row = random.below(grid.rows);
    const style = pick(random, styles, '');
    const first = random.below(grid.columns);
    for (let column = first; column < first + random.below(20); column++)
      setCell(grid, column, row, pick(random, characters, ' '), lookNamed(style));
  }
}

const nothing = (): void => undefined;
const firstRow = { left: 0, top: 0, width: 12, height: 1 };

function whole({ columns: width, rows: height }: CellGrid): Rectangle {
  return { left: 0, top: 0, width, height };
}

describe('createScreenWriter', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'shows exactly what is wanted through rows, overlays and resizes (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const terminal = createTerminal(40, 12);
      let written = '';
      const writer = createScreenWriter(
        outputTo((text) => (written += text)),
        40,
        12,
      );
      let frame = createCellGrid(40, 12);
      writer.open();
      for (let step = 0; step < 40; step++) {
        if (random.below(8) === 0) {
          const [columns, rows] = [8 + random.below(60), 3 + random.below(25)];
          frame = createCellGrid(columns, rows);
          terminal.resize(columns, rows);
          writer.resize(columns, rows);
          scribble(frame, random);
          writer.setRows(whole(frame), rowsOf(frame), sgrTheme);
        } else if (random.below(2) === 0) {
          scribble(frame, random);
          writer.setRows(whole(frame), rowsOf(frame), sgrTheme);
        }
        const wanted = createCellGrid(frame.columns, frame.rows);
        copyCells(frame, wanted);
        const overlay = random.fork(`overlay ${step}`);
        const isOverlaid = random.below(3) > 0;
        if (isOverlaid) scribble(wanted, random.fork(`overlay ${step}`));
        writer.paint((grid) => (isOverlaid ? scribble(grid, overlay) : undefined));
        await apply(terminal, written);
        written = '';
        expect(gridOf(terminal), `step ${step}`).toEqual(wanted);
        writer.paint((grid) => (isOverlaid ? scribble(grid, random.fork(`overlay ${step}`)) : undefined));
        expect(written, `step ${step}: nothing changed`).toBe('');
      }
      terminal.dispose();
    },
  );

  it('shows rows over others until all are cleared, through overlays that come and go', async () => {
    const random = createRandom(11);
    const terminal = createTerminal(40, 12);
    const area = { left: 7, top: 2, width: 21, height: 8 };
    let written = '';
    const writer = createScreenWriter(
      outputTo((text) => (written += text)),
      40,
      12,
    );
    writer.open();
    let wanted = createCellGrid(40, 12);
    const part = createCellGrid(area.width, area.height);
    for (let step = 0; step < 60; step++) {
      if (step % 13 === 0) {
        wanted = createCellGrid(40, 12);
        scribble(wanted, random);
        writer.clear();
        writer.setRows(whole(wanted), rowsOf(wanted), sgrTheme);
      }
      scribble(part, random);
      writer.setRows(area, rowsOf(part), sgrTheme);
      part.characters.forEach((character, at) => {
        const row = area.top + Math.floor(at / area.width);
        setCell(wanted, area.left + (at % area.width), row, character, part.looks[at] ?? plainLook);
      });
      const overlaid = createCellGrid(40, 12);
      copyCells(wanted, overlaid);
      const hasOverlay = step % 3 > 0;
      if (hasOverlay) scribble(overlaid, random.fork(`overlay ${step}`));
      writer.paint((grid) => (hasOverlay ? scribble(grid, random.fork(`overlay ${step}`)) : undefined));
      await apply(terminal, written);
      written = '';
      expect(gridOf(terminal), `step ${step}`).toEqual(overlaid);
    }
    terminal.dispose();
  });

  it('cuts a row to its area, and fills the area where rows are missing', () => {
    const writer = createScreenWriter(
      outputTo(() => undefined),
      10,
      3,
    );
    writer.open();
    const dots = rowOf('..........');
    writer.setRows({ left: 0, top: 0, width: 10, height: 3 }, [dots, dots, dots], sgrTheme);
    writer.setRows({ left: 2, top: 0, width: 4, height: 2 }, [rowOf('abcdefgh')], sgrTheme);
    let text = '';
    writer.paint(({ characters: shown }) => {
      text = shown.join('');
    });
    expect(text).toBe('..abcd......    ..............');
  });

  it('writes one cell when one cell changed, inside of a synchronized update', () => {
    let written = '';
    const writer = createScreenWriter(
      outputTo((text) => (written += text)),
      80,
      24,
    );
    writer.open();
    writer.setRows(firstRow, [rowOf('hello')], sgrTheme);
    writer.paint(nothing);
    written = '';
    writer.setRows(firstRow, [rowOf('hallo')], sgrTheme);
    writer.paint(nothing);
    expect(written).toBe('\x1b[?2026h\x1b[1;2Ha\x1b[?2026l');
  });

  it('paints nothing before it opened and after it closed, and closes once', () => {
    const written: string[] = [];
    const writer = createScreenWriter(
      outputTo((text) => void written.push(text)),
      80,
      24,
    );
    writer.close();
    writer.setRows(firstRow, [rowOf('hello')], sgrTheme);
    writer.paint(nothing);
    expect(written).toEqual([]);
    writer.open();
    writer.close();
    const count = written.length;
    writer.close();
    writer.paint(nothing);
    expect(written).toHaveLength(count);
  });

  it('lays a ground behind everything, another one at once, and none again', async () => {
    const terminal = createTerminal(12, 3);
    let written = '';
    const writer = createScreenWriter(
      outputTo((text) => (written += text)),
      12,
      3,
    );
    writer.open();
    const [nine, eight] = ['38;2;9;9;9', '38;2;8;8;8'];
    const painted = `a\x1b[${nine}mb\x1b[${eight}mc\x1b[1;${eight}md\x1b[0me\x1b[48;2;7;7;7mf\x1b[${nine}mg`;
    const paintOn = async (ground: string): Promise<string[]> => {
      writer.setGround(lookNamed(ground));
      writer.setRows(firstRow, [rowOf(painted)], sgrTheme);
      writer.paint(nothing);
      await apply(terminal, written);
      written = '';
      writer.paint(nothing);
      expect(written).toBe('');
      const shown = stylesOf(gridOf(terminal));
      expect(new Set(shown.slice(7))).toEqual(new Set([ground]));
      return shown.slice(0, 7);
    };
    const on = (front: string, behind: string): string[] => [
      ...[`${front};${behind}`, `${nine};${behind}`, `${eight};${behind}`, `1;${eight};${behind}`],
      ...[`${front};${behind}`, `${front};48;2;7;7;7`, `${nine};${behind}`],
    ];
    expect(await paintOn('38;2;1;2;3;48;2;250;250;250')).toEqual(on('38;2;1;2;3', '48;2;250;250;250'));
    expect(await paintOn('38;5;231;48;5;16')).toEqual(on('38;5;231', '48;5;16'));
    expect(await paintOn('')).toEqual(['', nine, eight, `1;${eight}`, '', '48;2;7;7;7', nine]);
    terminal.dispose();
  });

  it('asks for the mouse only when it is wanted, and never leaves it on', async () => {
    const terminal = createTerminal(12, 3);
    let written = '';
    const writer = createScreenWriter(
      outputTo((text) => (written += text)),
      12,
      3,
    );
    writer.open(true);
    await apply(terminal, written);
    expect(terminal.modes.mouseTrackingMode).toBe('vt200');
    writer.close();
    await apply(terminal, written);
    expect(terminal.modes.mouseTrackingMode).toBe('none');
    expect(written.lastIndexOf('\x1b[?1006l')).toBeGreaterThan(written.lastIndexOf('\x1b[?1006h'));
    written = '';
    createScreenWriter(
      outputTo((text) => (written += text)),
      12,
      3,
    ).open();
    expect(written).not.toContain('1000h');
    terminal.dispose();
  });

  it('gives the terminal back: first screen, cursor, wrapping, colours', async () => {
    const terminal = createTerminal(30, 6);
    await apply(terminal, 'before');
    let written = '';
    const writer = createScreenWriter(
      outputTo((text) => (written += text)),
      30,
      6,
    );
    writer.open();
    writer.setRows(firstRow, [rowOf('\x1b[31mhello')], sgrTheme);
    writer.paint(nothing);
    await apply(terminal, written);
    expect(terminal.buffer.active.type).toBe('alternate');
    expect(terminal.modes.wraparoundMode).toBe(false);
    written = '';
    writer.close();
    await apply(terminal, `${written}!`);
    expect(terminal.buffer.active.type).toBe('normal');
    expect(terminal.modes.wraparoundMode).toBe(true);
    expect(gridOf(terminal).characters.join('').trim()).toBe('before!');
    expect(stylesOf(gridOf(terminal)).every((style) => style === '')).toBe(true);
    expect(written).toContain('\x1b[?25h');
    terminal.dispose();
  });
});
