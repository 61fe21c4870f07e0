import { plainLook } from '../drawing/look.ts';
import type { CastFrame } from './asciicast.ts';
import { type SvgFrame, svgOf } from './svg.ts';
import { drawnCells, type PlacedCell, placedAt } from './svg-cells.ts';

/** Cells that were on the screen from one time to another, in milliseconds; `untilMs` undefined: to the end. */
interface Life {
  readonly fromMs: number;
  readonly untilMs: number | undefined;
  readonly cells: PlacedCell[];
}

/** So long the last frame stays before the first one comes again. */
export const restMs = 1_500;

/**
 * Frames as a picture that moves, in one file without scripts, and begins again at its end. Each content of a cell is in it once, hidden before
 * and after its time: nothing is painted over and nothing is between two frames, so nothing flickers. A reader who wants no motion sees the last
 * frame. All frames have the size of `picture`; the first one is at 0 ms.
 *
 * SMIL's `set` and no CSS: browsers work hundreds of CSS animations out sixty times a second, and a `set` when it begins and ends.
 */
export function animatedSvg(picture: SvgFrame, frames: Iterable<CastFrame>): string {
  const { lives, endMs } = livesOf(frames);
  const loopMs = endMs + restMs;
  const parts = { still: '', passing: '', last: '' };
  for (const { fromMs, untilMs, cells } of lives) {
    const drawn = drawnCells(cells, picture.ground);
    if (drawn === '') continue;
    if (untilMs !== undefined) parts.passing += `<g>${set('visible', fromMs, untilMs)}\n${drawn}</g>\n`;
    else if (fromMs > 0) parts.last += `<g>${set('hidden', 0, fromMs)}\n${drawn}</g>\n`;
    else parts.still += drawn;
  }
  const loop = `<set id="loop" attributeName="display" to="inline" begin="0s;loop.end" dur="${loopMs / 1000}s"/>`;
  const moving = `<g class="passing" visibility="hidden">\n${parts.passing}</g>\n<g class="last">\n${parts.last}</g>\n`;
  return svgOf(picture, `${parts.still}<g>${loop}</g>\n${moving}`, stillStyles);
}

const stillStyles = `
@media(prefers-reduced-motion:reduce){.passing>g{visibility:hidden!important}.last>g{visibility:visible!important}}
`;

/** Frames change at once: where one part ends the next one begins. */
function set(to: 'visible' | 'hidden', fromMs: number, untilMs: number): string {
  const begin = fromMs === 0 ? 'loop.begin' : `loop.begin+${fromMs / 1000}s`;
  return `<set attributeName="visibility" to="${to}" begin="${begin}" dur="${(untilMs - fromMs) / 1000}s"/>`;
}

/** What stood in each cell and for how long; what came and went together is together. */
function livesOf(frames: Iterable<CastFrame>): { readonly lives: readonly Life[]; readonly endMs: number } {
  const lives = new Map<string, Life>();
  let before: CastFrame['grid'] | undefined;
  let endMs = 0;
  const since: number[] = [];

  function end(at: number, untilMs: number | undefined): void {
    if (before === undefined) return;
    const fromMs = since[at] ?? 0;
    const key = `${fromMs} ${untilMs}`;
    const life = lives.get(key) ?? { fromMs, untilMs, cells: [] };
    lives.set(key, life);
    life.cells.push(placedAt(before.columns, at, before.characters[at] ?? ' ', before.looks[at] ?? plainLook));
  }

  for (const { atMs, grid } of frames) {
    for (let at = 0; at < grid.characters.length; at++) {
      if (before?.characters[at] === grid.characters[at] && before?.looks[at] === grid.looks[at]) continue;
      end(at, atMs);
      since[at] = atMs;
    }
    before = grid;
    endMs = atMs;
  }
  for (const at of since.keys()) end(at, undefined);
  return { lives: [...lives.values()], endMs };
}
