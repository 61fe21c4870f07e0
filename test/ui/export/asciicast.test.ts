import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { type CellGrid, createCellGrid, setCell } from '../../../source/ui/drawing/cell-grid.ts';
import { type CastFrame, castEvents, castLines } from '../../../source/ui/export/asciicast.ts';
import { lookNamed } from '../sgr-looks.ts';
import { apply, createTerminal, gridOf } from '../terminal-grid.ts';

const header = { columns: 30, rows: 8, title: 'a "screen"', startedAtMs: 1_700_000_000_400 };

/** Frames that differ in some cells; after the tenth the terminal has another size. */
function randomFrames(seed: number): CastFrame[] {
  const random = createRandom(seed);
  let grid = createCellGrid(30, 8);
  return Array.from({ length: 20 }, (_, at) => {
    const [columns, rows] = at < 10 ? [30, 8] : [44, 6];
    const next = createCellGrid(columns, rows);
    if (grid.columns === columns) next.characters.splice(0, next.characters.length, ...grid.characters);
    for (let count = 0; count < 25; count++)
      setCell(
        next,
        random.below(columns),
        random.below(rows),
        'aZ│⣿█→ '[random.below(7)] ?? ' ',
        lookNamed(['', '1', '38;2;9;8;7'][random.below(3)] ?? ''),
      );
    grid = next;
    return { atMs: at * 66, grid };
  });
}

/** Plays a recording as a player does: a terminal of the header's size is fed line by line. */
async function played(lines: readonly string[], onEvent: (atMs: number, grid: CellGrid) => void): Promise<void> {
  const [head, ...events] = lines.map((line) => JSON.parse(line));
  const terminal = createTerminal(head.width, head.height);
  for (const [seconds, type, text] of events) {
    if (type === 'r') terminal.resize(...(text.split('x').map(Number) as [number, number]));
    else await apply(terminal, text);
    onEvent(seconds * 1000, gridOf(terminal));
  }
  terminal.dispose();
}

describe('asciicast', () => {
  it.each([1, 2, 3])('shows every frame at its time when it is played, through a new size (seed %i)', async (seed) => {
    const frames = randomFrames(seed);
    const lines = [...castLines(header, castEvents(frames))];
    const seen = new Map<number, CellGrid>();
    await played(lines, (atMs, grid) => seen.set(Math.round(atMs), grid));
    for (const { atMs, grid } of frames) expect(seen.get(atMs)).toEqual(grid);
    expect(seen.size).toBe(frames.length);
  });

  it('begins with a header of version 2, one JSON value a line; time never goes back, and the cursor is there again at the end', () => {
    const events = [
      { type: 'output', atMs: 20, text: 'b\n\x1b[1m' },
      { type: 'output', atMs: 10, text: 'a' },
      { type: 'resize', atMs: 30, columns: 80, rows: 24 },
    ] as const;
    expect([...castLines(header, events)]).toEqual([
      '{"version":2,"width":30,"height":8,"timestamp":1700000000,"title":"a \\"screen\\""}\n',
      '[0,"o","\\u001b[?25l"]\n',
      '[0.02,"o","b\\n\\u001b[1m"]\n',
      '[0.02,"o","a"]\n',
      '[0.03,"r","80x24"]\n',
      '[0.03,"o","\\u001b[0m\\u001b[?25h"]\n',
    ]);
  });
});
