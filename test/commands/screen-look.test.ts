import { EventEmitter } from 'node:events';
import { WriteStream } from 'node:tty';
import { describe, expect, it, vi } from 'vitest';
import { type LookedAtTerminal, screenLook, themesFor } from '../../source/commands/screen-look.ts';
import { askBackground, backgroundIn, backgroundOfVariable } from '../../source/commands/terminal-background.ts';
import { themeNamed } from '../../source/ui/themes/catalogue.ts';

const white = '\x1b]11;rgb:ffff/ffff/ffff\x1b\\';
const black = '\x1b]11;rgb:0000/0000/0000\x07';
const device = '\x1b[?62;22c';

/** A terminal that answers every question with these chunks. */
function terminal(chunks: readonly string[], env: Record<string, string> = {}, isRaw = false) {
  const modes: boolean[] = [];
  let waiting = '';
  let asked = '';
  const stdin = Object.assign(new EventEmitter(), {
    isRaw,
    setRawMode: (isRaw: boolean) => void modes.push(isRaw),
    unshift: (keys: Buffer) => {
      waiting = keys.toString() + waiting;
    },
    resume: () => undefined,
    pause: () => undefined,
  });
  const stdout = {
    write(text: string) {
      asked += text;
      for (const chunk of chunks) queueMicrotask(() => stdin.emit('data', Buffer.from(chunk)));
    },
    getColorDepth: (given: object) => WriteStream.prototype.getColorDepth.call(stdout as never, given),
  };
  const looked = { stdin, stdout, env: { TERM: 'xterm-256color', ...env } } as unknown as LookedAtTerminal;
  return { looked, modes, asked: () => asked, waiting: () => waiting, listeners: () => stdin.listenerCount('data') };
}

describe('askBackground', () => {
  it.each([
    ['light', [white, device]],
    ['dark', [black, device]],
    ['light', [...(white + device)]],
    [undefined, [device]],
    [undefined, ['\x1b]11;what\x07', device]],
    ['dark', ['j', black, 'k', device]],
  ])('hears %s from %j, at once, and leaves nothing behind', async (wanted, chunks) => {
    const { looked, modes, asked, listeners } = terminal(chunks);
    expect(await askBackground(looked, 60_000)).toBe(wanted);
    expect(asked()).toBe('\x1b]11;?\x1b\\\x1b[c');
    expect(modes).toEqual([true, false]);
    expect(listeners()).toBe(0);
  });

  it.each([
    ['q', ['q', white, device]],
    ['jk', [`j${black}`, `k${device}`]],
    ['über\x1b[A', ['ü', white, 'ber\x1b[', 'A', device]],
    ['\x1b', [white, `${device}\x1b`]],
  ])('leaves the keys %j for who reads next', async (keys, chunks) => {
    const { looked, waiting } = terminal(chunks);
    await askBackground(looked, 60_000);
    expect(waiting()).toBe(keys);
  });

  it('leaves a terminal raw that was so', async () => {
    const { looked, modes } = terminal([white, device], {}, true);
    await askBackground(looked, 60_000);
    expect(modes).toEqual([true]);
  });

  it('is interrupted by Ctrl-C', async () => {
    const { looked, modes } = terminal(['j\x03']);
    let count = 0;
    expect(await askBackground({ ...looked, interrupt: () => void count++ }, 60_000)).toBeUndefined();
    expect([count, modes]).toEqual([1, [true, false]]);
  });

  it('gives up on a terminal that does not answer', async () => {
    vi.useFakeTimers();
    try {
      const { looked, modes, listeners } = terminal([]);
      const answer = askBackground(looked, 200);
      await vi.advanceTimersByTimeAsync(201);
      expect(await answer).toBeUndefined();
      expect(modes).toEqual([true, false]);
      expect(listeners()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a background', () => {
  it.each([
    ['\x1b]11;rgb:ffff/ffff/ffff\x07', 'light'],
    ['\x1b]11;rgb:f/f/f\x07', 'light'],
    ['\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x07', 'light'],
    ['\x1b]11;rgb:00/2b/36\x07', 'dark'],
    ['\x1b]10;rgb:ff/ff/ff\x07', undefined],
    ['\x1b]11;white\x07', undefined],
  ])('is read from %j', (answer, wanted) => expect(backgroundIn(answer)).toBe(wanted));

  it.each([
    ['15;0', 'dark'],
    ['0;15', 'light'],
    ['0;default;7', 'light'],
    ['12;8', 'dark'],
    ['15;default', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is read from COLORFGBG=%s', (value, wanted) => expect(backgroundOfVariable(value)).toBe(wanted));
});

describe('the look of the screen', () => {
  const free = { theme: undefined, color: true } as const;
  const first = async (...given: Parameters<typeof screenLook>) => {
    const { color, themes } = await screenLook(...given);
    return [color, themes[0]?.name];
  };

  it('follows the terminal where nothing is asked for', async () => {
    expect(await first(free, terminal([white, device]).looked)).toEqual(['256', 'light']);
    expect(await first(free, terminal([black, device], { COLORFGBG: '0;15' }).looked)).toEqual(['256', 'dark']);
    expect(await first(free, terminal([device], { COLORFGBG: '0;15' }).looked)).toEqual(['256', 'light']);
    expect(await first(free, terminal([device], { COLORTERM: 'truecolor' }).looked)).toEqual(['truecolor', 'dark']);
  });

  it('uses 256 colours in GNU screen, whatever is said of the terminal around it', async () => {
    const inScreen = { TERM: 'screen', STY: '123.lab', COLORTERM: 'truecolor' };
    expect(await first(free, terminal([device], inScreen).looked)).toEqual(['256', 'dark']);
  });

  it.each(['linux', 'dumb'])('asks nothing of TERM=%s', async (TERM) => {
    const asked = terminal([white, device], { TERM });
    expect(await first(free, asked.looked)).toEqual(TERM === 'linux' ? ['16', '16'] : ['none', 'none']);
    expect(asked.asked()).toBe('');
  });

  it('asks nothing when the theme is chosen, or there are no colours', async () => {
    const asked = terminal([white, device], { NO_COLOR: '1' });
    expect(await first({ theme: 'high-contrast', color: true }, asked.looked)).toEqual(['256', 'high-contrast']);
    expect(await first({ theme: undefined, color: false }, asked.looked)).toEqual(['none', 'none']);
    expect(asked.asked()).toBe('');
  });

  it('offers each theme once, and what was chosen first', () => {
    const names = (...given: Parameters<typeof themesFor>) => themesFor(...given).map(({ name }) => name);
    expect(names('16', '256', 'dark')).toEqual(['16', 'dark', 'light', 'high-contrast', 'color-blind', 'none']);
    expect(names(undefined, '16', 'light')).toEqual(['16', 'dark', 'light', 'none']);
    expect(themesFor(undefined, '16', 'light')[0]).toMatchObject({ isLight: true });
    expect(names('dark', 'none', undefined)).toEqual(['none']);
    const own = { ...themeNamed('dark', false), name: 'my.yaml' };
    expect(names(own, 'truecolor', undefined)[0]).toBe('my.yaml');
  });
});
