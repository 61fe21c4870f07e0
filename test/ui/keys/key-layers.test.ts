import { describe, expect, it } from 'vitest';
import type { PlayerState } from '../../../source/recording/player.ts';
import { bindingsOf, keyLayers, offeredKeys, pressInLayers } from '../../../source/ui/keys/key-layers.ts';
import type { LessonScript } from '../../../source/ui/lesson/state.ts';
import { openPrompt } from '../../../source/ui/prompt/prompt-state.ts';
import type { KeyView } from '../../../source/ui/state/screen-view.ts';
import { initialUi } from '../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../snapshots.ts';

const star = snapshotOf({ mode: 'client-server', nodes: 5 });
const mesh = snapshotOf({ mode: 'peer-to-peer', nodes: 5 });
const script = { isAllowed: () => true, watch: [], options: [] } as unknown as LessonScript;
const study = { claims: () => [], scripts: [script], result: () => [] };
const plain: KeyView = { snapshot: star, ui: { ...initialUi, tour: 'past' }, study };
const replay: PlayerState = { at: 0, lengthMs: 9, isPlaying: true, speed: 1, bookmarks: [], damage: undefined };
const pair: KeyView['pair'] = {
  own: 'client-server',
  sides: { 'client-server': { type: 'lab', snapshot: star }, 'peer-to-peer': { type: 'lab', snapshot: mesh } },
  figures: undefined,
};

/** A view in which each layer has something to say, the first one first. */
const views: Readonly<Record<string, KeyView>> = {
  prompt: { ...plain, ui: { ...plain.ui, prompt: openPrompt('command') } },
  replay: { ...plain, replay },
  lesson: { ...plain, ui: { ...plain.ui, lesson: { type: 'asked', lesson: 0, typed: '', refused: false } } },
  tour: { ...plain, ui: { ...plain.ui, tour: 0 } },
  pair: { ...plain, pair },
  lab: plain,
};

/** Who takes a key. */
const takerOf = (key: string, view: KeyView) => keyLayers.find((layer) => layer.press(key, view) !== undefined)?.name;

describe('layers of keys', () => {
  it('are asked from the line that is written down to the lab', () => {
    expect(keyLayers.map(({ name }) => name)).toEqual(Object.keys(views));
    const { prompt } = views['prompt']?.ui ?? initialUi;
    const { lesson } = views['lesson']?.ui ?? initialUi;
    const all: KeyView = { ...plain, replay, pair, ui: { ...plain.ui, prompt, lesson, tour: 0 } };
    expect(takerOf('space', all)).toBe('prompt');
    expect(takerOf('space', { ...all, ui: { ...all.ui, prompt: undefined } })).toBe('replay');
    expect(takerOf('5', { ...all, ui: { ...all.ui, prompt: undefined }, replay: undefined })).toBe('lesson');
  });

  it.each([
    ['prompt', 'x'],
    ['replay', 'space'],
    ['replay', 'm'],
    ['lesson', '5'],
    ['tour', 'right'],
    ['pair', 'tab'],
    ['lab', 'x'],
  ])('%s takes %s', (name, key) => {
    expect(takerOf(key, views[name] ?? expect.fail(name))).toBe(name);
  });

  it.each([
    ['prompt', 'ctrl+c', 'lab'],
    ['replay', 'tab', 'lab'],
    ['lesson', 'q', 'lab'],
    ['tour', 'x', 'lab'],
  ])('%s passes %s on to %s', (name, key, below) => {
    expect(takerOf(key, views[name] ?? expect.fail(name))).toBe(below);
  });

  it('lets the lab take keys below a sheet, unless a recording is played', () => {
    const covered = (name: string): KeyView => {
      const view = views[name] ?? expect.fail(name);
      return { ...view, ui: { ...view.ui, sheet: 'help' } };
    };
    expect(['lesson', 'tour', 'replay'].map((name) => takerOf('right', covered(name)))).toEqual([
      'lab',
      'lab',
      'replay',
    ]);
    expect(takerOf('m', covered('replay'))).toBe('replay');
  });

  it('say what enter does: in a lesson and in the tour it goes on, below a sheet it zooms', () => {
    const labelIn = (ui: Partial<KeyView['ui']>) =>
      offeredKeys({ ...plain, ui: { ...plain.ui, ...ui } }).find(({ keys }) => keys.includes('enter'))?.label;
    const lesson = { type: 'claim', lesson: 0, at: 0 } as const;
    expect([labelIn({}), labelIn({ lesson }), labelIn({ tour: 0 })]).toEqual(['zoom', 'go on', 'go on']);
    expect([labelIn({ lesson, sheet: 'claims' }), labelIn({ tour: 0, sheet: 'claims' })]).toEqual(['zoom', 'zoom']);
  });

  it('offer no key that they would refuse, and the help knows all that are offered', () => {
    for (const [name, view] of Object.entries(views)) {
      for (const { keys, shown } of offeredKeys(view)) {
        const { actions, result } = pressInLayers(keys[0] ?? '', view);
        expect(result?.type ?? actions.length, `${name}: ${shown}`).not.toBe('refused');
        expect(
          bindingsOf(view).map((binding) => binding.shown),
          name,
        ).toContain(shown);
      }
    }
  });

  it('ask for the measurement once the prediction is made', () => {
    const view = views['lesson'] ?? expect.fail();
    const typed = {
      ...view,
      ui: { ...view.ui, lesson: { type: 'asked', lesson: 0, typed: '3', refused: false } as const },
    };
    expect(pressInLayers('enter', typed)).toMatchObject({
      actions: [{ type: 'lesson', state: { type: 'watching' } }],
      result: { type: 'effect', effect: { type: 'measure', lesson: 0, answer: 3 } },
    });
  });
});
