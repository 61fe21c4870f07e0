import { expect, it } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { type CellGrid, createCellGrid, setCell } from '../../../source/ui/drawing/cell-grid.ts';
import { plainLook } from '../../../source/ui/drawing/look.ts';
import { castLines } from '../../../source/ui/export/asciicast.ts';
import { type Cast, createScreenTape } from '../../../source/ui/export/screen-tape.ts';
import { differences } from '../../../source/ui/terminal/cell-differences.ts';
import { apply, createTerminal, gridOf } from '../terminal-grid.ts';

/** Changes some cells of a copy. */
function changed(grid: CellGrid, random: ReturnType<typeof createRandom>, cells: number): CellGrid {
  const next = { ...grid, characters: [...grid.characters], looks: [...grid.looks] };
  for (let count = 0; count < cells; count++)
    setCell(next, random.below(grid.columns), random.below(grid.rows), 'ab◆⣿'[random.below(4)] ?? ' ', plainLook);
  return next;
}

async function lastScreen({ events, ...size }: Cast): Promise<CellGrid> {
  const lines = [...castLines({ ...size, title: '', startedAtMs: 0 }, events)].slice(1);
  const terminal = createTerminal(size.columns, size.rows);
  for (const [, type, text] of lines.map((line) => JSON.parse(line))) {
    if (type === 'r') terminal.resize(...(text.split('x').map(Number) as [number, number]));
    else await apply(terminal, text);
  }
  return gridOf(terminal);
}

it.each([1, 2, 3])('holds the last minute, beginning whole, through new sizes (seed %i)', async (seed) => {
  const random = createRandom(seed);
  const tape = createScreenTape();
  let grid = createCellGrid(20, 5);
  for (let atMs = 0; atMs <= 150_000; atMs += 500) {
    const before = grid;
    if (atMs % 40_000 === 0) grid = createCellGrid(20 + random.below(20), 4 + random.below(5));
    grid = changed(grid, random, 6);
    tape.painted(
      atMs,
      before.columns === grid.columns && before.rows === grid.rows ? differences(before, grid) : '?',
      grid,
    );
  }
  const cast = tape.cast(150_000);
  if (cast === undefined) throw new Error('nothing on the tape');
  expect(cast.lengthMs).toBeGreaterThanOrEqual(60_000);
  expect(cast.lengthMs).toBeLessThan(64_500);
  expect(cast.events[0]).toMatchObject({ type: 'output', atMs: 0 });
  expect(await lastScreen(cast)).toEqual(grid);
});

it('forgets earlier what is too much to keep', () => {
  const tape = createScreenTape();
  for (let atMs = 0; atMs < 60_000; atMs += 100) tape.painted(atMs, 'x'.repeat(40_000), createCellGrid(20, 5));
  const cast = tape.cast(60_000);
  const kept = cast?.events.reduce((total, event) => total + (event.type === 'output' ? event.text.length : 0), 0);
  expect(kept).toBeLessThanOrEqual(6_000_000);
  expect(kept).toBeGreaterThan(4_000_000);
  expect(cast?.events[0]).toMatchObject({ type: 'output', atMs: 0 });
});

it('has nothing before the first frame', () => {
  expect(createScreenTape().cast(5)).toBeUndefined();
});
