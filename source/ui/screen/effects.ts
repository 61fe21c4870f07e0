import { assertNever } from '../../base/assert.ts';
import type { Intent } from '../../lab/rules/intent.ts';
import type { Player } from '../../recording/player.ts';
import type { Effect } from '../keys/respond.ts';
import type { LessonGoal } from '../lesson/goal.ts';
import type { PairDesk } from '../state/pair-view.ts';
import type { Study } from '../state/study.ts';

/** What effects need of the dashboard. */
export interface EffectSurroundings {
  readonly dispatch: (intent: Intent) => void;
  readonly goal: LessonGoal;
  readonly study: Pick<Study, 'measure' | 'scripts'>;
  readonly pair: PairDesk;
  /** The recording that is played; undefined: there is a lab. */
  readonly replay: Player | undefined;
  quit(): void;
  redraw(): void;
  /** Gives the terminal back for a while. */
  suspend(): void;
  /** Writes to files what the session has shown. */
  exportAll(): void;
  /** Takes the next colours; gives their name. */
  nextTheme(): string;
  /** An answer to the person; undefined: the last one goes. */
  hint(text: string | undefined): void;
}

/** Does what a key asked for outside of the screen's state. */
export function carryOut(effect: Effect, to: EffectSurroundings): void {
  switch (effect.type) {
    case 'dispatch':
      to.goal.drop();
      return to.dispatch(effect.intent);
    case 'quit':
      return to.quit();
    case 'redraw':
      return to.redraw();
    case 'suspend':
      return to.suspend();
    case 'export':
      return to.exportAll();
    case 'theme':
      return to.hint(to.nextTheme());
    case 'measure':
      to.study.measure(effect.lesson, effect.answer);
      return to.goal.begin(to.study.scripts[effect.lesson]?.begins);
    case 'play':
      return to.replay === undefined ? undefined : to.hint(effect.move(to.replay));
    case 'pair':
      return togglePair(to);
    default:
      return assertNever(effect);
  }
}

/** Begins the second lab, or ends it. */
function togglePair({ pair, hint }: EffectSurroundings): void {
  if (pair.view() !== undefined) return pair.end();
  const reason = pair.begin();
  if (reason !== undefined) hint(reason);
}
