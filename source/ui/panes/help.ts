import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { firstSegments, lengthOf, type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import type { KeyBinding } from '../keys/key-binding.ts';
import { keymap } from '../keys/keymap.ts';

/** What the keys do, and how to read the screen; where not even two keys a line have room, the next ones with each part. */
export function helpPane(theme: Theme, area: Rectangle, part = 0, bindings: readonly KeyBinding[] = keymap): Row[] {
  const width = innerWidth(area);
  const { glyphs } = theme;
  const keyLines = linesOf(theme, bindings, 11, ({ help }) => help);
  const legend: Segment[][] = [
    [],
    [
      ['server', `${glyphs.server} server  `],
      ['client', `${glyphs.client} client  `],
      ['peer', `${glyphs.peer} peer  `],
      ['error', `${glyphs.down} down`],
    ],
    [
      ['query', `${glyphs.query} query  `],
      ['query', `${glyphs.hit} hit  `],
      ['content', `${glyphs.content} content  `],
      ['upkeep', `${glyphs.upkeep} upkeep   `],
      ['secondary', 'messages on their way'],
    ],
    [['secondary', 'made, served: requests a node asked for and answered. Latency counts from']],
    [['secondary', 'when a request was due: a queue shows. Each node is a process of its own.']],
  ];
  const height = innerHeight(area);
  const briefly = linesOf(theme, bindings, 7, ({ brief, label }) => brief ?? label);
  if (briefly.length > 2 * height) return pageOfHelp(theme, area, briefly, part);
  const lines = keyLines.length + legend.length - explanationRows <= height ? keyLines : paired(briefly, width);
  const fitting = lines.length + legend.length <= height ? legend : legend.slice(0, -explanationRows); // no half of a sentence
  const rows = [...lines, ...fitting].slice(0, height).map((line) => row(theme, width, line));
  return bordered(theme, area, { title: 'Help', note: [['secondary', 'esc closes']], rows, isFocused: true });
}

function pageOfHelp(theme: Theme, area: Rectangle, lines: readonly Segment[][], part: number): Row[] {
  const height = innerHeight(area);
  const pages = Math.ceil(lines.length / height);
  const page = part % pages;
  const rows = lines.slice(page * height, (page + 1) * height).map((line) => row(theme, innerWidth(area), line));
  const note: Segment[] = [
    ['secondary', `${page + 1} of ${pages}  `],
    ['accentStrong', 'v'],
    ['secondary', ` goes on ${theme.glyphs.middle} esc closes`],
  ];
  return bordered(theme, area, { title: 'Help', note, rows, isFocused: true });
}

/** The last rows of the legend, which a small screen can do without. */
const explanationRows = 2;

/** A line a key. One that only goes back is named by the one that goes forth. */
function linesOf(
  { glyphs }: Theme,
  bindings: readonly KeyBinding[],
  keyWidth: number,
  textOf: (binding: KeyBinding) => string,
): Segment[][] {
  return bindings
    .filter(({ keys }) => !keys.includes('shift+tab') && !keys.includes('up'))
    .map((binding) => {
      const { shown } = binding;
      const key = glyphs.braille ? shown : shown.replace('↑↓', 'dn').replace('↑', 'up');
      return [
        ['accentStrong', key.padEnd(keyWidth)],
        ['text', textOf(binding)],
      ];
    });
}

/** Two keys a line, each cut to its half: where the screen has too few rows. */
function paired(lines: readonly Segment[][], width: number): Segment[][] {
  const half = Math.floor(width / 2);
  const middle = Math.ceil(lines.length / 2);
  return lines.slice(0, middle).map((line, at) => [...cutTo(line, half), ...cutTo(lines[middle + at] ?? [], half)]);
}

function cutTo(line: readonly Segment[], width: number): Segment[] {
  const kept = firstSegments(line, width - 1);
  return [...kept, ['text', ' '.repeat(width - lengthOf(kept))]];
}
