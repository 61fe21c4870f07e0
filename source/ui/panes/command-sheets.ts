import { formatClock } from '../../base/units.ts';
import { bordered, innerHeight, innerWidth } from '../drawing/border.ts';
import { plain } from '../drawing/cells.ts';
import type { Rectangle } from '../drawing/layout.ts';
import { type Row, row, type Segment } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import { wrapped } from '../drawing/wrapped.ts';
import { keymap } from '../keys/keymap.ts';
import { matches } from '../prompt/filter.ts';
import type { CommandDesk } from '../state/command-desk.ts';
import { filterNote, filterTitle } from './filtered-rows.ts';

/** Every command with what it does. */
export function commandsSheet(theme: Theme, area: Rectangle, desk: CommandDesk, filter: string | undefined): Row[] {
  const lines = desk.commands.map(({ usage, help }) => [`:${usage}`, help] as const);
  return listSheet(theme, area, { title: 'Commands', lines, filter, note: '? keys · / filters · esc closes' });
}

/** The keys that a filter lets through, with their whole help. */
export function filteredHelp(theme: Theme, area: Rectangle, filter: string): Row[] {
  const lines = keymap.map(({ shown, help }) => [shown, help] as const);
  return listSheet(theme, area, { title: 'Help', lines, filter, note: '' });
}

interface ListContent {
  readonly title: string;
  readonly lines: readonly (readonly [name: string, text: string])[];
  readonly filter: string | undefined;
  readonly note: string;
}

function listSheet(theme: Theme, area: Rectangle, { title, lines, filter, note }: ListContent): Row[] {
  const width = innerWidth(area);
  const height = innerHeight(area);
  const shown = lines.filter((line) => filter === undefined || matches(filter, line.join(' ')));
  const nameWidth = 2 + Math.max(...lines.map(([name]) => name.length));
  const kept = shown.length > height ? shown.slice(0, height - 1) : shown;
  const rows = kept.map(([name, text]) =>
    row(theme, width, [
      ['accentStrong', name.padEnd(nameWidth)],
      ['text', text],
    ]),
  );
  const missing = shown.length - kept.length;
  if (missing > 0) rows.push(row(theme, width, [['faint', `${missing} more: / finds them`]]));
  const right: Segment[] = filter === undefined ? [['secondary', note]] : filterNote(shown.length, lines.length);
  return bordered(theme, area, { title: filterTitle(title, filter), note: right, rows, isFocused: true });
}

/** What was done in this session, the newest last, and beneath it what does the same again in a script. */
export function historySheet(theme: Theme, area: Rectangle, desk: CommandDesk, filter: string | undefined): Row[] {
  const width = innerWidth(area);
  const { commands, dropped } = desk.done();
  const shown = commands.filter(({ text }) => filter === undefined || matches(filter, text));
  const again = desk.again().flatMap((line) => scriptLines(line, width));
  const room = Math.max(1, innerHeight(area) - again.length - 2);
  const list = shown.slice(-room).map(({ at, text }): Segment[] => [
    ['secondary', `${formatClock(at).padStart(7)}  `],
    ['text', `:${plain(text)}`],
  ]);
  if (list.length === 0) list.push([['secondary', filter === undefined ? 'nothing was done yet' : 'nothing matches']]);
  const lines: Segment[][] = [...list, [], [['accent', 'The same again, in a script']], ...again.map((line) => [line])];
  const rows = lines.slice(0, innerHeight(area)).map((line) => row(theme, width, line));
  const gone = dropped === 0 ? '' : `${dropped} older ones forgotten · `;
  const note: Segment[] =
    filter === undefined ? [['secondary', `${gone}esc closes`]] : filterNote(shown.length, commands.length);
  return bordered(theme, area, { title: filterTitle('Done in this session', filter), note, rows, isFocused: true });
}

/** A comment is cut between words, a command between its flags: it can be copied. */
function scriptLines(line: string, width: number): Segment[] {
  if (line.startsWith('#'))
    return wrapped(line, width - 4).map((part, at) => ['secondary', (at === 0 ? '' : '#   ') + part]);
  const lines: string[] = [];
  for (const part of line.split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= width) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(last === undefined ? part : `  ${part}`);
  }
  return lines.map((part, at) => ['strong', plain(part) + (at < lines.length - 1 ? ' \\' : '')]);
}
