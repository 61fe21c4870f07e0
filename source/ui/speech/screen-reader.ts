import type { Intent } from '../../lab/rules/intent.ts';
import type { SnapshotSource } from '../../lab/view/snapshot.ts';
import { bindingsOf, pressInLayers } from '../keys/key-layers.ts';
import { keymap } from '../keys/keymap.ts';
import { pasteInPrompt } from '../keys/prompt-keys.ts';
import { createLessonGoal } from '../lesson/goal.ts';
import { type CommandDesk, noCommands } from '../state/command-desk.ts';
import type { KeyAnswer, KeyResult, ScreenEffect } from '../state/key-result.ts';
import type { KeyView } from '../state/screen-view.ts';
import type { Study } from '../state/study.ts';
import { initialUi, reduceUi, type SheetName, selectedNode, type UiAction, type UiState } from '../state/ui-state.ts';
import type { Display } from '../terminal/display.ts';
import { createLineWriter } from '../terminal/line-writer.ts';
import { createTerminal, type Terminal } from '../terminal/terminal.ts';
import { lastMsMax } from '../terminal/terminal-output.ts';
import { claimLines, doneLines, lessonLines, promptLines } from './read-aloud.ts';
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

const forTheScreen = 'This key is for the screen. Arrow keys go through the nodes, question mark reads the keys.';

/** The dashboard for a screen reader, or for a terminal that cannot draw: lines of text, one below the other, and the same keys. */
export function openScreenReader({
  source,
  dispatch,
  stdin,
  stdout,
  study,
  desk = noCommands,
  terminal = createTerminal({ stdin, stdout }),
}: ScreenReaderOptions): Display {
  let ui: UiState = { ...initialUi, tour: 'past' };
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
    const binding = keymap.find(({ keys }) => keys.includes(key));
    answer(pressInLayers(key, viewOf()), `${binding?.label ?? key}: ${spoken(binding?.help ?? '')}`);
  }

  function onPaste(text: string): void {
    if (ui.prompt === undefined) return say(['Pasted text is for a command: colon begins one.']);
    answer(pasteInPrompt(text, viewOf()), '');
  }

  function viewOf(): KeyView {
    return { snapshot: source.current(), ui, study, desk };
  }

  /** While a command is written, only what the keyboard does not tell is said. */
  function answer({ actions, result }: KeyAnswer, said: string): void {
    const { prompt } = ui;
    const isWritten = prompt !== undefined && actions.length > 0;
    for (const action of actions) {
      if (isWritten) ui = reduceUi(ui, action, source.current());
      else show(action);
    }
    if (isWritten) say(promptLines(prompt, ui.prompt, result !== undefined));
    if (result !== undefined) take(result, isWritten ? 'Done' : said);
  }

  function take(result: KeyResult, said: string): void {
    switch (result.type) {
      case 'refused':
        return say([spoken(result.reason)]);
      case 'ui':
        return show(result.action);
      case 'effect':
        return carryOut(result.effect);
      case 'intent':
        if (result.intent.type === 'quit') return finish('quit');
        say([`${said}.`]);
        goal.drop();
        return dispatch(result.intent);
    }
  }

  function carryOut(effect: ScreenEffect): void {
    if (effect.type === 'export') return void exportAll();
    if (effect.type !== 'measure') return say([forTheScreen]);
    study.measure(effect.lesson, effect.answer);
    goal.begin(study.scripts[effect.lesson]?.begins);
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
        return readSheet(action.sheet);
      case 'freeze':
        return say([
          ui.frozen === undefined ? 'Changes are read again.' : 'Quiet until you press f again. The lab goes on.',
        ]);
      case 'lesson':
        ui = { ...ui, zoom: undefined, focus: 'topology' }; // arrows go through the nodes
        return say(lessonLines(ui.lesson, wasList, source.current().mode, study));
      default:
        return say([forTheScreen]);
    }
  }

  /** Keys and commands are longer than other answers: somebody asked for them. */
  function readSheet(sheet: SheetName): void {
    switch (sheet) {
      case 'history':
        return say(doneLines(desk));
      case 'commands':
        return all.say(desk.commands.map(({ usage, help }) => `${spoken(usage)}: ${spoken(help)}`));
      case 'help':
        return all.say(bindingsOf(viewOf()).map(({ shown, help }) => `${spoken(shown)}: ${spoken(help)}`));
      case 'claims':
        return say(claimLines(study));
    }
  }

  async function exportAll(): Promise<void> {
    say([spoken(await study.exportSession())]);
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
