import { pressInLayers } from '../keys/key-layers.ts';
import { keymap } from '../keys/keymap.ts';
import { pasteInPrompt } from '../keys/prompt-keys.ts';
import type { Effect, Typed } from '../keys/respond.ts';
import type { KeyAnswer, KeyResult } from '../state/key-result.ts';
import type { KeyView } from '../state/screen-view.ts';
import { reduceUi, selectedNode, type UiAction, type UiState } from '../state/ui-state.ts';
import { counted, lessonLines, promptLines, type ReadAloud, sheetLines } from './read-aloud.ts';
import { nodeLine, spoken } from './spoken.ts';

/** What keys look at where lines are read aloud. */
export type SpokenView = KeyView & ReadAloud;

/** What is done outside where there is no screen. */
export type SpokenEffect = Extract<Effect, { readonly type: 'dispatch' | 'quit' | 'export' | 'measure' }>;

/** The state afterwards, what is said, and then what is to be done. */
export interface SpokenAnswer {
  readonly ui: UiState;
  readonly lines: readonly string[];
  readonly effect?: SpokenEffect;
}

const forTheScreen = 'This key is for the screen. Arrow keys go through the nodes, question mark reads the keys.';

/** Pure: what a key or a pasted text leads to, in words. The keys are those of the screen. */
export function answerAloud(typed: Typed, view: SpokenView): SpokenAnswer {
  const { prompt } = view.ui;
  if (typed.type === 'key') return answered(pressInLayers(typed.key, view), nameOf(typed.key), view);
  if (prompt !== undefined) return answered(pasteInPrompt(typed.text, view), '', view);
  return { ui: view.ui, lines: ['Pasted text is for a command: colon begins one.'] };
}

function nameOf(key: string): string {
  const binding = keymap.find(({ keys }) => keys.includes(key));
  return `${binding?.label ?? key}: ${spoken(binding?.help ?? '')}`;
}

/** `name`: of the key, for what it asks of the lab. */
function answered({ actions, result }: KeyAnswer, name: string, view: SpokenView): SpokenAnswer {
  const isWritten = view.ui.prompt !== undefined && actions.length > 0;
  const first = isWritten ? written(actions, result !== undefined, view) : shown(actions, view);
  if (result === undefined) return first;
  const { lines, ...rest } = outcome(result, isWritten ? 'Done' : name, { ...view, ui: first.ui });
  return { ...rest, lines: [...first.lines, ...lines] };
}

/** While a command is written, only what the keyboard does not tell is said. */
function written(actions: readonly UiAction[], isDone: boolean, { ui: before, snapshot }: SpokenView): SpokenAnswer {
  const ui = actions.reduce((state, action) => reduceUi(state, action, snapshot), before);
  return { ui, lines: before.prompt === undefined ? [] : promptLines(before.prompt, ui.prompt, isDone) };
}

function outcome(result: KeyResult, name: string, view: SpokenView): SpokenAnswer {
  const { ui } = view;
  switch (result.type) {
    case 'refused':
      return { ui, lines: [spoken(result.reason)] };
    case 'ui':
      return shown([result.action], view);
    case 'effect': {
      const { effect } = result;
      const isPossible = effect.type === 'export' || effect.type === 'measure';
      return isPossible ? { ui, lines: [], effect } : { ui, lines: [forTheScreen] };
    }
    case 'intent':
      if (result.intent.type === 'quit') return { ui, lines: [], effect: { type: 'quit' } };
      return { ui, lines: [`${name}.`], effect: { type: 'dispatch', intent: result.intent } };
  }
}

function shown(actions: readonly UiAction[], view: SpokenView): SpokenAnswer {
  return actions.reduce<SpokenAnswer>(
    ({ ui, lines }, action) => {
      const next = show(action, { ...view, ui });
      return { ui: next.ui, lines: [...lines, ...next.lines] };
    },
    { ui: view.ui, lines: [] },
  );
}

/** What a screen would show is said; sheets, filters and zooms do not stay. */
function show(action: UiAction, view: SpokenView): SpokenAnswer {
  const { snapshot, study } = view;
  const ui = reduceUi(view.ui, action, snapshot);
  switch (action.type) {
    case 'prompt':
      if (action.prompt?.kind === 'command')
        return { ui, lines: ['A command, then enter; escape leaves it. help lists them.'] };
      return { ui: { ...ui, prompt: undefined }, lines: ['Filters are for the screen. Colon begins a command.'] };
    case 'choose':
    case 'select': {
      const node = selectedNode(ui, snapshot);
      return { ui, lines: [node === undefined ? 'There is no node yet.' : nodeLine(node, snapshot)] };
    }
    case 'sheet':
      return { ui: { ...ui, sheet: undefined }, lines: sheetLines(action.sheet, view) };
    case 'freeze': {
      const isQuiet = ui.frozen !== undefined;
      return { ui, lines: [isQuiet ? 'Quiet until you press f again. The lab goes on.' : 'Changes are read again.'] };
    }
    case 'lesson': {
      const wasList = view.ui.lesson?.type === 'list';
      const lines = counted(lessonLines(ui.lesson, wasList, snapshot.mode, study));
      return { ui: { ...ui, zoom: undefined, focus: 'topology' }, lines }; // arrows go through the nodes
    }
    default:
      return { ui, lines: [forTheScreen] };
  }
}
