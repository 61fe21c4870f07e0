import { describe, expect, it } from 'vitest';
import { isInterrupted, pasted } from '../../../source/ui/terminal/parser-paste.ts';
import { afterSilence, deadlineOf } from '../../../source/ui/terminal/parser-silence.ts';
import type { State, StateOf } from '../../../source/ui/terminal/parser-state.ts';

function pasteOf(text: string): { readonly paste: StateOf<'paste'>; readonly told: readonly string[] } {
  const paste: StateOf<'paste'> = { type: 'paste', at: 0, bytes: [], matched: 0 };
  const told: string[] = [];
  for (const byte of Buffer.from(text)) {
    const done = pasted(paste, byte, 7);
    if (done !== undefined) told.push(done);
  }
  return { paste, told };
}

describe('a paste', () => {
  it('ends at its mark alone, and gives the text before it', () => {
    expect(pasteOf('a\x1b[20世\x1b\x1b[201~').told).toEqual(['a\x1b[20世\x1b']);
    expect(pasteOf('a\x1b[201').told).toEqual([]);
  });

  it('keeps its end when it is too long', () => {
    const { paste } = pasteOf(`${'x'.repeat(50_000)}\x03`);
    expect(paste.bytes).toHaveLength(40_000);
    expect(isInterrupted(paste)).toBe(true);
  });
});

describe('silence', () => {
  it.each<readonly [State, number | undefined, State['type'], string | undefined]>([
    [{ type: 'keys' }, undefined, 'keys', undefined],
    [{ type: 'escape', at: 10, isTold: false }, 60, 'escape', 'escape'],
    [{ type: 'escape', at: 10, isTold: true }, 310, 'keys', undefined],
    [{ type: 'control', at: 10, body: '12' }, 2_010, 'keys', undefined],
    [{ type: 'text', at: 10, body: ']11', endAt: undefined }, 2_010, 'keys', undefined],
    [{ type: 'text', at: 10, body: ']11', endAt: 20 }, 320, 'keys', 'escape'],
    [{ type: 'paste', at: 10, bytes: [3], matched: 0 }, 110, 'keys', 'ctrl+c'],
  ])('in %j', (state, deadline, type, name) => {
    expect(deadlineOf(state)).toBe(deadline);
    const ended = afterSilence(state);
    expect(ended.state.type).toBe(type);
    expect(ended.event).toEqual(name === undefined ? undefined : { type: 'key', name });
  });

  it('makes a paste whose end was lost a paste', () => {
    expect(afterSilence(pasteOf('abc').paste).event).toEqual({ type: 'paste', text: 'abc' });
  });
});
