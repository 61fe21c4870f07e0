import { expect, test } from 'vitest';
import { respond } from '../../../source/ui/keys/respond.ts';
import { openPrompt } from '../../../source/ui/prompt/prompt-state.ts';
import type { CommandDesk } from '../../../source/ui/state/command-desk.ts';
import { noCommands } from '../../../source/ui/state/command-desk.ts';
import { initialUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../snapshots.ts';

const snapshot = snapshotOf({ mode: 'client-server', nodes: 5 });
const live = snapshotOf({ mode: 'client-server', nodes: 6 });
const press = (key: string, ui: Partial<UiState> = {}, desk?: CommandDesk) =>
  respond({ type: 'key', key }, { snapshot, ui: { ...initialUi, ...ui }, ...(desk && { desk }) }, live);

test('an intent goes to the lab, thaws the view, and is remembered beside the lab as it was', () => {
  const { ui, effect } = press('m', { frozen: snapshot, hint: 'before' });
  expect(effect).toEqual({ type: 'dispatch', intent: { type: 'switch-mode' } });
  expect(ui).toEqual({
    ...initialUi,
    isNew: false,
    change: { intent: { type: 'switch-mode' }, before: live },
  });
});

test('quit is an effect of its own', () => {
  expect(press('q')).toEqual({ ui: initialUi, effect: { type: 'quit' } });
});

test('what concerns the screen alone has no effect', () => {
  expect(press('c')).toMatchObject({ ui: { sheet: 'claims' }, effect: undefined });
});

test('a refusal is a hint', () => {
  const { ui, effect } = press('r');
  expect([ui.hint, effect]).toEqual(['n1 is running: x kills it', undefined]);
});

test('an effect changes nothing on the screen, but a second lab gets room', () => {
  expect(press('e')).toEqual({ ui: initialUi, effect: { type: 'export' } });
  expect(press('b', { zoom: 'topology' })).toMatchObject({
    ui: { zoom: undefined, focus: 'nodes' },
    effect: { type: 'pair' },
  });
});

test('a command closes its line first, and does then what it says', () => {
  const desk: CommandDesk = { ...noCommands, run: () => ({ type: 'intent', intent: { type: 'add-node' } }) };
  const { ui, effect } = press('enter', { prompt: openPrompt('command', 'nodes 6') }, desk);
  expect([ui.prompt, ui.past, effect]).toEqual([
    undefined,
    ['nodes 6'],
    { type: 'dispatch', intent: { type: 'add-node' } },
  ]);
});

test('pasted text goes into the line that is written, and nowhere else', () => {
  const paste = (ui: UiState) => respond({ type: 'paste', text: 'kill n3' }, { snapshot, ui }, live);
  expect(paste({ ...initialUi, prompt: openPrompt('command') }).ui.prompt?.line.text).toBe('kill n3');
  expect(paste(initialUi)).toMatchObject({ ui: { hint: expect.stringContaining('pasted') }, effect: undefined });
});
