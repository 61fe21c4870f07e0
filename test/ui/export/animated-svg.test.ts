import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../source/base/random.ts';
import { type CellGrid, createCellGrid, setCell } from '../../../source/ui/drawing/cell-grid.ts';
import { animatedSvg, restMs } from '../../../source/ui/export/animated-svg.ts';
import type { CastFrame } from '../../../source/ui/export/asciicast.ts';
import { screenSvg } from '../../../source/ui/export/svg.ts';
import { grounds } from '../../../source/ui/export/svg-colors.ts';
import { cellHeight, cellWidth } from '../../../source/ui/export/svg-shapes.ts';
import { drawText, lookNamed } from '../sgr-looks.ts';
import { requireXml } from './require-xml.ts';

const padding = 12;
const picture = { columns: 24, rows: 6, title: 'a lab & its <network>', ground: grounds.dark };

function framesOf(texts: readonly string[]): CastFrame[] {
  return texts.map((text, index) => {
    const grid = createCellGrid(picture.columns, picture.rows);
    drawText(grid, text);
    return { atMs: index * 200, grid };
  });
}

function randomFrames(seed: number): CastFrame[] {
  const random = createRandom(seed);
  let grid = createCellGrid(picture.columns, picture.rows);
  return Array.from({ length: 12 }, (_, index) => {
    grid = { ...grid, characters: [...grid.characters], looks: [...grid.looks] };
    for (let count = 0; count < 30; count++) {
      const style = ['', '1', '38;2;9;8;7', '48;2;1;2;3'][random.below(4)] ?? '';
      setCell(grid, random.below(24), random.below(6), 'aZ│⣿█→●& <'[random.below(10)] ?? ' ', lookNamed(style));
    }
    return { atMs: index * 200, grid };
  });
}

type Elements = ReturnType<typeof parseHTML>['document']['documentElement'];

/** What a viewer of SMIL shows at a moment: everything whose part of the loop it is. */
function shownAt(svg: string, ms: number): string[] {
  const { document } = parseHTML(svg);
  const seconds = (text: string | null): number => Number(/^(?:loop\.begin\+?)?([\d.]*)s?$/.exec(text ?? '')?.[1] || 0);
  const isShown = (element: Elements): boolean => {
    const group = element.closest('.passing > g, .last > g');
    const set = group?.querySelector('set');
    if (set === null || set === undefined) return true;
    const begin = seconds(set.getAttribute('begin')) * 1000;
    const isNow = ms >= begin && ms < Math.round(begin + seconds(set.getAttribute('dur')) * 1000);
    return isNow === (set.getAttribute('to') === 'visible');
  };
  const drawn = [...document.querySelectorAll('text, path')] as Elements[];
  return drawn.filter(isShown).flatMap(marksOf).sort();
}

/** Cell by cell, whatever they are grouped by: a letter with its look, or a part of a path. */
function marksOf(element: Elements): string[] {
  const look = `${element.closest('[color]')?.getAttribute('color')} ${element.closest('[font-weight]') !== null}`;
  if (element.tagName.toLowerCase() === 'path') {
    const name = element.getAttribute('class') ?? 'fill';
    return [...(element.getAttribute('d') ?? '').matchAll(/M[^M]+/g)].flatMap(([part]) =>
      cellsOfPath(name, look, part),
    );
  }
  const [x, y] = ['x', 'y'].map((name) => Number(element.getAttribute(name)));
  return [...(element.textContent ?? '')].map((letter, at) => `${letter} ${look} ${(x ?? 0) + at * cellWidth} ${y}`);
}

/** A background of several cells is as good as one of each. */
function cellsOfPath(name: string, look: string, part: string): string[] {
  const wide = /^M(\d+) (\d+)h(\d+)v20h-\d+z$/.exec(part);
  if (name !== 'ground' || wide === null) return [`${name} ${look} ${part}`];
  const cells = Number(wide[3]) / cellWidth;
  return Array.from({ length: cells }, (_, at) => `${name} ${look} ${Number(wide[1]) + at * cellWidth} ${wide[2]}`);
}

function still(grid: CellGrid): string[] {
  return shownAt(screenSvg(grid, '', 'dark'), 0);
}

describe('a picture that moves', () => {
  it.each([1, 2, 3, 4])('shows at each moment what a still picture of that frame shows (seed %i)', (seed) => {
    const frames = randomFrames(seed);
    const svg = animatedSvg(picture, frames);
    for (const { atMs, grid } of frames) {
      expect(shownAt(svg, atMs)).toEqual(still(grid));
      expect(shownAt(svg, atMs + 199)).toEqual(still(grid));
    }
    const last = frames.at(-1);
    expect(last && shownAt(svg, last.atMs + restMs - 1)).toEqual(last && still(last.grid));
  });

  it('begins and ends nothing but at its frames, and begins again after a rest', () => {
    const svg = animatedSvg(picture, framesOf(['a1', 'a2', 'a3', 'a3', 'a5']));
    const times = [...svg.matchAll(/begin="loop\.begin(?:\+([\d.]+)s)?" dur="([\d.]+)s"/g)];
    const moments = times.flatMap(([, begin = '0', dur]) => [Number(begin), Number(begin) + Number(dur)]);
    expect([...new Set(moments.map((seconds) => Math.round(seconds * 1000)))].sort((a, b) => a - b)).toEqual([
      0, 200, 400, 800,
    ]);
    expect(svg).toContain(`begin="0s;loop.end" dur="${(800 + restMs) / 1000}s"`);
  });

  it('has what does not change once, and what changes once for each time', () => {
    const svg = animatedSvg(picture, framesOf(['stays 1', 'stays 2', 'stays 1', 'stays 1']));
    expect(svg.match(/>stays</g)).toHaveLength(1);
    expect(svg.match(/>1</g)).toHaveLength(2);
    expect(svg.match(/>2</g)).toHaveLength(1);
  });

  it('stands still at the last frame where people want no motion, and where nothing can move', () => {
    const svg = animatedSvg(picture, framesOf(['first', 'other', 'final']));
    const { document } = parseHTML(svg);
    expect(document.querySelector('.passing')?.getAttribute('visibility')).toBe('hidden');
    expect(document.querySelector('.last')?.hasAttribute('visibility')).toBe(false);
    const last = [...document.querySelectorAll('.last text')].map(({ textContent }) => textContent).join('');
    expect(last).toBe('final');
    expect(svg).toMatch(/@media\(prefers-reduced-motion:reduce\)\{\.passing>g\{visibility:hidden!important\}/);
  });

  it('is one well-formed file without scripts that loads nothing', () => {
    const svg = animatedSvg(picture, framesOf(['</text><script>alert(1)</script>', '& \x07 "x"', ']]> <!--']));
    expect(() => requireXml(svg)).not.toThrow();
    expect(svg).not.toMatch(/<script|href|url\(|@import|on[a-z]+=/);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toContain('//');
    expect(svg).toContain('<title>a lab &amp; its &lt;network&gt;</title>');
  });

  it('draws nothing outside of its cells', () => {
    const { document } = parseHTML(animatedSvg(picture, randomFrames(9)));
    const right = padding + picture.columns * cellWidth;
    const bottom = padding + picture.rows * cellHeight;
    for (const text of document.querySelectorAll('text')) {
      const [x = 0, y = 0, width = 0] = ['x', 'y', 'textLength'].map((name) => Number(text.getAttribute(name)));
      expect(x).toBeGreaterThanOrEqual(padding);
      expect(x + (width || cellWidth)).toBeLessThanOrEqual(right);
      expect(y).toBeGreaterThan(padding);
      expect(y).toBeLessThan(bottom);
    }
  });

  it('is a still picture when there is one frame', () => {
    const [frame] = framesOf(['alone']);
    if (frame === undefined) throw new Error('no frame');
    expect(shownAt(animatedSvg(picture, [frame]), 0)).toEqual(still(frame.grid));
  });
});
