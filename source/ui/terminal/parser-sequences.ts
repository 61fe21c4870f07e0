import { nameOfSequence, nameOfSingleShift } from './key-names.ts';
import { type MouseEvent, mouseEventOf } from './mouse.ts';
import { keysState, type State, type StateOf } from './parser-state.ts';
import type { TerminalEvent } from './terminal-event.ts';

/** What a step needs besides its state: where events go, and the way back for a byte that does not belong to the sequence. */
export interface ParserHost {
  tell(event: TerminalEvent): void;
  takeKey(byte: number, now: number): State;
}

/** Of a longer report the rest is dropped. */
const reportBytesMax = 1_000;
const escapeByte = 0x1b;
const bellByte = 0x07;

/** The byte behind ESC says what begins. */
export function behindEscape(
  host: ParserHost,
  { isTold }: Pick<StateOf<'escape'>, 'isTold'>,
  byte: number,
  now: number,
): State {
  const introducer = String.fromCharCode(byte);
  if (introducer === '[') return { type: 'control', at: now, body: '' };
  if (introducer === 'O') return { type: 'single-shift', at: now, body: '' };
  if (']PX^_'.includes(introducer)) return { type: 'text', at: now, body: introducer, endAt: undefined };
  if (introducer === '\\') return keysState; // the end of a text that is over
  if (!isTold) host.tell({ type: 'key', name: 'escape' });
  return host.takeKey(byte, now);
}

export function inControl(host: ParserHost, control: StateOf<'control'>, byte: number, now: number): State {
  const character = String.fromCharCode(byte);
  const isFirst = control.body === '';
  if (byte < 0x20 || byte > 0x7e) return host.takeKey(byte, now);
  if (isFirst && character === 'M') return { type: 'old-mouse', at: control.at, bytes: [] };
  const goesOn = (isFirst && character === '[') || (byte < 0x40 && !isShifted(control.body, character));
  if (!goesOn) return endControl(host, control.body + character, now);
  if (control.body.length < reportBytesMax) control.body += character;
  return control;
}

function endControl(host: ParserHost, sequence: string, now: number): State {
  if (sequence === '200~') return { type: 'paste', at: now, bytes: [], matched: 0 };
  const name = nameOfSequence(sequence);
  const mouse = /^<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])$/.exec(sequence);
  if (name !== undefined) host.tell({ type: 'key', name });
  else if (mouse !== null)
    tellMouse(host, mouseEventOf(Number(mouse[1]), Number(mouse[2]), Number(mouse[3]), mouse[4] === 'M'));
  else host.tell({ type: 'answer', text: `\x1b[${sequence}` });
  return keysState;
}

export function inOldMouse(host: ParserHost, mouse: StateOf<'old-mouse'>, byte: number, now: number): State {
  if (byte < 0x20) return host.takeKey(byte, now);
  mouse.bytes.push(byte);
  const [button = 0, column = 0, row = 0] = mouse.bytes;
  if (mouse.bytes.length < 3) return mouse;
  tellMouse(host, mouseEventOf(button - 32, column - 32, row - 32, true));
  return keysState;
}

function tellMouse(host: ParserHost, event: MouseEvent | undefined): void {
  if (event !== undefined) host.tell({ type: 'mouse', event });
}

export function inSingleShift(host: ParserHost, single: StateOf<'single-shift'>, byte: number, now: number): State {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  if (isDigit && single.body.length < 3) {
    single.body += String.fromCharCode(byte);
    return single;
  }
  if (byte !== 0x20 && (byte < 0x40 || byte > 0x7e)) return host.takeKey(byte, now);
  const name = nameOfSingleShift(single.body + String.fromCharCode(byte));
  if (name !== undefined) host.tell({ type: 'key', name });
  return keysState;
}

export function inText(host: ParserHost, text: StateOf<'text'>, byte: number, now: number): State {
  if (text.endAt !== undefined)
    return byte === 0x5c ? answered(host, text, '\x1b\\') : behindEscape(host, { isTold: false }, byte, now);
  if (byte === bellByte) return answered(host, text, '\x07');
  if (byte === escapeByte) text.endAt = now;
  else if (byte < 0x20 || byte === 0x7f || !mayBegin(text.body, byte)) return host.takeKey(byte, now);
  else if (text.body.length < reportBytesMax) text.body += String.fromCharCode(byte);
  return text;
}

function answered(host: ParserHost, { body }: StateOf<'text'>, end: string): State {
  host.tell({ type: 'answer', text: `\x1b${body}${end}` });
  return keysState;
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
