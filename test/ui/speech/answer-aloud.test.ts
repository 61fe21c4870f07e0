import { expect, test } from 'vitest';
import type { LessonScript } from '../../../source/ui/lesson/state.ts';
import { openPrompt } from '../../../source/ui/prompt/prompt-state.ts';
import { answerAloud, type SpokenView } from '../../../source/ui/speech/answer-aloud.ts';
import { noCommands } from '../../../source/ui/state/command-desk.ts';
import { initialUi, type UiState } from '../../../source/ui/state/ui-state.ts';
import { snapshotOf } from '../snapshots.ts';

const snapshot = snapshotOf({ mode: 'client-server', nodes: 5 });
const script = {
  title: 'Who is who?',
  isAllowed: () => true,
  watch: [{ say: 'Look.', look: 'nodes' }],
  options: [],
  words: {},
} as unknown as LessonScript;
const plain: UiState = { ...initialUi, tour: 'past' };
const study = { claims: () => [], scripts: [script], result: () => [] };

function viewOf(ui: Partial<UiState> = {}): SpokenView {
  return { snapshot, ui: { ...plain, ...ui }, study, desk: noCommands };
}

const press = (key: string, ui: Partial<UiState> = {}) => answerAloud({ type: 'key', key }, viewOf(ui));
const changedUi = { ...plain, isNew: false };

test('an intent is said by the name of its key, and then done', () => {
  expect(press('m')).toEqual({
    ui: plain,
    lines: ['mode: turn the same machines into the other network.'],
    effect: { type: 'dispatch', intent: { type: 'switch-mode' } },
  });
});

test('quit and export are done without a word', () => {
  expect(press('q')).toEqual({ ui: plain, lines: [], effect: { type: 'quit' } });
  expect(press('e')).toEqual({ ui: plain, lines: [], effect: { type: 'export' } });
});

test.each(['tab', 'enter', 'T', 'b', 'ctrl+l'])('%s is for a screen, and does nothing', (key) => {
  const { lines, effect } = press(key);
  expect([lines, effect]).toEqual([[expect.stringContaining('for the screen')], undefined]);
});

test('a refusal is said', () => {
  expect(press('r')).toEqual({ ui: plain, lines: ['n1 is running: x kills it'] });
});

test('what covers a screen is read, and does not stay', () => {
  const { ui, lines } = press('c');
  expect([ui, lines]).toEqual([changedUi, ['There are no claims yet.']]);
  expect(press('?').lines.length).toBeGreaterThan(30);
});

test('a filter is refused, and no line is begun', () => {
  const { ui, lines } = press('/', { focus: 'nodes' });
  expect([ui.prompt, lines]).toEqual([undefined, ['Filters are for the screen. Colon begins a command.']]);
});

test('f says whether it is quiet now', () => {
  const quiet = press('f');
  expect([quiet.ui.frozen, quiet.lines[0]]).toEqual([snapshot, expect.stringMatching(/^Quiet/)]);
  expect(press('f', quiet.ui).lines).toEqual(['Changes are read again.']);
});

test('in the list of lessons only the chosen one is said', () => {
  const opened = press('L');
  expect(opened.ui.lesson).toEqual({ type: 'list', at: 0 });
  expect(press('down', opened.ui).lines).toEqual(['1 of 1: Who is who?']);
});

test('a prediction is measured; arrow keys go through the nodes, whatever the lesson looks at', () => {
  const { ui, effect } = press('enter', { lesson: { type: 'asked', lesson: 0, typed: '3', refused: false } });
  expect([ui.lesson?.type, effect]).toEqual(['watching', { type: 'measure', lesson: 0, answer: 3 }]);
  expect([ui.zoom, ui.focus]).toEqual([undefined, 'topology']);
});

test('pasted text belongs to a command', () => {
  const paste = (ui: Partial<UiState>) => answerAloud({ type: 'paste', text: 'kill n3' }, viewOf(ui));
  expect(paste({})).toEqual({ ui: plain, lines: ['Pasted text is for a command: colon begins one.'] });
  const written = paste({ prompt: openPrompt('command') });
  expect([written.ui.prompt?.line.text, written.lines]).toEqual(['kill n3', ['The line is: kill n3']]);
});
