import { isKeyWhileAsked, paneOfLesson, pressInLesson } from '../lesson/state.ts';
import { pressInTour } from '../lesson/tour.ts';
import { type KeyAnswer, type KeyResult, refused } from '../state/key-result.ts';
import type { KeyView } from '../state/screen-view.ts';
import type { KeyBinding } from './key-binding.ts';
import { keymap, pressKey } from './keymap.ts';
import { offeredInPair, pressInPair } from './pair-keys.ts';
import { keyInPrompt } from './prompt-keys.ts';
import { keysInReplay, pressInReplay } from './replay-keys.ts';

/** Somebody who may take a key before those below get it. */
export interface KeyLayer {
  readonly name: string;
  /** What the key leads to; undefined: it is for a layer below. */
  press(key: string, view: KeyView): KeyAnswer | undefined;
  /** The keys that belong in the footer now, given those that layers below offer. */
  offered(view: KeyView, below: readonly KeyBinding[]): readonly KeyBinding[];
}

/** The first layer that takes a key has it. The last one takes every key. */
export const keyLayers: readonly KeyLayer[] = [
  {
    name: 'prompt',
    press: keyInPrompt,
    offered: ({ ui }, below) => (ui.prompt === undefined ? below : []),
  },
  {
    name: 'replay',
    press: (key, view) => (view.replay === undefined ? undefined : answerOf(pressInReplay(key, view))),
    offered: (view, below) =>
      view.replay === undefined ? below : keysInReplay.filter((binding) => binding.isOffered(view)),
  },
  {
    name: 'lesson',
    press: pressLesson,
    offered({ ui: { lesson, sheet } }, below) {
      if (lesson?.type === 'asked') return keymap.filter(({ keys }) => keys.some(isKeyWhileAsked));
      return lesson === undefined || sheet !== undefined ? below : below.map(enterGoesOn);
    },
  },
  {
    name: 'tour',
    press(key, { ui }) {
      const next = typeof ui.tour === 'number' && ui.sheet === undefined ? pressInTour(ui.tour, key) : undefined;
      return next === undefined ? undefined : { actions: [{ type: 'tour', tour: next }] };
    },
    offered: ({ ui }, below) =>
      typeof ui.tour === 'number' && ui.sheet === undefined ? below.map(enterGoesOn) : below,
  },
  {
    name: 'pair',
    press: (key, view) => (view.pair === undefined ? undefined : answerOf(pressInPair(key, view, view.pair))),
    offered: (view, below) => (view.pair === undefined ? below : offeredInPair(view, view.pair)),
  },
  {
    name: 'lab',
    press: (key, view) => answerOf(pressInLab(key, view)),
    offered: (view) =>
      keymap.filter((binding) => binding.isOffered(view) && pressInLab(binding.keys[0] ?? '', view).type !== 'refused'),
  },
];

/** What a key leads to. */
export function pressInLayers(key: string, view: KeyView): KeyAnswer {
  for (const layer of keyLayers) {
    const answer = layer.press(key, view);
    if (answer !== undefined) return answer;
  }
  return { actions: [] };
}

/** The keys that belong in the footer now, those first that one looks for in this state. */
export function offeredKeys(view: KeyView): readonly KeyBinding[] {
  const offered = keyLayers.reduceRight<readonly KeyBinding[]>((below, layer) => layer.offered(view, below), []);
  const isFirst = ({ comesFirst = () => false }: KeyBinding): boolean => comesFirst(view);
  return [...offered.filter(isFirst), ...offered.filter((binding) => !isFirst(binding))];
}

/** All keys that there are, for the help. */
export function bindingsOf({ replay }: Pick<KeyView, 'replay'>): readonly KeyBinding[] {
  return replay === undefined ? keymap : keysInReplay;
}

function enterGoesOn(binding: KeyBinding): KeyBinding {
  return binding.keys.includes('enter') ? { ...binding, label: 'go on' } : binding;
}

/** The lesson has the first say, once there is one. */
function pressLesson(key: string, { ui, study }: KeyView): KeyAnswer | undefined {
  if (ui.lesson === undefined || ui.sheet !== undefined) return undefined;
  const scripts = study?.scripts ?? [];
  const step = pressInLesson(ui.lesson, key, scripts);
  if (step.type === 'passed') return undefined;
  const state = step.type === 'left' ? undefined : step.state;
  const actions = [{ type: 'lesson' as const, state, look: state && paneOfLesson(state, scripts) }];
  if (step.type !== 'answered') return { actions };
  const { lesson, answer } = step;
  return { actions, result: { type: 'effect', effect: { type: 'measure', lesson, answer } } };
}

/** Of a lab that failed nothing can be asked any more. */
const whyNotFailed = 'this lab failed: q quits; L: lessons need no processes; ? says what the keys do';

function pressInLab(key: string, view: KeyView): KeyResult {
  const result = pressKey(key, view);
  return view.snapshot.phase === 'failed' && isInVain(key, result) ? refused(whyNotFailed) : result;
}

/** It asks something of the lab, or is refused because of the lab, and not because there is no such key. */
function isInVain(key: string, result: KeyResult): boolean {
  switch (result.type) {
    case 'intent':
      return result.intent.type !== 'quit';
    case 'effect':
      return result.effect.type === 'pair';
    case 'refused':
      return keymap.some(({ keys }) => keys.includes(key));
    case 'ui':
      return false;
  }
}

function answerOf(result: KeyResult | undefined): KeyAnswer | undefined {
  return result === undefined ? undefined : { actions: [], result };
}
