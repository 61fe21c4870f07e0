import type { StateOf } from './parser-state.ts';

/** Nobody pastes so many bytes into one line; more are dropped. */
const pasteBytesMax = 40_000;
const escapeByte = 0x1b;
const pasteEnd = Buffer.from('\x1b[201~');
/** Ctrl-C, however a terminal writes it. */
const interrupts = ['\x03', '\x1b[99;5u', '\x1b[27;5;99~'];
/** Of a paste that is too long the end is kept: it may be the mark, or Ctrl-C. */
const keptAtEnd = 12;

/** Adds a byte. Gives the text when that was the last one of its mark. */
export function pasted(paste: StateOf<'paste'>, byte: number, now: number): string | undefined {
  paste.at = now;
  if (paste.bytes.length < pasteBytesMax) paste.bytes.push(byte);
  else paste.bytes.splice(-keptAtEnd, keptAtEnd, ...paste.bytes.slice(1 - keptAtEnd), byte);
  paste.matched = byte === pasteEnd[paste.matched] ? paste.matched + 1 : byte === escapeByte ? 1 : 0;
  return paste.matched === pasteEnd.length ? textOf(paste.bytes.slice(0, -pasteEnd.length)) : undefined;
}

export function textOf(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Whether Ctrl-C is the last that was heard. */
export function isInterrupted({ bytes }: StateOf<'paste'>): boolean {
  const end = Buffer.from(bytes.slice(-keptAtEnd)).toString('latin1');
  return interrupts.some((interrupt) => end.endsWith(interrupt));
}
