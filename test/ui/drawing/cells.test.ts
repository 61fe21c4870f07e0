import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { createCellGrid, setCell } from '../../../source/ui/drawing/cell-grid.ts';
import { cellsOf, firstCells, fitted, plain } from '../../../source/ui/drawing/cells.ts';
import { plainLook } from '../../../source/ui/drawing/look.ts';
import { row, textOf } from '../../../source/ui/drawing/text.ts';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { createScreenWriter } from '../../../source/ui/terminal/screen-writer.ts';
import { drawText, rowOf, sgrTheme } from '../sgr-looks.ts';
import { apply, createTerminal, linesOf, outputTo } from '../terminal-grid.ts';

describe('plain', () => {
  it.each([
    ['song-07', 'song-07', 7],
    ['音楽', '音楽', 4],
    ['한글.txt', '한글.txt', 8],
    ['🎵 x', '🎵 x', 4],
    ['👨‍👩‍👧!', '👨!', 3],
    ['❤️', '❤', 1],
    ['👍🏽', '👍', 2],
    ['🇩🇪', '?', 1],
    ['1️⃣', '1', 1],
    ['cafe\u0301', 'café', 4],
    ['a\x1b[2Jb\r\n\x07\x9bc', 'a [2Jb    c', 11],
    ['a\u202eb\u200bc\ufeff', 'abc', 3],
    ['z\u0300\u0301\u0302\u0303\u0304\u0305', 'z\u0300\u0301\u0302', 1],
    ['\u0301x', 'x', 1],
    ['\ud800 \ue000', '? ?', 3],
  ])('shows %j as %j in %i cells', (text, shown, cells) => {
    expect(plain(text)).toBe(shown);
    expect(cellsOf(plain(text))).toBe(cells);
  });

  it.each([1, 2, 3])('leaves no control and no sequence of any text (seed %i)', (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 300; round++) {
      const text = String.fromCodePoint(
        ...Array.from({ length: 12 }, () => random.below(random.below(2) === 0 ? 0x3000 : 0x110000)),
      );
      expect(plain(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/u);
    }
  });
});

it('counts the cells of every character as string-width does, once it is plain', () => {
  // Soft hyphen, and the Thai and Lao "am" after a letter: terminals show each in a cell of its own.
  const exceptions = [0xad, 0xe33, 0xeb3];
  const different: string[] = [];
  for (let code = 0x20; code < 0x32000; code++) {
    const shown = plain(`a${String.fromCodePoint(code)}`);
    if (cellsOf(shown) !== stringWidth(shown) && !exceptions.includes(code)) different.push(code.toString(16));
  }
  expect(different).toEqual([]);
});

it('cuts and fills to cells, never through a wide character', () => {
  expect(firstCells('音楽x', 3)).toBe('音');
  expect(fitted('音楽x', 3)).toBe('音 ');
  expect(fitted('ab', 4)).toBe('ab  ');
  for (const ascii of [false, true]) {
    const theme = createTheme('peer-to-peer', 'none', ascii);
    for (let width = 1; width < 20; width++)
      expect(
        cellsOf(
          textOf(
            row(
              theme,
              width,
              [
                ['text', 'a 音楽 🎵 '],
                ['text', '한글 song'],
              ],
              [['text', '→']],
            ),
          ),
        ),
      ).toBe(width);
  }
});

it.each([1, 2, 3, 4])('shows wide characters in their cells through changes and overlays (seed %i)', async (seed) => {
  const random = createRandom(seed);
  const texts = ['音楽', 'abc', 'x音', '한글 ok', '⢸█', ' ', 'é→'];
  const terminal = createTerminal(24, 4);
  const { unicode } = terminal;
  expect(unicode.activeVersion).toBe('6');
  let written = '';
  const writer = createScreenWriter(
    outputTo((text) => (written += text)),
    24,
    4,
  );
  writer.open();
  for (let step = 0; step < 60; step++) {
    const line = Array.from({ length: 8 }, () => texts[random.below(texts.length)]).join('');
    writer.setRows({ left: 0, top: random.below(4), width: 24, height: 1 }, [rowOf(fitted(line, 24))], sgrTheme);
    const [column, rowAt] = [random.below(24), random.below(4)];
    writer.paint((grid) => setCell(grid, column, rowAt, '●', plainLook));
    await apply(terminal, written);
    written = '';
    const { columns, rows, characters } = writer.shown();
    const wanted = Array.from({ length: rows }, (_, at) =>
      characters
        .slice(at * columns, (at + 1) * columns)
        .join('')
        .trimEnd(),
    );
    expect(linesOf(terminal).map((text) => text.trimEnd())).toEqual(wanted);
  }
});

it('does not let a wide character stand out of its area', () => {
  const grid = createCellGrid(6, 1);
  drawText(grid, 'ab音c', 3);
  expect(grid.characters).toEqual(['a', 'b', ' ', ' ', ' ', ' ']);
});
