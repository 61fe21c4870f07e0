import { emitKeypressEvents, type Interface, type Key } from 'node:readline';

/** Calls back with the name of each key: `m`, `+`, `up`, `shift+tab`, `ctrl+c`, `space`. Gives the function that stops it. */
export function readKeys(stdin: NodeJS.ReadStream, onKey: (key: string) => void): () => void {
  const listener = (text: string | undefined, key: Key): void => {
    // Escape and another key in one burst look like Alt with that key, which means nothing here.
    const afterEscape = key.meta === true && key.sequence?.length === 2 ? key.sequence[1] : undefined;
    if (afterEscape !== undefined) onKey('escape');
    const name = afterEscape ?? nameOf(text, key);
    if (name !== undefined) onKey(name);
  };
  // Node reads only this field of the interface: how long a lone Escape may be the beginning of something longer.
  emitKeypressEvents(stdin, { escapeCodeTimeout: escapeMs } as unknown as Interface);
  stdin.setRawMode?.(true);
  stdin.on('keypress', listener);
  stdin.resume();
  return () => {
    stdin.off('keypress', listener);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}

const escapeMs = 50;

function nameOf(text: string | undefined, key: Key): string | undefined {
  const name = key.name === 'backtab' ? 'tab' : key.name;
  if (key.ctrl === true) return name === undefined ? undefined : `ctrl+${name}`;
  if (key.shift === true && name === 'tab') return 'shift+tab';
  if (name === 'space') return 'space';
  if (text !== undefined && text.length === 1 && text > ' ' && text !== '\x7f') return text;
  return name;
}
