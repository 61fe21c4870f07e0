import type { ColorDepth } from '../../ui/drawing/theme.ts';
import { type ThemeDefinition, type ThemeName, themeNamed, themeNames } from '../../ui/drawing/themes/catalogue.ts';
import type { FirstView } from '../../ui/first-screen.ts';
import { answersIn, type Background, type Wanted } from '../../ui/terminal/terminal-answers.ts';
import type { Question } from '../../ui/terminal/terminal-input.ts';
import { backgroundOfVariable } from './terminal-background.ts';

/** How the dashboard looks on this terminal. */
export interface ScreenLook {
  readonly color: ColorDepth;
  /** The first one is shown first. */
  readonly themes: readonly ThemeDefinition[];
  readonly ascii: boolean;
  /** What to say about it; undefined: it is as was asked for. */
  readonly hint: string | undefined;
}

/** A terminal and what is known about it. */
export interface LookedAtTerminal {
  readonly stdout: { getColorDepth(env?: object): number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it was asked; undefined: nothing. */
  readonly question: Question | undefined;
}

/** What the person asked for. */
export interface WantedLook {
  readonly theme: ThemeName | ThemeDefinition | undefined;
  readonly color: boolean;
  readonly ascii: boolean;
}

const otherWidths = 'in ASCII: this terminal draws our shapes wide (its setting: ambiguous width)';

/** Answers come in a few milliseconds, from the other side of the world in 200. */
const answerMsMax = 200;

/** How the dashboard looks before the terminal has answered: colours that can be read on any background. */
export function firstLook(
  wanted: WantedLook,
  terminal: Omit<LookedAtTerminal, 'question'>,
): Pick<FirstView, 'color' | 'ascii' | 'wanted'> {
  return {
    color: wanted.color && terminal.stdout.getColorDepth() > 1 ? '16' : 'none',
    ascii: wanted.ascii || isConsole(terminal.env),
    wanted: wantedOf(wanted, terminal),
  };
}

/** What is worth asking the terminal. Not asked: terminals that are known to print the question instead of answering it. */
export function wantedOf(
  { theme, color, ascii }: WantedLook,
  { stdout, env }: Omit<LookedAtTerminal, 'question'>,
): Wanted {
  if (isConsole(env) || env['TERM'] === 'dumb') return { background: false, widths: false };
  const isColored = color && depthOf({ stdout, env }) !== 'none';
  return { background: isColored && (theme === undefined || theme === '16'), widths: !ascii };
}

/** `theme`: what was asked for; undefined: what fits the terminal, which was asked for its background. */
export async function screenLook({ theme, color, ascii }: WantedLook, terminal: LookedAtTerminal): Promise<ScreenLook> {
  const depth = color ? depthOf(terminal) : 'none';
  const { background, hasOurWidths } = answersIn((await terminal.question?.answers(answerMsMax)) ?? []);
  const themes = themesFor(theme, depth, background ?? backgroundOfVariable(terminal.env['COLORFGBG']));
  const isOther = hasOurWidths === false;
  return {
    color: depth,
    themes,
    ascii: ascii || isOther || isConsole(terminal.env),
    hint: isOther ? otherWidths : undefined,
  };
}

/** The theme to begin with, and after it those that the terminal can show besides. */
export function themesFor(
  theme: ThemeName | ThemeDefinition | undefined,
  depth: ColorDepth,
  background: Background | undefined,
): readonly ThemeDefinition[] {
  const isLight = background === 'light';
  const fitting: ThemeName = depth === '16' ? '16' : isLight ? 'light' : 'dark';
  const wanted = theme ?? fitting;
  const first = typeof wanted === 'string' ? themeNamed(wanted, isLight) : wanted;
  if (depth === 'none') return [themeNamed('none', isLight)];
  // Of 16 colours there are two sets: one to be read on dark, one on light.
  const others: readonly ThemeName[] = depth === '16' ? ['dark', 'light', 'none'] : themeNames;
  return [first, ...others.filter((name) => name !== first.name).map((name) => themeNamed(name, isLight))];
}

/**
 * NO_COLOR is left out: whether it counts was decided with the options. GNU screen (STY) passes on what the terminal around it says of itself, but
 * takes 24-bit colours for other commands.
 */
function depthOf({ stdout, env }: Omit<LookedAtTerminal, 'question'>): ColorDepth {
  const bits = stdout.getColorDepth({ ...env, NO_COLOR: undefined });
  if (bits >= 24 && env['STY'] === undefined) return 'truecolor';
  if (bits >= 8) return '256';
  return bits > 1 ? '16' : 'none';
}

/** The kernel's console: its font has no braille dots and few of our shapes. */
function isConsole({ TERM }: LookedAtTerminal['env']): boolean {
  return /^linux(-|$)/.test(TERM ?? '');
}
