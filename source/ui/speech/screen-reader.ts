import type { Intent } from '../../lab/rules/intent.ts';
import type { SnapshotSource } from '../../lab/view/snapshot.ts';
import type { Typed } from '../keys/respond.ts';
import { createLessonGoal } from '../lesson/goal.ts';
import { type CommandDesk, noCommands } from '../state/command-desk.ts';
import type { Study } from '../state/study.ts';
import { initialUi, type UiState } from '../state/ui-state.ts';
import type { Display } from '../terminal/display.ts';
import { createLineWriter } from '../terminal/line-writer.ts';
import { createTerminal, type Terminal } from '../terminal/terminal.ts';
import { lastMsMax } from '../terminal/terminal-output.ts';
import { answerAloud, type SpokenEffect } from './answer-aloud.ts';
import { counted } from './read-aloud.ts';
import { changeLines, figuresLine, openingLines, spoken } from './spoken.ts';

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
  const { say } = createLineWriter(output);

  /** `f` keeps it quiet; what happened meanwhile is told afterwards. */
  function tell(): void {
    goal.approach();
    if (ui.frozen !== undefined) return;
    const snapshot = source.current();
    say(counted(changeLines(told, snapshot)));
    told = snapshot;
    if (snapshot.phase !== 'working' || snapshot.pace === 0 || performance.now() < figuresAt) return;
    say([figuresLine(snapshot)]);
    figuresAt = performance.now() + figuresMs;
  }

  function onTyped(typed: Typed): void {
    const { ui: next, lines, effect } = answerAloud(typed, { snapshot: source.current(), ui, study, desk });
    ui = next;
    say(lines);
    if (effect !== undefined) carryOut(effect);
  }

  function carryOut(effect: SpokenEffect): void {
    switch (effect.type) {
      case 'quit':
        return finish('quit');
      case 'export':
        return void exportAll();
      case 'dispatch':
        goal.drop();
        return dispatch(effect.intent);
      case 'measure':
        study.measure(effect.lesson, effect.answer);
        return goal.begin(study.scripts[effect.lesson]?.begins);
    }
  }

  async function exportAll(): Promise<void> {
    say([spoken(await study.exportSession())]);
  }

  input.take();
  const stopKeys = input.listen({
    onKey: (key) => onTyped({ type: 'key', key }),
    onPaste: (text) => onTyped({ type: 'paste', text }),
  });
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
