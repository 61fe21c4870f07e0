import { EventEmitter } from 'node:events';
import { emitKeypressEvents, type Interface, type Key } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import type { MouseEvent } from './mouse.ts';
import { createReportReader } from './terminal-reports.ts';

/**
 * Calls back with the name of each key: `m`, `+`, `up`, `shift+tab`, `ctrl+c`, `space`, with what the mouse did, and with text that
 * the terminal says was pasted (bracketed paste), whose letters are no keys. Answers of the terminal are swallowed. Gives the function that stops it.
 */
export function readKeys(
  stdin: NodeJS.ReadStream,
  onKey: (key: string) => void,
  onMouse: (event: MouseEvent) => void = () => undefined,
  onPaste: (text: string) => void = () => undefined,
): () => void {
  /** What was pasted so far, and since when nothing more came; undefined: these are keys. */
  let pasted: { text: string; at: number } | undefined;
  const listener = (text: string | undefined, key: Key): void => {
    const now = performance.now();
    if (pasted !== undefined && now - pasted.at >= pasteGapMs) pasted = undefined; // its end was lost
    if (key.name === 'paste-start') pasted = { text: '', at: now };
    else if (pasted === undefined) takeKey(text, key);
    else if (key.name === 'paste-end') {
      onPaste(pasted.text);
      pasted = undefined;
    } else if (pasted.text.length < pasteLengthMax)
      pasted = { text: pasted.text + (key.sequence ?? text ?? ''), at: now };
  };
  const takeKey = (text: string | undefined, key: Key): void => {
    // Escape and another key in one burst look like Alt with that key, which means nothing here.
    const afterEscape = key.meta === true && key.sequence?.length === 2 ? key.sequence[1] : undefined;
    if (afterEscape !== undefined) onKey('escape');
    const name = nameOf(afterEscape ?? text, key);
    if (name !== undefined) onKey(name);
  };
  /** What is left for Node's parser of keys once the reports are taken out. */
  const keys = new EventEmitter() as unknown as NodeJS.ReadableStream;
  // Node reads only this field of the interface: how long a lone Escape may be the beginning of something longer.
  emitKeypressEvents(keys, { escapeCodeTimeout: escapeMs } as unknown as Interface);
  keys.on('keypress', listener);
  const decoder = new StringDecoder('utf8');
  const reports = createReportReader();
  let timer: NodeJS.Timeout | undefined;
  const onData = (chunk: Buffer | string): void => {
    clearTimeout(timer);
    for (const input of reports.feed(typeof chunk === 'string' ? chunk : decoder.write(chunk))) {
      if (input.type === 'keys') keys.emit('data', input.text);
      if (input.type === 'escape' && pasted === undefined) onKey('escape');
      if (input.type === 'mouse') onMouse(input.event);
    }
    if (reports.pending() !== 'nothing')
      timer = setTimeout(onSilence, reports.pending() === 'report' ? reportMs : escapeMs);
  };
  const onSilence = (): void => {
    const kind = reports.pending();
    const text = reports.giveUp();
    if (kind === 'escape') onKey('escape');
    if (kind === 'unsure') keys.emit('data', text);
  };
  stdin.setRawMode?.(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    clearTimeout(timer);
    stdin.off('data', onData);
    keys.removeAllListeners('keypress');
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}

const escapeMs = 50;
/** A paste comes in one go: when its end is lost, keys count again after so long. */
const pasteGapMs = 400;
/** The rest of a report that stays away so long has been lost. */
const reportMs = 1_000;
/** Nobody pastes so much into one line. */
const pasteLengthMax = 10_000;

function nameOf(text: string | undefined, key: Key): string | undefined {
  const name = key.name === 'backtab' ? 'tab' : key.name === 'undefined' ? undefined : key.name;
  if (key.ctrl === true) return name === undefined ? undefined : `ctrl+${name}`;
  if (key.shift === true && name === 'tab') return 'shift+tab';
  if (name === 'space') return 'space';
  if (text !== undefined && [...text].length === 1 && text > ' ' && text !== '\x7f') return text;
  if (name === undefined && text !== undefined && /^[\x01-\x1a]$/.test(text)) {
    return `ctrl+${String.fromCharCode(text.charCodeAt(0) + 0x60)}`; // behind Escape, Node tells no control keys
  }
  return name === 'paste-end' ? undefined : name;
}
