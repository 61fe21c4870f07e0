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
    expect(await namesOf('\x1bM')).toEqual(['escape', 'M']);
    expect(await namesOf('\x1b ')).toEqual(['escape', 'space']);
    expect(await namesOf('\x1b\t')).toEqual(['escape', 'tab']);
    expect(await namesOf('\x1b\r')).toEqual(['escape', 'return']);
    expect(await namesOf('\x1b\x03')).toEqual(['escape', 'ctrl+c']);
  });

  it('takes two Escapes in one burst for two, whatever follows', async () => {
    expect(await namesOf('\x1b\x1b')).toEqual(['escape', 'escape']);
    expect(await namesOf('\x1b\x1bm')).toEqual(['escape', 'escape', 'm']);
    expect(await namesOf('\x1b\x1b\x1b[A')).toEqual(['escape', 'escape', 'up']);
    expect(await namesOf('m\x1b\x1b[Bm')).toEqual(['m', 'escape', 'down', 'm']);
  });

  it('names a lone Escape', async () => {
    const input = new PassThrough();
    const name = await new Promise((resolve) => {
      readKeys(input as unknown as NodeJS.ReadStream, resolve);
      input.write('\x1b');
    });
    expect(name).toBe('escape');
  });

  it('tells of the mouse, swallows answers, and takes none of them for keys, byte by byte as well', async () => {
    const bytes = 'a\x1b[<0;7;9M\x1b[<0;7;9mb\x1b]11;rgb:ff/ff/ff\x07\x1b[<64;1;2M\x1b[B\x1b[?62cc';
    const pressed = { type: 'press', column: 6, row: 8 };
    const wanted = ['a', pressed, 'b', { type: 'wheel-up', column: 0, row: 1 }, 'down', 'c'];
    for (const chunks of [[bytes], [...bytes]]) {
      const input = new PassThrough();
      const told: unknown[] = [];
      await new Promise<void>((resolve) => {
        const take = (what: unknown) => (what === 'q' ? resolve() : told.push(what));
        readKeys(input as unknown as NodeJS.ReadStream, take, take);
        for (const chunk of [...chunks, 'q']) input.write(chunk);
      });
      expect(told).toEqual(wanted);
    }
  });

  it('puts a character together that comes in two pieces', async () => {
    const [first, second] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)];
    const input = new PassThrough();
    const name = await new Promise((resolve) => {
      readKeys(input as unknown as NodeJS.ReadStream, resolve);
      input.write(first);
      input.write(second);
    });
    expect(name).toBe('ü');
  });

  it('tells text that was pasted from keys, in whatever pieces it comes', async () => {
    const input = new PassThrough();
    const heard: string[] = [];
    await new Promise<void>((resolve) => {
      readKeys(
        input as unknown as NodeJS.ReadStream,
        (name) => (name === 'q' ? resolve() : heard.push(name)),
        () => undefined,
        (text) => heard.push(`pasted ${JSON.stringify(text)}`),
      );
      for (const chunk of ['m\x1b[20', '0~kill\tn3\r', 'q\x1b[A世\x1b[201~', 'x世q']) input.write(chunk);
    });
    expect(heard).toEqual(['m', 'pasted "kill\\tn3\\rq\\u001b[A世"', 'x', '世']);
  });

  it('counts keys again when the end of a paste is lost', async () => {
    const input = new PassThrough();
    const names: string[] = [];
    const isOver = new Promise<void>((resolve) => {
      readKeys(input as unknown as NodeJS.ReadStream, (name) => {
        names.push(name);
        if (name === 'm') resolve();
      });
    });
    input.write('\x1b[200~xxx');
    const typing = setInterval(() => input.write('m'), 450);
    await isOver;
    clearInterval(typing);
    expect(names).toEqual(['m']);
  });

  it('turns raw mode on, and off again when it stops', () => {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => void modes.push(isRaw) });
    const stop = readKeys(input as unknown as NodeJS.ReadStream, () => undefined);
    expect(modes).toEqual([true]);
    stop();
    expect(modes).toEqual([true, false]);
    expect(input.listenerCount('data')).toBe(0);
  });
});
