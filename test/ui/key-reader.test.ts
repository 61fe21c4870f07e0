import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readKeys } from '../../source/ui/key-reader.ts';

/** The names of the keys in raw bytes as a terminal sends them, cut into chunks. The last chunk ends with `q`. */
function namesOf(...chunks: readonly string[]): Promise<string[]> {
  const input = new PassThrough();
  const names: string[] = [];
  return new Promise((resolve) => {
    const stop = readKeys(input as unknown as NodeJS.ReadStream, (name) => {
      if (name === 'q') {
        stop();
        resolve(names);
      } else names.push(name);
    });
    for (const chunk of [...chunks, 'q']) input.write(chunk);
  });
}

describe('readKeys', () => {
  it.each([
    ['up', '\x1b[A'],
    ['down', '\x1b[B'],
    ['right', '\x1b[C'],
    ['left', '\x1b[D'],
    ['up', '\x1bOA'],
    ['tab', '\t'],
    ['shift+tab', '\x1b[Z'],
    ['ctrl+c', '\x03'],
    ['space', ' '],
    ['return', '\r'],
    ['+', '+'],
    ['-', '-'],
    ['?', '?'],
    ['m', 'm'],
    ['backspace', '\x7f'],
  ])('names %s', async (name, bytes) => {
    expect(await namesOf(bytes)).toEqual([name]);
  });

  it('names every key of a fast burst', async () => {
    expect(await namesOf('mm')).toEqual(['m', 'm']);
    expect(await namesOf('mx\x1b[Bx \t')).toEqual(['m', 'x', 'down', 'x', 'space', 'tab']);
  });

  it('puts a sequence together that comes in pieces', async () => {
    expect(await namesOf('\x1b', '[', 'A')).toEqual(['up']);
  });

  it('takes Escape and a key in one burst for both, not for Alt', async () => {
    expect(await namesOf('\x1bm')).toEqual(['escape', 'm']);
  });

  it('names a lone Escape', async () => {
    const input = new PassThrough();
    const name = await new Promise((resolve) => {
      readKeys(input as unknown as NodeJS.ReadStream, resolve);
      input.write('\x1b');
    });
    expect(name).toBe('escape');
  });

  it('turns raw mode on, and off again when it stops', () => {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => void modes.push(isRaw) });
    const stop = readKeys(input as unknown as NodeJS.ReadStream, () => undefined);
    expect(modes).toEqual([true]);
    stop();
    expect(modes).toEqual([true, false]);
    expect(input.listenerCount('keypress')).toBe(0);
  });
});
