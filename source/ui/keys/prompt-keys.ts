import { filterCompletion, filterTarget } from '../prompt/filter.ts';
import { type Completion, type PromptState, pasteInto, pressInPrompt, refuse } from '../prompt/prompt-state.ts';
import { noCommands } from '../state/command-desk.ts';
import type { KeyAnswer } from '../state/key-result.ts';
import type { KeyView } from '../state/screen-view.ts';
import type { UiAction } from '../state/ui-state.ts';
import { inPair } from './pair-keys.ts';

/** What a key does while a line is written. Undefined: the key is for others. */
export function keyInPrompt(key: string, view: KeyView): KeyAnswer | undefined {
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
export function pasteInPrompt(text: string, view: KeyView): KeyAnswer {
  const { prompt } = view.ui;
  if (prompt !== undefined) return { actions: written(pasteInto(prompt, text), view) };
  return { actions: [{ type: 'hint', text: 'pasted text is for a command (:) or a filter (/)' }] };
}

const closed = { type: 'prompt', prompt: undefined } as const;

function entered(prompt: PromptState, text: string, { snapshot, ui, pair, desk = noCommands }: KeyView): KeyAnswer {
  const result = desk.run(text, { snapshot, ui });
  if (result.type === 'refused') return { actions: [{ type: 'prompt', prompt: refuse(prompt, result) }] };
  return { actions: [{ ...closed, done: text.trim() }], result: inPair(result, pair) };
}

/** A filter works while it is written. */
function written(prompt: PromptState, view: KeyView): UiAction[] {
  const filter = prompt.kind === 'filter' ? filtering(prompt.line.text, view) : [];
  return [...filter, { type: 'prompt', prompt }];
}

function filtering(text: string, { snapshot, ui }: KeyView): UiAction[] {
  const target = filterTarget(ui, snapshot);
  return target === undefined ? [] : [{ type: 'filter', target, text }];
}

/** What could stand at the end of the line that is being written. */
export function completionOf(before: string, { snapshot, ui, desk = noCommands }: KeyView): Completion {
  const target = filterTarget(ui, snapshot);
  if (ui.prompt?.kind === 'filter' && target !== undefined) return filterCompletion(target, before, snapshot);
  return desk.complete(before, { snapshot, ui });
}
