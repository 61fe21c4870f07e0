import { expect, test } from 'vitest';
import type { Effect } from '../../../source/ui/keys/respond.ts';
import type { LessonScript } from '../../../source/ui/lesson/state.ts';
import { carryOut } from '../../../source/ui/screen/effects.ts';
import type { PairView } from '../../../source/ui/state/pair-view.ts';

/** What an effect does, in order. `isPair`: there is a second lab. */
function doneBy(effect: Effect, { isPair = false, refusal = undefined as string | undefined } = {}): readonly string[] {
  const done: string[] = [];
  const note = (text: string): void => void done.push(text);
  carryOut(effect, {
    dispatch: (intent) => note(intent.type),
    goal: { begin: () => note('goal begins'), approach: () => undefined, drop: () => note('goal dropped') },
    study: {
      measure: (lesson, answer) => note(`measure ${lesson} ${answer}`),
      scripts: [{ begins: {} } as LessonScript],
    },
    pair: {
      view: () => (isPair ? ({} as PairView) : undefined),
      begin() {
        note('pair begins');
        return refusal;
      },
      end: () => note('pair ends'),
    },
    replay: { seek: () => undefined } as never,
    quit: () => note('quit'),
    redraw: () => note('redraw'),
    suspend: () => note('suspend'),
    exportAll: () => note('export'),
    nextTheme: () => 'light',
    hint: (text) => note(`hint ${text}`),
  });
  return done;
}

test.each<[Effect, readonly string[]]>([
  [{ type: 'dispatch', intent: { type: 'add-node' } }, ['goal dropped', 'add-node']],
  [{ type: 'quit' }, ['quit']],
  [{ type: 'redraw' }, ['redraw']],
  [{ type: 'suspend' }, ['suspend']],
  [{ type: 'export' }, ['export']],
  [{ type: 'theme' }, ['hint light']],
  [{ type: 'measure', lesson: 0, answer: 3 }, ['measure 0 3', 'goal begins']],
  [{ type: 'play', move: () => 'this is the fastest' }, ['hint this is the fastest']],
  [{ type: 'pair' }, ['pair begins']],
])('%o', (effect, expected) => {
  expect(doneBy(effect)).toEqual(expected);
});

test('b ends the second lab when there is one, and says why none can begin', () => {
  expect(doneBy({ type: 'pair' }, { isPair: true })).toEqual(['pair ends']);
  expect(doneBy({ type: 'pair' }, { refusal: 'no room' })).toEqual(['pair begins', 'hint no room']);
});
