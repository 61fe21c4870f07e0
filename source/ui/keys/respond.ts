import type { Intent } from '../../lab/rules/intent.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { KeyAnswer, KeyResult, ScreenEffect } from '../state/key-result.ts';
import type { KeyView } from '../state/screen-view.ts';
import { reduceUi, type UiState } from '../state/ui-state.ts';
import { pressInLayers } from './key-layers.ts';
import { pasteInPrompt } from './prompt-keys.ts';

/** What comes from a keyboard. */
export type Typed = { readonly type: 'key'; readonly key: string } | { readonly type: 'paste'; readonly text: string };

/** What is to be done outside of the screen's state. */
export type Effect = ScreenEffect | { readonly type: 'dispatch'; readonly intent: Intent } | { readonly type: 'quit' };

/** The screen afterwards, and what is to be done. */
export interface Response {
  readonly ui: UiState;
  readonly effect: Effect | undefined;
}

/** Pure: what a key or a pasted text leads to. `live`: the lab as it is now, where the view shows another moment. */
export function respond(typed: Typed, view: KeyView, live: LabSnapshot): Response {
  const answer = typed.type === 'key' ? pressInLayers(typed.key, view) : pasteInPrompt(typed.text, view);
  return responseTo(answer, view, live);
}

function responseTo({ actions, result }: KeyAnswer, { ui: before, snapshot }: KeyView, live: LabSnapshot): Response {
  const ui = actions.reduce((state, action) => reduceUi(state, action, snapshot), before);
  return result === undefined ? { ui, effect: undefined } : outcome(result, ui, snapshot, live);
}

function outcome(result: KeyResult, ui: UiState, snapshot: LabSnapshot, live: LabSnapshot): Response {
  switch (result.type) {
    case 'ui':
      return { ui: reduceUi(ui, result.action, snapshot), effect: undefined };
    case 'refused':
      return { ui: reduceUi(ui, { type: 'hint', text: result.reason }, snapshot), effect: undefined };
    case 'effect':
      return result.effect.type === 'pair'
        ? { ui: reduceUi(ui, { type: 'pair' }, snapshot), effect: result.effect }
        : { ui, effect: result.effect };
    case 'intent': {
      const { intent } = result;
      if (intent.type === 'quit') return { ui, effect: { type: 'quit' } };
      const change = { intent, before: live };
      return {
        ui: { ...ui, hint: undefined, isNew: false, frozen: undefined, change },
        effect: { type: 'dispatch', intent },
      };
    }
  }
}
