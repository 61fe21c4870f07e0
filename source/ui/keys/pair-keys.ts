import type { Intent } from '../../lab/rules/intent.ts';
import type { ModeName } from '../../lab/view/snapshot.ts';
import { isKeyWhileAsked } from '../lesson/state.ts';
import { focusedSide, type PairView, snapshotOf, whyNotBoth } from '../state/pair-view.ts';
import { canGoBack, selectedNode, type UiState } from '../state/ui-state.ts';
import { type KeyBinding, type KeyContext, type KeyResult, keymap, pressKey } from './keymap.ts';
import { keysInReplay } from './replay-keys.ts';

/** What the keys look at when there may be two labs. */
export interface PairKeyContext extends KeyContext {
  readonly pair?: PairView | undefined;
  /** A recording is played. */
  readonly isReplay?: boolean;
}

/** Keys for which both at once is no place, and why. */
const refusals: Readonly<Record<string, string>> = {
  m: 'both modes are there already: b goes back to one lab, which m turns',
  L: 'lessons need one lab: b goes back to it, then L',
  S: 'S sorts a pane of one lab: b goes back to it',
};

/** Of a lab that failed nothing can be asked any more. */
const whyNotFailed = 'this lab failed: q quits; L: lessons need no processes; ? says what the keys do';

/** Refused because of the lab, not because there is no such key. */
function isKey(key: string, result: KeyResult): boolean {
  return result.type === 'refused' && keymap.some(({ keys }) => keys.includes(key));
}

function isOfLab(result: KeyResult): boolean {
  return result.type === 'intent'
    ? result.intent.type !== 'quit'
    : result.type === 'ui' && result.action.type === 'pair';
}

/** What a key does now: with two labs what it asks goes to both, once both work. */
export function pressKeyInPair(key: string, context: PairKeyContext): KeyResult {
  const { pair, ui } = context;
  if (pair === undefined) {
    const result = pressKey(key, context);
    const isInVain = context.snapshot.phase === 'failed' && (isOfLab(result) || isKey(key, result));
    return isInVain ? { type: 'refused', reason: whyNotFailed } : result;
  }
  const refusal = refusals[key];
  if (refusal !== undefined) return { type: 'refused', reason: refusal };
  if (key === 'b' || (key === 'escape' && !canGoBack(ui))) return { type: 'ui', action: { type: 'pair' } };
  if (key === '/' && ui.sheet === undefined)
    return { type: 'refused', reason: '/ filters a pane of one lab: b goes back to it' };
  if (key === 'tab' || key === 'shift+tab')
    return { type: 'ui', action: { type: 'side', side: otherMode(focusedSide(pair, ui.side)) } };
  const isEnter = key === 'return' || key === 'enter';
  if (isEnter && ui.zoom === undefined) return lookInside(pair, ui);
  return inPair(pressKey(key, lookAt(key, context, pair)), pair);
}

function otherMode(mode: ModeName): ModeName {
  return mode === 'client-server' ? 'peer-to-peer' : 'client-server';
}

/** The selected node of the side that has the focus, if there is one to look into. */
function lookInside(pair: PairView, ui: UiState): KeyResult {
  const mode = focusedSide(pair, ui.side);
  const snapshot = snapshotOf(pair.sides[mode]);
  if (snapshot !== undefined && selectedNode(ui, snapshot) !== undefined)
    return { type: 'ui', action: { type: 'zoom' } };
  return { type: 'refused', reason: `no node of ${mode} is there to look into: tab goes to the other side` };
}

/** What a key or a command leads to where there may be two labs: to both, once both work, and to none of the panes that are not there. */
export function inPair(result: KeyResult, pair: PairView | undefined): KeyResult {
  if (pair === undefined) return result;
  const reason = result.type === 'intent' ? whyNotIntent(result.intent, pair) : whyNotShown(result);
  return reason === undefined ? result : { type: 'refused', reason };
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

/** The keys that belong in the footer now, those first that one looks for in this state. */
export function offeredKeys(context: PairKeyContext): readonly KeyBinding[] {
  const offered = allOffered(context);
  const isFirst = ({ comesFirst = () => false }: KeyBinding): boolean => comesFirst(context);
  return [...offered.filter(isFirst), ...offered.filter((binding) => !isFirst(binding))];
}

function allOffered(context: PairKeyContext): readonly KeyBinding[] {
  const { pair, isReplay = false } = context;
  if (context.ui.lesson?.type === 'asked') return keymap.filter(({ keys }) => keys.some(isKeyWhileAsked));
  if (isReplay) return keysInReplay.filter((binding) => binding.isOffered(context));
  if (pair === undefined)
    return keymap.filter(
      (binding) => binding.isOffered(context) && pressKeyInPair(binding.keys[0] ?? '', context).type !== 'refused',
    );
  return keymap
    .filter((binding) => {
      const [key = ''] = binding.keys;
      if (key === 'b' || key === 'escape') return true;
      return binding.isOffered(lookAt(key, context, pair)) && pressKeyInPair(key, context).type !== 'refused';
    })
    .map((binding) => ({ ...binding, label: labels[binding.keys[0] ?? ''] ?? binding.label }));
}

/** Of keys that mean something else while there are two labs. */
const labels: Readonly<Record<string, string>> = { tab: 'side', return: 'inspect' };

/** How items are found is a matter of the peers, whichever lab is the session's own. */
function lookAt(key: string, context: PairKeyContext, { sides }: PairView): KeyContext {
  const mesh = snapshotOf(sides['peer-to-peer']);
  return key === 'o' && mesh !== undefined ? { ...context, snapshot: mesh } : context;
}
