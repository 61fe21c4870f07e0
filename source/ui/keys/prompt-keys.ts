import { filterTarget } from '../prompt/filter.ts';
import { type PromptState, pasteInto, pressInPrompt, refuse } from '../prompt/prompt-state.ts';
import { completionOf, type ScreenView } from '../screen/area-rows.ts';
import { noCommands } from '../state/command-desk.ts';
import type { UiAction } from '../state/ui-state.ts';
import type { KeyResult } from './keymap.ts';

/** What a key does while a line is written: to the screen, and when a command is finished. Undefined: the key is for others. */
export interface PromptAnswer {
  readonly actions: readonly UiAction[];
  readonly result?: KeyResult;
}

export function keyInPrompt(key: string, view: ScreenView): PromptAnswer | undefined {
  const { prompt, past } = view.ui;
  if (prompt === undefined) return undefined;
  const step = pressInPrompt(prompt, key, { history: past, complete: (before) => completionOf(before, view) });
  switch (step.type) {
    case 'passed':
      return undefined;
    case 'editing':
      return { actions: written(step.prompt, view) };
    case 'left':
      return { actions: prompt.kind === 'filter' ? [...filtering('', view), closed] : [closed] };
    case 'entered':
      return prompt.kind === 'filter' ? { actions: [closed] } : entered(prompt, step.text, view);
  }
}

/** Pasted text goes into the line. */
export function pasteInPrompt(text: string, view: ScreenView): PromptAnswer {
  const { prompt } = view.ui;
  if (prompt !== undefined) return { actions: written(pasteInto(prompt, text), view) };
  return { actions: [{ type: 'hint', text: 'pasted text is for a command (:) or a filter (/)' }] };
}

const closed = { type: 'prompt', prompt: undefined } as const;

function entered(prompt: PromptState, text: string, { snapshot, ui, desk = noCommands }: ScreenView): PromptAnswer {
  const result = desk.run(text, { snapshot, ui });
  if (result.type === 'refused') return { actions: [{ type: 'prompt', prompt: refuse(prompt, result) }] };
  return { actions: [{ ...closed, done: text.trim() }], result };
}

/** A filter works while it is written. */
function written(prompt: PromptState, view: ScreenView): UiAction[] {
  const filter = prompt.kind === 'filter' ? filtering(prompt.line.text, view) : [];
  return [...filter, { type: 'prompt', prompt }];
}

function filtering(text: string, { snapshot, ui }: ScreenView): UiAction[] {
  const target = filterTarget(ui, snapshot);
  return target === undefined ? [] : [{ type: 'filter', target, text }];
}
