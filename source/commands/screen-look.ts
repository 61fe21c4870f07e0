import type { ColorDepth } from '../ui/theme.ts';
import { type ThemeDefinition, type ThemeName, themeNamed, themeNames } from '../ui/themes/catalogue.ts';
import { type AskedTerminal, askBackground, type Background, backgroundOfVariable } from './terminal-background.ts';

/** How the dashboard looks on this terminal. */
export interface ScreenLook {
  readonly color: ColorDepth;
  /** The first one is shown first. */
  readonly themes: readonly ThemeDefinition[];
}

/** A terminal and what is known about it. */
export interface LookedAtTerminal extends AskedTerminal {
  readonly stdout: AskedTerminal['stdout'] & { getColorDepth(env?: object): number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Answers come in a few milliseconds, from the other side of the world in 200. */
const answerMsMax = 200;

/** `theme`: what was asked for; undefined: what fits the terminal, which is asked for its background. */
export async function screenLook(
  { theme, color }: { readonly theme: ThemeName | ThemeDefinition | undefined; readonly color: boolean },
  terminal: LookedAtTerminal,
): Promise<ScreenLook> {
  const depth = color ? depthOf(terminal) : 'none';
  const needsBackground = depth !== 'none' && (theme === undefined || theme === '16');
  const background = needsBackground ? await backgroundOf(terminal) : undefined;
  return { color: depth, themes: themesFor(theme, depth, background) };
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
 * Whether NO_COLOR counts was decided with the options: a theme that is asked for says more. GNU screen (STY) passes on what the terminal around
 * it says of itself, but takes 24-bit colours for other commands.
 */
function depthOf({ stdout, env }: LookedAtTerminal): ColorDepth {
  const bits = stdout.getColorDepth({ ...env, NO_COLOR: undefined });
  if (bits >= 24 && env['STY'] === undefined) return 'truecolor';
  if (bits >= 8) return '256';
  return bits > 1 ? '16' : 'none';
}

/** Not asked: terminals that are known to print the question instead of answering it. */
async function backgroundOf(terminal: LookedAtTerminal): Promise<Background | undefined> {
  const { TERM, COLORFGBG } = terminal.env;
  const isSilent = TERM === 'linux' || TERM === 'dumb';
  const told = isSilent ? undefined : await askBackground(terminal, answerMsMax);
  return told ?? backgroundOfVariable(COLORFGBG);
}
