import { nameOfCharacter } from './key-names.ts';
import { pasted } from './parser-paste.ts';
import { behindEscape, inControl, inOldMouse, inSingleShift, inText, type ParserHost } from './parser-sequences.ts';
import { afterSilence, deadlineOf } from './parser-silence.ts';
import { keysState, type State } from './parser-state.ts';
import type { TerminalEvent } from './terminal-event.ts';
import { createUtf8Reader } from './utf8-reader.ts';

/**
 * Makes events of bytes. Bytes and time are inputs, and neither the cuts between chunks nor the pauses within a limit change what comes out. What the
 * terminal reports never becomes keys: it is dropped whole. Times are milliseconds of a clock that never goes back.
 */
export interface InputParser {
  feed(bytes: Uint8Array, now: number): readonly TerminalEvent[];
  /** When silence will mean something; undefined: never. */
  deadline(): number | undefined;
  /** Nothing has come until now. */
  wake(now: number): readonly TerminalEvent[];
}

const escapeByte = 0x1b;

export function createInputParser(): InputParser {
  let state = keysState;
  let events: TerminalEvent[] = [];
  const characters = createUtf8Reader();
  const host: ParserHost = { tell: (event) => void events.push(event), takeKey };

  function takeKey(byte: number, now: number): State {
    if (byte === escapeByte) {
      characters.reset();
      return { type: 'escape', at: now, isTold: false };
    }
    const character = characters.take(byte);
    const name = character === undefined ? undefined : nameOfCharacter(character);
    if (name !== undefined) host.tell({ type: 'key', name });
    return keysState;
  }

  /** The state after a byte. */
  function after(byte: number, now: number): State {
    switch (state.type) {
      case 'keys':
        return takeKey(byte, now);
      case 'escape':
        return behindEscape(host, state, byte, now);
      case 'control':
        return inControl(host, state, byte, now);
      case 'old-mouse':
        return inOldMouse(host, state, byte, now);
      case 'single-shift':
        return inSingleShift(host, state, byte, now);
      case 'text':
        return inText(host, state, byte, now);
      case 'paste': {
        const text = pasted(state, byte, now);
        if (text === undefined) return state;
        host.tell({ type: 'paste', text });
        return keysState;
      }
    }
  }

  function drain(): readonly TerminalEvent[] {
    const told = events;
    events = [];
    return told;
  }

  return {
    feed(bytes, now) {
      for (const byte of bytes) state = after(byte, now);
      return drain();
    },
    deadline: () => deadlineOf(state),
    wake(now) {
      for (let due = deadlineOf(state); due !== undefined && due <= now; due = deadlineOf(state)) {
        const ended = afterSilence(state);
        state = ended.state;
        if (ended.event !== undefined) host.tell(ended.event);
      }
      return drain();
    },
  };
}
