import type { Intent } from '../../lab/rules/intent.ts';
import { otherMode } from '../../modes/facts.ts';
import { effect, type KeyContext, type KeyResult, refused, ui } from '../state/key-result.ts';
import { focusedSide, type PairView, snapshotOf, whyNotBoth } from '../state/pair-view.ts';
import type { KeyView } from '../state/screen-view.ts';
import { canGoBack, selectedNode, type UiState } from '../state/ui-state.ts';
import type { KeyBinding } from './key-binding.ts';
import { keymap, pressKey } from './keymap.ts';

/** Keys for which both at once is no place, and why. */
const refusals: Readonly<Record<string, string>> = {
  m: 'both modes are there already: b goes back to one lab, which m turns',
  L: 'lessons need one lab: b goes back to it, then L',
  S: 'S sorts a pane of one lab: b goes back to it',
};

/** What a key does while there are two labs: what it asks goes to both, once both work. */
export function pressInPair(key: string, view: KeyView, pair: PairView): KeyResult {
  const { ui: state } = view;
  const refusal = refusals[key];
  if (refusal !== undefined) return refused(refusal);
  if (key === 'b' || (key === 'escape' && !canGoBack(state))) return effect('pair');
  if (key === '/' && state.sheet === undefined) return refused('/ filters a pane of one lab: b goes back to it');
  if (key === 'tab' || key === 'shift+tab') return ui({ type: 'side', side: otherMode(focusedSide(pair, state.side)) });
  const isEnter = key === 'return' || key === 'enter';
  if (isEnter && state.zoom === undefined) return lookInside(pair, state);
  return inPair(pressKey(key, lookAt(key, view, pair)), pair);
}

/** The selected node of the side that has the focus, if there is one to look into. */
function lookInside(pair: PairView, state: UiState): KeyResult {
  const mode = focusedSide(pair, state.side);
  const snapshot = snapshotOf(pair.sides[mode]);
  if (snapshot !== undefined && selectedNode(state, snapshot) !== undefined) return ui({ type: 'zoom' });
  return refused(`no node of ${mode} is there to look into: tab goes to the other side`);
}

/** What a key or a command leads to where there may be two labs: to both, once both work, and to none of the panes that are not there. */
export function inPair(result: KeyResult, pair: PairView | undefined): KeyResult {
  if (pair === undefined) return result;
  const reason = result.type === 'intent' ? whyNotIntent(result.intent, pair) : whyNotShown(result);
  return reason === undefined ? result : refused(reason);
}

function whyNotIntent(intent: Intent, pair: PairView): string | undefined {
  if (intent.type === 'quit') return undefined;
  const turns = intent.type === 'switch-mode' || (intent.type === 'reorganise' && intent.to.mode !== undefined);
  return turns ? refusals['m'] : whyNotBoth(pair);
}

function whyNotShown(result: KeyResult): string | undefined {
  if (result.type !== 'ui') return undefined;
  if (result.action.type === 'zoom-on') return 'zoom enlarges a pane of one lab: b goes back to it';
  return result.action.type === 'lesson' ? refusals['L'] : undefined;
}

/** The keys that mean something while there are two labs, each by what it does then. */
export function offeredInPair(view: KeyView, pair: PairView): readonly KeyBinding[] {
  return keymap
    .filter((binding) => {
      const [key = ''] = binding.keys;
      if (key === 'b' || key === 'escape') return true;
      return binding.isOffered(lookAt(key, view, pair)) && pressInPair(key, view, pair).type !== 'refused';
    })
    .map((binding) => ({ ...binding, label: labels[binding.keys[0] ?? ''] ?? binding.label }));
}

/** Of keys that mean something else while there are two labs. */
const labels: Readonly<Record<string, string>> = { tab: 'side', return: 'inspect' };

/** How items are found is a matter of the peers, whichever lab is the session's own. */
function lookAt(key: string, context: KeyContext, { sides }: PairView): KeyContext {
  const mesh = snapshotOf(sides['peer-to-peer']);
  return key === 'o' && mesh !== undefined ? { ...context, snapshot: mesh } : context;
}
