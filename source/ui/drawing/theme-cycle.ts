import type { ModeName } from '../../lab/view/snapshot.ts';
import { type ColorDepth, createTheme, type Theme } from './theme.ts';
import { darkOnTerminal, type ThemeDefinition } from './themes/catalogue.ts';

/** The themes that a dashboard can show, and which one it shows now. */
export interface ThemeCycle {
  current(mode: ModeName): Theme;
  /** Goes on to the next theme; gives what to tell the person. */
  next(): string;
}

/** `definitions`: the first one is shown first. */
export function createThemeCycle(
  definitions: readonly ThemeDefinition[],
  depth: ColorDepth,
  isAscii: boolean,
): ThemeCycle {
  let at = 0;
  let shown = themesOf(definitions[0]);

  function themesOf(definition: ThemeDefinition = darkOnTerminal): Readonly<Record<ModeName, Theme>> {
    return {
      'client-server': createTheme('client-server', depth, isAscii, definition),
      'peer-to-peer': createTheme('peer-to-peer', depth, isAscii, definition),
    };
  }

  return {
    current: (mode) => shown[mode],
    next() {
      if (definitions.length <= 1) return 'there is one theme here: without colours there is no other';
      at = (at + 1) % definitions.length;
      shown = themesOf(definitions[at]);
      return `theme ${definitions[at]?.name} (${at + 1} of ${definitions.length}) · --theme chooses one from the start`;
    },
  };
}
