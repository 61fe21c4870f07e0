import { nameOfCharacter, nameOfSequence, nameOfSingleShift } from './key-names.ts';
import { type MouseEvent, mouseEventOf } from './mouse.ts';
import { createUtf8Reader } from './utf8-reader.ts';

/** What a terminal sends: keys by their names, pasted text, what the mouse did, and whatever else it says (an answer to a question, mostly). */
export type TerminalEvent =
  | { readonly type: 'key'; readonly name: string }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'mouse'; readonly event: MouseEvent }
  | { readonly type: 'answer'; readonly text: string };

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
/** Nobody pastes so many bytes into one line; more are dropped. */
const pasteBytesMax = 40_000;
/** Of a longer report the rest is dropped. */
const reportBytesMax = 1_000;

const escapeByte = 0x1b;
const bellByte = 0x07;
const pasteEnd = Buffer.from('\x1b[201~');
const interrupts = ['\x03', '\x1b[99;5u', '\x1b[27;5;99~'];

type State =
  | { readonly type: 'keys' }
  | { readonly type: 'escape'; readonly at: number; isTold: boolean }
  /** ESC [ */
  | { readonly type: 'control'; readonly at: number; body: string }
  /** ESC [ M and three bytes: the mouse, in its old form. */
  | { readonly type: 'old-mouse'; readonly at: number; readonly bytes: number[] }
  /** ESC O */
  | { readonly type: 'single-shift'; readonly at: number; body: string }
  /** ESC ] and its like, up to BEL or ESC \ (ST); `endAt`: when this ESC came. */
  | { readonly type: 'text'; readonly at: number; body: string; endAt: number | undefined }
  | { readonly type: 'paste'; at: number; readonly bytes: number[]; matched: number };

export function createInputParser(): InputParser {
  let state: State = { type: 'keys' };
  let events: TerminalEvent[] = [];
  const characters = createUtf8Reader();

  function take(byte: number, now: number): void {
    switch (state.type) {
      case 'keys':
        return takeKey(byte, now);
      case 'escape':
        return takeBehindEscape(state, byte, now);
      case 'control':
        return takeControl(state, byte, now);
      case 'old-mouse':
        return takeOldMouse(state, byte, now);
      case 'single-shift':
        return takeSingleShift(state, byte, now);
      case 'text':
        return takeText(state, byte, now);
      case 'paste':
        return takePasted(state, byte, now);
    }
  }

  function tellKey(name: string | undefined): void {
    if (name !== undefined) events.push({ type: 'key', name });
  }

  function tellAnswer(text: string): void {
    state = { type: 'keys' };
    events.push({ type: 'answer', text });
  }

  function takeKey(byte: number, now: number): void {
    state = { type: 'keys' };
    if (byte === escapeByte) {
      characters.reset();
      state = { type: 'escape', at: now, isTold: false };
      return;
    }
    const character = characters.take(byte);
    if (character !== undefined) tellKey(nameOfCharacter(character));
  }

  function takeBehindEscape(before: State & { type: 'escape' }, byte: number, now: number): void {
    const introducer = String.fromCharCode(byte);
    if (introducer === '[') state = { type: 'control', at: now, body: '' };
    else if (introducer === 'O') state = { type: 'single-shift', at: now, body: '' };
    else if (']PX^_'.includes(introducer)) state = { type: 'text', at: now, body: introducer, endAt: undefined };
    else if (introducer === '\\')
      state = { type: 'keys' }; // the end of a text that is over
    else {
      if (!before.isTold) tellKey('escape');
      takeKey(byte, now);
    }
  }

  function takeControl(control: State & { type: 'control' }, byte: number, now: number): void {
    const character = String.fromCharCode(byte);
    const isFirst = control.body === '';
    if (byte < 0x20 || byte > 0x7e) takeKey(byte, now);
    else if (isFirst && character === 'M') state = { type: 'old-mouse', at: control.at, bytes: [] };
    else if ((isFirst && character === '[') || (byte < 0x40 && !isShifted(control.body, character))) {
      if (control.body.length < reportBytesMax) control.body += character;
    } else endControl(control.body + character, now);
  }

  function endControl(sequence: string, now: number): void {
    state = { type: 'keys' };
    if (sequence === '200~') {
      state = { type: 'paste', at: now, bytes: [], matched: 0 };
      return;
    }
    const name = nameOfSequence(sequence);
    const mouse = /^<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])$/.exec(sequence);
    if (name !== undefined) tellKey(name);
    else if (mouse !== null)
      tellMouse(mouseEventOf(Number(mouse[1]), Number(mouse[2]), Number(mouse[3]), mouse[4] === 'M'));
    else tellAnswer(`\x1b[${sequence}`);
  }

  function tellMouse(event: MouseEvent | undefined): void {
    if (event !== undefined) events.push({ type: 'mouse', event });
  }

  function takeOldMouse(mouse: State & { type: 'old-mouse' }, byte: number, now: number): void {
    if (byte < 0x20) return takeKey(byte, now);
    mouse.bytes.push(byte);
    const [button = 0, column = 0, row = 0] = mouse.bytes;
    if (mouse.bytes.length < 3) return;
    state = { type: 'keys' };
    tellMouse(mouseEventOf(button - 32, column - 32, row - 32, true));
  }

  function takeSingleShift(single: State & { type: 'single-shift' }, byte: number, now: number): void {
    const isDigit = byte >= 0x30 && byte <= 0x39;
    if (isDigit && single.body.length < 3) single.body += String.fromCharCode(byte);
    else if (byte === 0x20 || (byte >= 0x40 && byte <= 0x7e)) {
      state = { type: 'keys' };
      tellKey(nameOfSingleShift(single.body + String.fromCharCode(byte)));
    } else takeKey(byte, now);
  }

  function takeText(text: State & { type: 'text' }, byte: number, now: number): void {
    if (text.endAt !== undefined) {
      if (byte === 0x5c) tellAnswer(`\x1b${text.body}\x1b\\`);
      else takeBehindEscape({ type: 'escape', at: text.endAt, isTold: false }, byte, now);
    } else if (byte === bellByte) tellAnswer(`\x1b${text.body}\x07`);
    else if (byte === escapeByte) text.endAt = now;
    else if (byte < 0x20 || byte === 0x7f || !mayBegin(text.body, byte)) takeKey(byte, now);
    else if (text.body.length < reportBytesMax) text.body += String.fromCharCode(byte);
  }

  function takePasted(paste: State & { type: 'paste' }, byte: number, now: number): void {
    paste.at = now;
    if (paste.bytes.length < pasteBytesMax) paste.bytes.push(byte);
    else paste.bytes.splice(-keptAtEnd, keptAtEnd, ...paste.bytes.slice(1 - keptAtEnd), byte);
    paste.matched = byte === pasteEnd[paste.matched] ? paste.matched + 1 : byte === escapeByte ? 1 : 0;
    if (paste.matched === pasteEnd.length) endPaste(paste.bytes.slice(0, -pasteEnd.length));
  }

  function endPaste(bytes: readonly number[]): void {
    state = { type: 'keys' };
    events.push({ type: 'paste', text: Buffer.from(bytes).toString('utf8') });
  }

  function deadline(): number | undefined {
    switch (state.type) {
      case 'keys':
        return undefined;
      case 'escape':
        return state.at + (state.isTold ? introducerMs : escapeMs);
      case 'text':
        return state.endAt === undefined ? state.at + reportMs : state.endAt + introducerMs;
      case 'paste':
        return state.at + (isInterrupted(state.bytes) ? interruptMs : pasteSilenceMs);
      default:
        return state.at + reportMs;
    }
  }

  /** What a silence ends. */
  function expire(): void {
    switch (state.type) {
      case 'escape':
        if (state.isTold) state = { type: 'keys' };
        else {
          tellKey('escape');
          state.isTold = true;
        }
        return;
      case 'text':
        if (state.endAt !== undefined) tellKey('escape');
        state = { type: 'keys' };
        return;
      case 'paste':
        if (!isInterrupted(state.bytes)) return endPaste(state.bytes);
        state = { type: 'keys' };
        return tellKey('ctrl+c');
      default:
        state = { type: 'keys' };
    }
  }

  function drain(): readonly TerminalEvent[] {
    const told = events;
    events = [];
    return told;
  }

  return {
    feed(bytes, now) {
      for (const byte of bytes) take(byte, now);
      return drain();
    },
    deadline,
    wake(now) {
      for (let due = deadline(); due !== undefined && due <= now; due = deadline()) expire();
      return drain();
    },
  };
}

/** rxvt ends keys with Shift by a `$`, which stands in the middle elsewhere. */
function isShifted(body: string, character: string): boolean {
  return character === '$' && /^\d+$/.test(body);
}

/** Whether a byte can stand there: a command of the terminal (OSC) begins with a number, or with the letter of a title; a string (DCS) with figures or signs. */
function mayBegin(body: string, byte: number): boolean {
  const character = String.fromCharCode(byte);
  if (body === ']') return /[\dlLI]/.test(character);
  return body !== 'P' || (byte >= 0x20 && byte < 0x40);
}

const keptAtEnd = 12;

/** Whether Ctrl-C is the last that was heard, however it is written. */
function isInterrupted(bytes: readonly number[]): boolean {
  const end = Buffer.from(bytes.slice(-keptAtEnd)).toString('latin1');
  return interrupts.some((interrupt) => end.endsWith(interrupt));
}
