import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { createTheme } from '../../../source/ui/drawing/theme.ts';
import { promptFooter, promptRow } from '../../../source/ui/panes/prompt-rows.ts';
import { emptyLine, insert, type Line } from '../../../source/ui/prompt/line.ts';
import {
  openPrompt,
  type PromptState,
  type PromptSurroundings,
  pasteInto,
  pressInPrompt,
  refuse,
} from '../../../source/ui/prompt/prompt-state.ts';
import { stripped } from '../pane-rows.ts';

const names = ['kill', 'killer', 'link'];
const surroundings: PromptSurroundings = {
  history: ['kill n1', 'heal'],
  complete: (before) => {
    const from = before.lastIndexOf(' ') + 1;
    return { from, candidates: names.filter((name) => name.startsWith(before.slice(from))), note: 'a name' };
  },
};

function typed(keys: readonly string[], prompt: PromptState = openPrompt('command')): PromptState {
  return keys.reduce((state, key) => {
    const step = pressInPrompt(state, key, surroundings);
    return step.type === 'editing' ? step.prompt : expect.fail(`${key}: ${step.type}`);
  }, prompt);
}

/** The text with a bar where the cursor is. */
function shown({ line: { text, cursor } }: { readonly line: Line }): string {
  const all = [...text];
  return `${all.slice(0, cursor).join('')}|${all.slice(cursor).join('')}`;
}

const written = pasteInto(openPrompt('command'), 'kill n3 now');

describe('a line that is written', () => {
  it.each([
    [['a', 'b', 'left', 'c'], 'kill n3 nowac|b'],
    [['home', 'x'], 'x|kill n3 now'],
    [['ctrl+a', 'delete', 'delete'], '|ll n3 now'],
    [['home', 'right', 'ctrl+k'], 'k|'],
    [['left', 'ctrl+u'], '|w'],
    [['ctrl+w'], 'kill n3 |'],
    [['ctrl+w', 'ctrl+w'], 'kill |'],
    [['home', 'end', 'backspace'], 'kill n3 no|'],
    [['home', 'ctrl+e', 'space', 'q'], 'kill n3 now q|'],
    [['home', 'left', 'backspace', 'f5'], '|kill n3 now'],
  ])('after %j is %s', (keys, text) => {
    expect(shown(typed(keys, written))).toBe(text);
  });

  it('takes a paste as one line, without what has no cell, and only so much of it', () => {
    expect(insert(emptyLine, 'a\r\nb\x1b\u200d世\tc').text).toBe('a b世 c');
    expect(insert(emptyLine, 'e\u0301').text).toBe('é');
    expect(insert(emptyLine, 'x'.repeat(9_999)).text).toHaveLength(500);
  });

  it('moves over a wide character as over one', () => {
    expect(shown(typed(['世', '😀', 'left', 'backspace']))).toBe('|😀');
  });

  it('goes back to earlier commands and forth to what was being written', () => {
    const begun = typed(['l']);
    expect(shown(typed(['up'], begun))).toBe('heal|');
    expect(shown(typed(['up', 'up', 'up'], begun))).toBe('kill n1|');
    expect(shown(typed(['up', 'up', 'down', 'down'], begun))).toBe('l|');
  });

  it('completes as far as all agree, then one after the other, and adds a blank behind the only one', () => {
    expect(shown(typed(['l', 'tab']))).toBe('link |');
    expect(shown(typed(['k', 'tab']))).toBe('kill|');
    expect(shown(typed(['k', 'tab', 'tab', 'tab']))).toBe('killer|');
    expect(shown(typed(['k', 'tab', 'tab', 'shift+tab']))).toBe('killer|');
    expect(shown(typed(['a', 'space', 'l', 'home', 'end', 'tab']))).toBe('a link |');
  });

  it('stays as it was when it is refused, with the cursor on the mistake until it is changed', () => {
    const refused = refuse(written, { column: 5, reason: 'there is no n3' });
    expect(shown(refused)).toBe('kill |n3 now');
    expect(typed(['left'], refused).refusal).toBeDefined();
    expect(typed(['x'], refused).refusal).toBeUndefined();
  });

  it('is left by escape, by enter and by backspace when it is empty; Ctrl-C is for others', () => {
    for (const key of ['escape', 'return', 'backspace'])
      expect(pressInPrompt(openPrompt('command'), key, surroundings)).toEqual({ type: 'left' });
    expect(pressInPrompt(written, 'ctrl+c', surroundings)).toEqual({ type: 'passed' });
    expect(pressInPrompt(written, 'return', surroundings)).toEqual({ type: 'entered', text: 'kill n3 now' });
  });
});

describe('the row of a prompt', () => {
  const completion = { from: 0, candidates: ['kill', 'link'], note: '' };

  it.each([
    ['', false],
    ['kill n3', false],
    ['世界 😀 kill', false],
    ['世界 😀 kill', true],
    ['x'.repeat(400), false],
    ['世'.repeat(400), false],
  ])('is exactly as wide as the screen for "%s" (ascii: %s)', (text, ascii) => {
    const theme = createTheme('client-server', 'truecolor', ascii);
    for (const width of [60, 80, 120]) {
      const prompt = pasteInto(openPrompt('command'), text);
      for (const state of [prompt, typed(['home'], prompt)])
        expect(stringWidth(stripped(promptRow(theme, width, state, completion)))).toBe(width);
    }
  });

  it('shows candidates beside the text, and beneath it why it was refused', () => {
    const theme = createTheme('client-server', 'none', false);
    const row = stripped(promptRow(theme, 80, written, completion));
    expect(row).toContain(':kill n3 now');
    expect(row).toContain('kill  link');
    const refused = refuse(written, { column: 5, reason: 'there is no n3' });
    expect(stripped(promptFooter(theme, 80, refused))).toContain('there is no n3');
    expect(stripped(promptFooter(theme, 80, written))).toContain('esc leaves');
  });
});
