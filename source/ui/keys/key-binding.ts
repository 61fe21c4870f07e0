import type { Intent } from '../../lab/rules/intent.ts';
import { intent, type KeyContext, type KeyResult, refused } from '../state/key-result.ts';
import { waitUntilItWorks } from '../state/phase-text.ts';

/** One row of the key table: footer and help are printed from it. */
export interface KeyBinding {
  /** Names as `terminal/key-names.ts` gives them; the first ones are shown. */
  readonly keys: readonly string[];
  /** How footer and help write the key. */
  readonly shown: string;
  /** What it does, in a word or two. */
  readonly label: string;
  /** What it does, in a sentence. */
  readonly help: string;
  /** The same in at most 30 characters, for small screens. */
  readonly brief?: string;
  /** Whether it belongs in the footer now. */
  readonly isOffered: (context: KeyContext) => boolean;
  /** Whether it comes before the others there: it is what one looks for in this state. */
  readonly comesFirst?: (context: KeyContext) => boolean;
  readonly press: (context: KeyContext, key?: string) => KeyResult;
}

/** Keys by what they are for. */
export type KeyTable = Readonly<Record<string, KeyBinding>>;

export const always = (): boolean => true;
export const never = (): boolean => false;

/** All nodes work. */
export function isWorking({ snapshot }: KeyContext): boolean {
  return snapshot.phase === 'working';
}

/** All nodes publish, or work. */
export function isRunning(context: KeyContext): boolean {
  return isWorking(context) || context.snapshot.phase === 'publishing';
}

/** Asks it of the lab, once nodes work. */
export function onceWorking(context: KeyContext, wanted: Intent): KeyResult {
  return isWorking(context) ? intent(wanted) : refused(waitUntilItWorks(context.snapshot));
}

/** Asks it of the lab, once nodes publish or work. */
export function onceRunning(context: KeyContext, wanted: Intent): KeyResult {
  return isRunning(context) ? intent(wanted) : refused(waitUntilItWorks(context.snapshot));
}
