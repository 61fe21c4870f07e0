import { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import {
  type LookedAtTerminal,
  screenLook,
  themesFor,
  wantedOf,
} from '../../../source/commands/dashboard/screen-look.ts';
import { backgroundOfVariable } from '../../../source/commands/dashboard/terminal-background.ts';
import { themeNamed } from '../../../source/ui/drawing/themes/catalogue.ts';
import { backgroundIn } from '../../../source/ui/terminal/terminal-answers.ts';

const white = '\x1b]11;rgb:ffff/ffff/ffff\x1b\\';
const black = '\x1b]11;rgb:0000/0000/0000\x07';
const device = '\x1b[?62;22c';

/** A terminal that has answered with these. */
function terminal(answers: readonly string[], env: Record<string, string> = {}): LookedAtTerminal {
  const stdout = {
    getColorDepth: (given: object): number => WriteStream.prototype.getColorDepth.call(stdout as never, given as never),
  };
  return {
    stdout: stdout as LookedAtTerminal['stdout'],
    env: { TERM: 'xterm-256color', ...env },
    question: { answers: async () => answers },
  };
}

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
  const free = { theme: undefined, color: true, ascii: false } as const;
  const first = async (...given: Parameters<typeof screenLook>) => {
    const { color, themes } = await screenLook(...given);
    return [color, themes[0]?.name];
  };

  it('follows the terminal where nothing is asked for', async () => {
    expect(await first(free, terminal([white, device]))).toEqual(['256', 'light']);
    expect(await first(free, terminal([black, device], { COLORFGBG: '0;15' }))).toEqual(['256', 'dark']);
    expect(await first(free, terminal([device], { COLORFGBG: '0;15' }))).toEqual(['256', 'light']);
    expect(await first(free, terminal([device], { COLORTERM: 'truecolor' }))).toEqual(['truecolor', 'dark']);
  });

  it('uses 256 colours in GNU screen, whatever is said of the terminal around it', async () => {
    const inScreen = { TERM: 'screen', STY: '123.lab', COLORTERM: 'truecolor' };
    expect(await first(free, terminal([device], inScreen))).toEqual(['256', 'dark']);
  });

  it.each(['linux', 'linux-16color', 'dumb'])('asks nothing of TERM=%s', async (TERM) => {
    expect(wantedOf(free, terminal([], { TERM }))).toEqual({ background: false, widths: false });
    expect(await first(free, terminal([], { TERM }))).toEqual(TERM === 'dumb' ? ['none', 'none'] : ['16', '16']);
  });

  it('asks nothing that is not needed', async () => {
    const asked = terminal([white, device], { NO_COLOR: '1' });
    expect(wantedOf(free, asked)).toEqual({ background: true, widths: true });
    expect(wantedOf({ ...free, theme: 'high-contrast' }, asked)).toEqual({ background: false, widths: true });
    expect(wantedOf({ ...free, color: false, ascii: true }, asked)).toEqual({ background: false, widths: false });
    expect(await first({ ...free, theme: 'high-contrast' }, asked)).toEqual(['256', 'high-contrast']);
    expect(await first({ ...free, color: false }, asked)).toEqual(['none', 'none']);
  });

  it.each([
    ['as we count', '\x1b[1;7R', false],
    ['wide, as in a CJK locale', '\x1b[1;13R', true],
    ['byte by byte, without UTF-8', '\x1b[1;19R', true],
  ])('is ASCII where the terminal draws our characters otherwise: %s', async (_how, position, isAscii) => {
    const { ascii, hint } = await screenLook(free, terminal([position, device]));
    expect([ascii, hint?.includes('ASCII') ?? false]).toEqual([isAscii, isAscii]);
    expect((await screenLook({ ...free, ascii: true }, terminal([]))).ascii).toBe(true);
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
