import type { ModeName } from '../../lab/view/snapshot.ts';
import { type Color, nearestOf256, rgbOf } from './color.ts';
import { ascii, type Glyphs, unicode } from './glyphs.ts';
import { type CellColor, type Look, lookOf, plainLook } from './look.ts';
import { darkOnTerminal, type ThemeDefinition } from './themes/catalogue.ts';
import type { Palette } from './themes/palette.ts';
import { sixteenOnDark, sixteenOnLight } from './themes/sixteen.ts';

/** What a piece of text means; the theme says how it looks. */
export type ColorRole =
  /** Nothing: what lies behind is seen. */
  | 'blank'
  | 'text'
  | 'strong'
  | 'secondary'
  | 'faint'
  | 'panel'
  | 'accent'
  | 'accentStrong'
  | 'accentDim'
  | 'badge'
  | 'server'
  | 'client'
  | 'peer'
  | 'query'
  | 'content'
  | 'upkeep'
  | 'good'
  | 'warning'
  | 'error'
  | 'latency'
  | 'latencyDim';

/** How many colours the terminal has. */
export type ColorDepth = 'truecolor' | '256' | '16' | 'none';

/** Everything that decides how the screen looks. */
export interface Theme {
  readonly glyphs: Glyphs;
  /** What lies behind everything, and the colour of what has none of its own. */
  readonly ground: Look;
  look(role: ColorRole, isSelected: boolean): Look;
}

/** The theme for a mode and a terminal: as many of its colours as the terminal has. */
export function createTheme(
  mode: ModeName,
  depth: ColorDepth,
  isAscii: boolean,
  definition: ThemeDefinition = darkOnTerminal,
): Theme {
  const { ground, colorsOf } = sheetOf(mode, depth, definition);
  const known = [new Map<ColorRole, Look>(), new Map<ColorRole, Look>()] as const;
  return {
    glyphs: isAscii ? ascii : unicode,
    ground,
    look(role, isSelected) {
      const looks = known[isSelected ? 1 : 0];
      let look = looks.get(role);
      if (look === undefined) {
        look = lookOf({ isBold: isBold(role), ...colorsOf(role, isSelected) });
        looks.set(role, look);
      }
      return look;
    },
  };
}

/** The colours of roles. */
interface Sheet {
  readonly ground: Look;
  colorsOf(role: ColorRole, isSelected: boolean): Partial<Look>;
}

function sheetOf(mode: ModeName, depth: ColorDepth, definition: ThemeDefinition): Sheet {
  if (depth === 'none' || definition.type === 'none') return plainSheet;
  if (depth === '16' || definition.type === 'sixteen') return sixteenSheet(mode, definition.isLight);
  return paletteSheet(mode, definition.palette, depth);
}

/** One accent a mode: the whole screen changes mood with it. */
const accents = {
  'client-server': ['clientServer', 'clientServerDim'],
  'peer-to-peer': ['peerToPeer', 'peerToPeerDim'],
} as const;

/** Too close to the selection's background: they stand out there like other text. */
const quietRoles: ReadonlySet<ColorRole> = new Set([
  'secondary',
  'faint',
  'panel',
  'upkeep',
  'accentDim',
  'latencyDim',
]);

function paletteSheet(mode: ModeName, palette: Palette, depth: 'truecolor' | '256'): Sheet {
  const [accent, accentDim] = accents[mode];
  const own = (color: Color): CellColor => (depth === '256' ? nearestOf256(rgbOf(color)) : color);
  const colorOf = (role: PaletteColored): Color => {
    if (role === 'accent' || role === 'accentStrong') return palette[accent];
    return palette[role === 'accentDim' ? accentDim : role];
  };
  const { background } = palette;
  return {
    ground:
      background === 'terminal' ? plainLook : lookOf({ foreground: own(palette.text), background: own(background) }),
    colorsOf(role, isSelected) {
      if (role === 'blank') return {};
      if (role === 'badge') return { foreground: own(palette.badge), background: own(palette[accent]) };
      if (!isSelected) return { foreground: own(colorOf(role)) };
      return {
        foreground: own(colorOf(quietRoles.has(role) ? 'text' : role)),
        background: own(palette.selection),
      };
    },
  };
}

type PaletteColored = Exclude<ColorRole, 'badge' | 'blank'>;

/** The terminal's own palette: nobody knows what lies behind a selection in it, so this is turned round as a whole. */
function sixteenSheet(mode: ModeName, isLight: boolean): Sheet {
  const colors = isLight ? sixteenOnLight : sixteenOnDark;
  const accent = colors[accents[mode][0]];
  return {
    ground: plainLook,
    colorsOf(role, isSelected) {
      if (role === 'blank') return {};
      if (role === 'badge') return { isInverse: true, foreground: accent };
      if (isSelected) return { isInverse: true };
      const isAccent = role === 'accent' || role === 'accentStrong' || role === 'accentDim';
      return { foreground: isAccent ? accent : colors.roles[role] };
    },
  };
}

/** Weight and inversion only. */
const plainSheet: Sheet = {
  ground: plainLook,
  colorsOf: (role, isSelected) =>
    role === 'badge' || (isSelected && role !== 'blank')
      ? { isInverse: true }
      : role === 'accent'
        ? { isBold: true }
        : {},
};

function isBold(role: ColorRole): boolean {
  return role === 'strong' || role === 'accentStrong' || role === 'badge';
}
