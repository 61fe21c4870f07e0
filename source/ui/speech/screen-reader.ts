import type { Intent } from '../../lab/rules/intent.ts';
import type { SnapshotSource } from '../../lab/view/snapshot.ts';
import type { Dashboard, Study } from '../dashboard.ts';
import { type Row, textOf } from '../drawing/text.ts';
import { createTheme } from '../drawing/theme.ts';
import { type KeyResult, keymap, pressKey } from '../keys/keymap.ts';
import { keyInPrompt, type PromptAnswer, pasteInPrompt } from '../keys/prompt-keys.ts';
import { createLessonGoal } from '../lesson/goal.ts';
import { lessonPane } from '../lesson/pane.ts';
import { pressInLesson } from '../lesson/state.ts';
import type { PromptState } from '../prompt/prompt-state.ts';
import type { ScreenView } from '../screen/area-rows.ts';
import { type CommandDesk, noCommands } from '../state/command-desk.ts';
import { initialUi, reduceUi, selectedNode, type UiAction, type UiState } from '../state/ui-state.ts';
import { createLineWriter } from '../terminal/line-writer.ts';
import { createTerminal, type Terminal } from '../terminal/terminal.ts';
import { lastMsMax } from '../terminal/terminal-output.ts';
import { changeLines, figuresLine, nodeLine, openingLines, spoken } from './spoken.ts';

/** What the lines of a screen reader need. */
export interface ScreenReaderOptions {
  readonly source: SnapshotSource;
  readonly dispatch: (intent: Intent) => void;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly study: Study;
  readonly desk?: CommandDesk;
  /** Absent: that of the streams. */
  readonly terminal?: Terminal;
}

/** Changes are told at most once in this time, figures once in the other one: a voice needs time. */
const changesMs = 1_000;
const figuresMs = 15_000;
/** More lines at a time are counted, not read. */
const linesMax = 12;

/** The dashboard for a screen reader, or for a terminal that cannot draw: lines of text, one below the other, and the same keys. */
export function openScreenReader({
  source,
  dispatch,
  stdin,
  stdout,
  study,
  desk = noCommands,
  terminal = createTerminal({ stdin, stdout }),
}: ScreenReaderOptions): Dashboard {
  let ui: UiState = initialUi;
  let isClosed = false;
  let isGivenBack = true;
  let told = source.current();
  let figuresAt = performance.now() + figuresMs;
  const goal = createLessonGoal(source, dispatch);
  let finish: (end: 'quit' | 'ended') => void = () => undefined;
  const done = new Promise<'quit' | 'ended'>((resolve) => {
    finish = resolve;
  });

  const { input, output } = terminal;
  const all = createLineWriter(output);

  function say(lines: readonly string[]): void {
    const more = lines.length > linesMax ? [`And ${lines.length - linesMax} more changes.`] : [];
    all.say([...lines.slice(0, linesMax), ...more]);
  }

  /** `f` keeps it quiet; what happened meanwhile is told afterwards. */
  function tell(): void {
    goal.approach();
    if (ui.frozen !== undefined) return;
    const snapshot = source.current();
    say(changeLines(told, snapshot));
    told = snapshot;
    if (snapshot.phase !== 'working' || snapshot.pace === 0 || performance.now() < figuresAt) return;
    say([figuresLine(snapshot)]);
    figuresAt = performance.now() + figuresMs;
  }

  function onKey(key: string): void {
    if (!takenByPrompt((view) => keyInPrompt(key, view)) && !takenByLesson(key)) takeKey(key);
  }

  function onPaste(text: string): void {
    if (!takenByPrompt((view) => pasteInPrompt(text, view))) say(['Pasted text is for a command: colon begins one.']);
  }

  /** A command is being written: only what the keyboard does not tell is said. */
  function takenByPrompt(answerOf: (view: ScreenView) => PromptAnswer | undefined): boolean {
    const before = ui.prompt;
    if (before === undefined) return false;
    const snapshot = source.current();
    const answer = answerOf({ theme: createTheme(snapshot.mode, 'none', false), snapshot, ui, study, desk });
    if (answer === undefined) return false;
    for (const action of answer.actions) ui = reduceUi(ui, action, snapshot);
    say(promptLines(before, ui.prompt, answer.result !== undefined));
    if (answer.result !== undefined) take(answer.result, 'Done');
    return true;
  }

  function takeKey(key: string): void {
    const binding = keymap.find(({ keys }) => keys.includes(key));
    const said = `${binding?.label ?? key}: ${spoken(binding?.help ?? '')}`;
    take(pressKey(key, { snapshot: source.current(), ui }), said);
  }

  function take(result: KeyResult, said: string): void {
    if (result.type === 'refused') return say([spoken(result.reason)]);
    if (result.type === 'ui') return show(result.action);
    if (result.intent.type === 'quit') return finish('quit');
    say([`${said}.`]);
    goal.drop();
    dispatch(result.intent);
  }

  function show(action: UiAction): void {
    const snapshot = source.current();
    const wasList = ui.lesson?.type === 'list';
    ui = reduceUi(ui, action, snapshot);
    switch (action.type) {
      case 'prompt':
        if (action.prompt?.kind === 'command')
          return say(['A command, then enter; escape leaves it. help lists them.']);
        ui = { ...ui, prompt: undefined };
        return say(['Filters are for the screen. Colon begins a command.']);
      case 'choose':
      case 'select': {
        const node = selectedNode(ui, snapshot);
        return say([node === undefined ? 'There is no node yet.' : nodeLine(node, snapshot)]);
      }
      case 'sheet':
        ui = { ...ui, sheet: undefined }; // read, and done with
        if (action.sheet === 'history') return say(doneLines(desk));
        if (action.sheet === 'commands') return readCommandsAloud();
        return action.sheet === 'help' ? readKeysAloud() : say(claimLines(study));
      case 'freeze':
        return say([
          ui.frozen === undefined ? 'Changes are read again.' : 'Quiet until you press f again. The lab goes on.',
        ]);
      case 'export':
        return void exportAll();
      case 'lesson':
        return readLesson(wasList);
      default:
        return say(['This key is for the screen. Arrow keys go through the nodes, question mark reads the keys.']);
    }
  }

  async function exportAll(): Promise<void> {
    say([spoken(await study.exportSession())]);
  }

  /** Longer than other answers: somebody asked for it. */
  function readKeysAloud(): void {
    all.say(keymap.map(({ shown, help }) => `${spoken(shown)}: ${spoken(help)}`));
  }

  function readCommandsAloud(): void {
    all.say(desk.commands.map(({ usage, help }) => `${spoken(usage)}: ${spoken(help)}`));
  }

  function takenByLesson(key: string): boolean {
    if (ui.lesson === undefined) return false;
    const step = pressInLesson(ui.lesson, key, study.scripts);
    if (step.type === 'passed') return false;
    if (step.type === 'answered') {
      study.measure(step.lesson, step.answer);
      goal.begin(study.scripts[step.lesson]?.begins);
    }
    show({ type: 'lesson', state: step.type === 'left' ? undefined : step.state });
    return true;
  }

  /** The page of the lesson as the screen would show it, without its frame; in the list only what is chosen now. */
  function readLesson(wasList: boolean): void {
    const state = ui.lesson;
    if (state === undefined) return say(['Out of the lessons.']);
    const { scripts } = study;
    if (state.type === 'list' && wasList)
      return say([spoken(`${state.at + 1} of ${scripts.length}: ${scripts[state.at]?.title ?? 'no lesson'}`)]);
    const theme = createTheme(source.current().mode, 'none', false);
    const page = lessonPane(theme, { left: 0, top: 0, width: 78, height: 40 }, { state, ...study });
    say(pageLines(page));
  }

  input.take();
  const stopKeys = input.listen({ onKey, onPaste });
  void terminal.gone.then(() => finish('ended'));
  say(openingLines(told));
  const timer = setInterval(tell, changesMs);

  return {
    done,
    close() {
      if (!isClosed) isGivenBack = output.flush(lastMsMax);
      isClosed = true;
      clearInterval(timer);
      stopKeys();
      return isGivenBack;
    },
  };
}

/** The rows of a pane as sentences: no colours, no frame, no empty rows. */
export function pageLines(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => spoken(textOf(row))).filter((line) => line !== '');
}

/** What happened to a line that is written: it was left, refused, or became another one than was typed. */
function promptLines(before: PromptState, after: PromptState | undefined, isDone: boolean): readonly string[] {
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
function claimLines({ claims }: Pick<Study, 'claims'>): readonly string[] {
  const rows = claims().map(
    ({ claim, counted, clientServer, peerToPeer, soFar }) =>
      `${claim}, ${counted}: client-server ${clientServer}, peer-to-peer ${peerToPeer}: ${soFar}.`,
  );
  return (rows.length === 0 ? ['There are no claims yet.'] : rows).map(spoken);
}
