import type { ModeName } from '../../lab/view/snapshot.ts';
import { type Color, nearestOf256, rgbOf } from './color.ts';
import { ascii, type Glyphs, unicode } from './glyphs.ts';
import { darkOnTerminal, type ThemeDefinition } from './themes/catalogue.ts';
import type { Palette } from './themes/palette.ts';
import { sixteenOnDark, sixteenOnLight } from './themes/sixteen.ts';

/** What a piece of text means; the theme says how it looks. */
export type ColorRole =
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
  /** The SGR parameters behind and of everything that has none of its own; empty: the terminal's own. */
  readonly ground: string;
  /** The SGR parameters of a role, such as `1;38;2;240;184;92`; empty: the ground's. */
  sgr(role: ColorRole, selected: boolean): string;
}

/** The theme for a mode and a terminal: as many of its colours as the terminal has. */
export function createTheme(
  mode: ModeName,
  depth: ColorDepth,
  isAscii: boolean,
  definition: ThemeDefinition = darkOnTerminal,
): Theme {
  const known = new Map<string, string>();
  const { ground, colorsOf } = sheetOf(mode, depth, definition);
  return {
    glyphs: isAscii ? ascii : unicode,
    ground,
    sgr(role, selected) {
      const key = selected ? `${role}!` : role;
      let sgr = known.get(key);
      if (sgr === undefined) {
        sgr = [isBold(role) ? '1' : '', colorsOf(role, selected)].filter((part) => part !== '').join(';');
        known.set(key, sgr);
      }
      return sgr;
    },
  };
}

/** Colours as SGR parameters. */
interface Sheet {
  readonly ground: string;
  colorsOf(role: ColorRole, selected: boolean): string;
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
  const front = (color: Color): string => sgrOf('38', color, depth);
  const behind = (color: Color): string => sgrOf('48', color, depth);
  const colorOf = (role: Exclude<ColorRole, 'badge'>): Color => {
    if (role === 'accent' || role === 'accentStrong') return palette[accent];
    return palette[role === 'accentDim' ? accentDim : role];
  };
  const { background } = palette;
  return {
    ground: background === 'terminal' ? '' : `${front(palette.text)};${behind(background)}`,
    colorsOf(role, selected) {
      if (role === 'badge') return `${front(palette.badge)};${behind(palette[accent])}`;
      if (!selected) return front(colorOf(role));
      return `${front(colorOf(quietRoles.has(role) ? 'text' : role))};${behind(palette.selection)}`;
    },
  };
}

function sgrOf(layer: '38' | '48', color: Color, depth: 'truecolor' | '256'): string {
  const rgb = rgbOf(color);
  return depth === '256' ? `${layer};5;${nearestOf256(rgb)}` : `${layer};2;${rgb.join(';')}`;
}

/** The terminal's own palette: nobody knows what lies behind a selection in it, so that this is turned round as a whole. */
function sixteenSheet(mode: ModeName, isLight: boolean): Sheet {
  const colors = isLight ? sixteenOnLight : sixteenOnDark;
  const accent = colors[accents[mode][0]];
  return {
    ground: '',
    colorsOf(role, selected) {
      if (role === 'badge') return `7;${accent}`;
      if (selected) return '7';
      return role === 'accent' || role === 'accentStrong' || role === 'accentDim' ? accent : colors.roles[role];
    },
  };
}

/** Weight and inversion only. */
const plainSheet: Sheet = {
  ground: '',
  colorsOf: (role, selected) => (role === 'badge' || selected ? '7' : role === 'accent' ? '1' : ''),
};

function isBold(role: ColorRole): boolean {
  return role === 'strong' || role === 'accentStrong' || role === 'badge';
}
