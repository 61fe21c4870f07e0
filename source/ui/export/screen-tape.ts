import type { CellGrid } from '../drawing/cell-grid.ts';
import type { Look } from '../drawing/look.ts';
import { wholeScreen } from '../terminal/cell-differences.ts';
import type { CastEvent } from './asciicast.ts';

/** The last minute of a screen. */
export interface ScreenTape {
  /** The screen shows `grid` now; `changes` made it so. Times are any clock in milliseconds. */
  painted(atMs: number, changes: string, grid: CellGrid, ground?: Look): void;
  /** What is on the tape: it begins with a whole screen, and times count from there. Undefined: nothing was painted yet. */
  cast(nowMs: number): Cast | undefined;
}

/** What is on a tape, as a cast has it. */
export interface Cast {
  readonly columns: number;
  readonly rows: number;
  readonly lengthMs: number;
  readonly events: readonly CastEvent[];
}

/** A stretch of time that begins with a whole screen: everything before it can be forgotten. */
interface Stretch {
  readonly startMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly outputs: { readonly atMs: number; readonly text: string }[];
}

const keptMs = 60_000;
const stretchMs = 4_000;
/** A screen that changes more than that has a shorter memory. */
const charactersMax = 6_000_000;

export function createScreenTape(): ScreenTape {
  const stretches: Stretch[] = [];
  let characters = 0;

  function forget(nowMs: number): void {
    while (stretches.length > 1 && ((stretches[1]?.startMs ?? nowMs) <= nowMs - keptMs || characters > charactersMax)) {
      for (const { text } of stretches.shift()?.outputs ?? []) characters -= text.length;
    }
  }

  return {
    painted(atMs, changes, grid, ground) {
      const { columns, rows } = grid;
      let stretch = stretches.at(-1);
      const goesOn = stretch?.columns === columns && stretch.rows === rows && atMs - stretch.startMs < stretchMs;
      const text = goesOn ? changes : wholeScreen(grid, ground);
      if (stretch === undefined || !goesOn) {
        stretch = { startMs: atMs, columns, rows, outputs: [] };
        stretches.push(stretch);
      }
      stretch.outputs.push({ atMs, text });
      characters += text.length;
      forget(atMs);
    },
    cast(nowMs) {
      forget(nowMs);
      const [first] = stretches;
      if (first === undefined) return undefined;
      const { startMs, columns, rows } = first;
      const events = stretches.flatMap((stretch, at): CastEvent[] => {
        const before = stretches[at - 1] ?? stretch;
        const atMs = stretch.startMs - startMs;
        const isResized = before.columns !== stretch.columns || before.rows !== stretch.rows;
        return [
          ...(isResized ? [{ type: 'resize', atMs, columns: stretch.columns, rows: stretch.rows } as const] : []),
          ...stretch.outputs.map((output) => ({ type: 'output', ...output, atMs: output.atMs - startMs }) as const),
        ];
      });
      return { columns, rows, lengthMs: nowMs - startMs, events };
    },
  };
}
