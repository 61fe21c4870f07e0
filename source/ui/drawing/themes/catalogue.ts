import { colorBlind } from './color-blind.ts';
import { dark } from './dark.ts';
import { highContrast } from './high-contrast.ts';
import { light } from './light.ts';
import type { Palette } from './palette.ts';

/** A theme: colours of its own, the terminal's sixteen, or none. `isLight` says for which background sixteen colours are chosen. */
export type ThemeDefinition =
  | { readonly type: 'palette'; readonly name: string; readonly isLight: boolean; readonly palette: Palette }
  | { readonly type: 'sixteen'; readonly name: string; readonly isLight: boolean }
  | { readonly type: 'none'; readonly name: string };

const palettes = { dark, light, 'high-contrast': highContrast, 'color-blind': colorBlind } as const;

export type PaletteName = keyof typeof palettes;
export type ThemeName = PaletteName | '16' | 'none';

export const paletteNames: readonly PaletteName[] = ['dark', 'light', 'high-contrast', 'color-blind'];
/** In the order in which a key goes through them. */
export const themeNames: readonly ThemeName[] = [...paletteNames, '16', 'none'];

export function paletteNamed(name: PaletteName): Palette {
  return palettes[name];
}

/** `isLightTerminal`: what `16` has to be read on. */
export function themeNamed(name: ThemeName, isLightTerminal: boolean): ThemeDefinition {
  if (name === 'none') return { type: 'none', name };
  if (name === '16') return { type: 'sixteen', name, isLight: isLightTerminal };
  return { type: 'palette', name, isLight: name === 'light', palette: palettes[name] };
}

/** The house theme on whatever background the terminal has. */
export const darkOnTerminal: ThemeDefinition = {
  type: 'palette',
  name: 'dark',
  isLight: false,
  palette: { ...dark, background: 'terminal' },
};
