import type { ModeName } from '../../lab/view/snapshot.ts';
import { type Row, textOf } from '../drawing/text.ts';
import { createTheme } from '../drawing/theme.ts';
import { bindingsOf } from '../keys/key-layers.ts';
import { lessonPane } from '../lesson/pane.ts';
import type { LessonState } from '../lesson/state.ts';
import type { PromptState } from '../prompt/prompt-state.ts';
import type { CommandDesk } from '../state/command-desk.ts';
import type { StudyView } from '../state/screen-view.ts';
import type { SheetName } from '../state/ui-state.ts';
import { spoken } from './spoken.ts';

/** What is read aloud besides the lab. */
export interface ReadAloud {
  readonly study: StudyView;
  readonly desk: CommandDesk;
}

/** More lines at a time are counted, not read. */
const linesMax = 12;

/** As many lines as one listens to. */
export function counted(lines: readonly string[]): readonly string[] {
  const more = lines.length > linesMax ? [`And ${lines.length - linesMax} more changes.`] : [];
  return [...lines.slice(0, linesMax), ...more];
}

/** What covers the panes of a screen. Keys and commands are longer than other answers: somebody asked for them. */
export function sheetLines(sheet: SheetName, { study, desk }: ReadAloud): readonly string[] {
  switch (sheet) {
    case 'history':
      return counted(doneLines(desk));
    case 'commands':
      return desk.commands.map(({ usage, help }) => `${spoken(usage)}: ${spoken(help)}`);
    case 'help':
      return bindingsOf({}).map(({ shown, help }) => `${spoken(shown)}: ${spoken(help)}`);
    case 'claims':
      return counted(claimLines(study));
  }
}

/** The rows of a pane as sentences: no colours, no frame, no empty rows. */
export function pageLines(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => spoken(textOf(row))).filter((line) => line !== '');
}

/** What happened to a line that is written: it was left, refused, or became another one than was typed. */
export function promptLines(before: PromptState, after: PromptState | undefined, isDone: boolean): readonly string[] {
  if (after === undefined) return isDone ? [] : ['Out of the command.'];
  if (after.refusal !== undefined && after.refusal !== before.refusal)
    return [`${spoken(after.refusal.reason)}. The line is: ${after.line.text}`];
  const typed = Math.abs([...after.line.text].length - [...before.line.text].length) <= 1;
  return typed && after.cycle === undefined && after.recalled === undefined ? [] : [`The line is: ${after.line.text}`];
}

/** The latest of what was done, and what does it all again. */
function doneLines(desk: CommandDesk): readonly string[] {
  const done = desk.done().commands.slice(-doneLinesMax);
  const lines = done.map(({ at, text }) => `At ${Math.round(at / 1_000)} seconds: ${text}.`);
  return [...lines, `The same again: ${desk.again().at(-1) ?? ''}`];
}

const doneLinesMax = 8;

/** The seven claims, a line each. */
function claimLines({ claims }: Pick<StudyView, 'claims'>): readonly string[] {
  const rows = claims().map(
    ({ claim, counted, clientServer, peerToPeer, soFar }) =>
      `${claim}, ${counted}: client-server ${clientServer}, peer-to-peer ${peerToPeer}: ${soFar}.`,
  );
  return (rows.length === 0 ? ['There are no claims yet.'] : rows).map(spoken);
}

/** The page of the lesson as the screen would show it, without its frame; in the list only what is chosen now. */
export function lessonLines(
  state: LessonState | undefined,
  wasList: boolean,
  mode: ModeName,
  study: Pick<StudyView, 'scripts' | 'result' | 'here'>,
): readonly string[] {
  if (state === undefined) return ['Out of the lessons.'];
  const { scripts } = study;
  if (state.type === 'list' && wasList)
    return [spoken(`${state.at + 1} of ${scripts.length}: ${scripts[state.at]?.title ?? 'no lesson'}`)];
  const area = { left: 0, top: 0, width: 78, height: 40 };
  return pageLines(lessonPane(createTheme(mode, 'none', false), area, { state, ...study }));
}
