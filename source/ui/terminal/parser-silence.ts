import { isInterrupted, textOf } from './parser-paste.ts';
import { keysState, type State } from './parser-state.ts';
import type { TerminalEvent } from './terminal-event.ts';

/** So long after Escape what could begin a report does. */
const introducerMs = 300;
/** A lone Escape is a key after so long. */
const escapeMs = 50;
/** A report that does not end is over: what looks like its beginning may have been typed. */
const reportMs = 2_000;
/** The end of a paste was lost when nothing more comes for so long. */
const pasteSilenceMs = 5_000;
/** Ctrl-C in a paste is text, unless nothing comes behind it for so long. */
const interruptMs = 100;

/** When silence will mean something in this state; undefined: never. */
export function deadlineOf(state: State): number | undefined {
  switch (state.type) {
    case 'keys':
      return undefined;
    case 'escape':
      return state.at + (state.isTold ? introducerMs : escapeMs);
    case 'text':
      return state.endAt === undefined ? state.at + reportMs : state.endAt + introducerMs;
    case 'paste':
      return state.at + (isInterrupted(state) ? interruptMs : pasteSilenceMs);
    default:
      return state.at + reportMs;
  }
}

/** What a silence ends: the state after it, and what it says. */
export function afterSilence(state: State): { readonly state: State; readonly event?: TerminalEvent } {
  switch (state.type) {
    case 'escape':
      return state.isTold ? { state: keysState } : { state: { ...state, isTold: true }, event: key('escape') };
    case 'text':
      return state.endAt === undefined ? { state: keysState } : { state: keysState, event: key('escape') };
    case 'paste':
      return {
        state: keysState,
        event: isInterrupted(state) ? key('ctrl+c') : { type: 'paste', text: textOf(state.bytes) },
      };
    default:
      return { state: keysState };
  }
}

function key(name: string): TerminalEvent {
  return { type: 'key', name };
}
