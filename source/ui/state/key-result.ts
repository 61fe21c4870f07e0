import type { Intent } from '../../lab/rules/intent.ts';
import type { LabSnapshot } from '../../lab/view/snapshot.ts';
import type { Player } from '../../recording/player.ts';
import type { UiAction, UiState } from './ui-state.ts';

/** What the keys look at. */
export interface KeyContext {
  readonly snapshot: LabSnapshot;
  readonly ui: UiState;
}

/** What the screen cannot do to itself alone. */
export type ScreenEffect =
  /** Paints everything anew, whatever others wrote there. */
  | { readonly type: 'redraw' }
  /** Gives the terminal back until the process goes on. */
  | { readonly type: 'suspend' }
  /** Writes what the session has shown to files. */
  | { readonly type: 'export' }
  /** The next colours. */
  | { readonly type: 'theme' }
  /** Begins or ends the second lab. */
  | { readonly type: 'pair' }
  /** The prediction of a lesson is made (undefined: skipped): measure. */
  | { readonly type: 'measure'; readonly lesson: number; readonly answer: number | undefined }
  /** Moves in a recording; gives why it does not. */
  | { readonly type: 'play'; readonly move: (player: Player) => string | undefined };

/** What a key leads to: something for the lab, something on the screen, an effect, or a reason why not. */
export type KeyResult =
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'ui'; readonly action: UiAction }
  | { readonly type: 'effect'; readonly effect: ScreenEffect }
  | { readonly type: 'refused'; readonly reason: string };

/** All that a key leads to: first on the screen, then elsewhere. */
export interface KeyAnswer {
  readonly actions: readonly UiAction[];
  readonly result?: KeyResult;
}

export const intent = (wanted: Intent): KeyResult => ({ type: 'intent', intent: wanted });
export const ui = (action: UiAction): KeyResult => ({ type: 'ui', action });
export const effect = (type: Exclude<ScreenEffect['type'], 'measure' | 'play'>): KeyResult => ({
  type: 'effect',
  effect: { type },
});
export const refused = (reason: string): KeyResult => ({ type: 'refused', reason });
