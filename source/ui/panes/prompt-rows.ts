import { cellsOf, plain } from '../drawing/cells.ts';
import { lengthOf, type Row, row, type Segment, shown } from '../drawing/text.ts';
import type { Theme } from '../drawing/theme.ts';
import type { Completion, PromptState } from '../prompt/prompt-state.ts';

/** Cells that the text leaves to what could stand there. */
const besideMin = 24;

/** The line that is being written, with its cursor; beside it what could follow. */
export function promptRow(theme: Theme, width: number, prompt: PromptState, completion: Completion): Row {
  const cells = lineCells(theme, prompt);
  const seen = visible(cells, prompt.line.cursor, Math.max(10, width - 3 - besideMin));
  const used = seen.reduce((total, { cells: taken }) => total + taken, 0);
  const mark: Segment = ['accentStrong', prompt.kind === 'command' ? ' :' : ' /'];
  const text = seen.map(({ role, character }): Segment => [role, character]);
  const rest = row(theme, Math.max(0, width - 2 - used), beside(prompt, completion, width - 4 - used));
  return [...shown(theme, [mark, ...text]), ...rest];
}

/** The footer meanwhile: why the line was refused, else the keys of the line. */
export function promptFooter(theme: Theme, width: number, { kind, refusal }: PromptState): Row {
  if (refusal !== undefined) return row(theme, width, [['error', ` ${plain(refusal.reason)}`]]);
  const keys: readonly (readonly [string, string])[] =
    kind === 'command'
      ? [
          ['enter', 'does it'],
          ['tab', 'completes'],
          [theme.glyphs.braille ? '↑↓' : 'up/dn', 'commands before'],
          ['esc', 'leaves'],
        ]
      : [
          ['enter', 'keeps the filter'],
          ['tab', 'completes'],
          ['esc', 'shows all again'],
        ];
  const segments = keys.flatMap(([key, label]): Segment[] => [
    ['accentStrong', key],
    ['secondary', ` ${label}   `],
  ]);
  return row(theme, width, [['text', ' '], ...segments]);
}

interface Cell {
  readonly role: Segment[0];
  readonly character: string;
  readonly cells: number;
}

/** From the mistake on the text is in the colour of errors; the cursor is a block, also behind the text. */
function lineCells(theme: Theme, { line, refusal }: PromptState): Cell[] {
  let column = 0;
  return [...line.text, ' '].map((character, at) => {
    const isWrong = refusal !== undefined && column >= refusal.column;
    column += character.length;
    const isDrawn = theme.glyphs.braille || cellsOf(character) === 1;
    return {
      role: at === line.cursor ? 'badge' : isWrong ? 'error' : 'text',
      character: isDrawn ? character : '??', // in ASCII as many cells
      cells: cellsOf(character),
    };
  });
}

/** The part of a long line around its cursor that fits. */
function visible(cells: readonly Cell[], cursor: number, room: number): readonly Cell[] {
  let from = 0;
  let taken = cells.slice(0, cursor + 1).reduce((total, { cells: one }) => total + one, 0);
  while (taken > room) taken -= cells[from++]?.cells ?? 0;
  let until = cursor + 1;
  for (let cell = cells[until]; cell !== undefined && taken + cell.cells <= room; cell = cells[until]) {
    taken += cell.cells;
    until++;
  }
  return cells.slice(from, until);
}

function beside({ cycle }: PromptState, { candidates, note }: Completion, room: number): Segment[] {
  const all = cycle?.completion.candidates ?? candidates;
  if (all.length < 2) return [['secondary', `  ${plain(note)}`]];
  const from = Math.max(0, (cycle?.at ?? 0) - 2);
  const segments: Segment[] = [['text', '  ']];
  for (const [at, candidate] of all.entries()) {
    if (at < from) continue;
    if (lengthOf(segments) + candidate.length + 2 > room) {
      segments.push(['faint', '…']);
      break;
    }
    segments.push([at === cycle?.at ? 'strong' : 'secondary', `${plain(candidate)}  `]);
  }
  return segments;
}
