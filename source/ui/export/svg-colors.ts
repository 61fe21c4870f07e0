import { colorOf256, hexOf, rgbOf } from '../drawing/color.ts';
import type { CellColor, Look } from '../drawing/look.ts';

/** The colours of a cell that are not the terminal's own, as CSS. */
export interface CellColors {
  readonly foreground: string | undefined;
  readonly background: string | undefined;
  readonly isBold: boolean;
}

/** What a terminal without colours of its own would show. */
export interface Ground {
  readonly foreground: string;
  readonly background: string;
  readonly border: string;
}

export const grounds: Readonly<Record<'dark' | 'light', Ground>> = {
  dark: { foreground: '#cdd6e0', background: '#12161c', border: '#303a46' },
  light: { foreground: '#1f2630', background: '#fbfbf9', border: '#c9ced6' },
};

/** The ground of a theme, as far as it paints one. */
export function groundBehind(look: Look, isLight: boolean): Ground {
  const own = grounds[isLight ? 'light' : 'dark'];
  const { foreground = own.foreground, background = own.background } = colorsOf(look, own);
  return { ...own, foreground, background };
}

/** The sixteen colours, for terminals that have no more; legible on both grounds. */
const palette: readonly string[] = [
  ...['#3a434f', '#d95555', '#4c9f3a', '#b98524', '#3f78c4', '#8d63d2', '#2b9c8a', '#8a94a0'],
  ...['#66717e', '#ee6c6c', '#66b852', '#d19a32', '#5b93dd', '#a682ea', '#3fb5a1', '#c3cad2'],
];

/** A look in colours of CSS. */
export function colorsOf({ foreground, background, isBold, isInverse }: Look, ground: Ground): CellColors {
  const [front, behind] = [cssOf(foreground), cssOf(background)];
  if (!isInverse) return { foreground: front, background: behind, isBold };
  return { foreground: behind ?? ground.background, background: front ?? ground.foreground, isBold };
}

function cssOf(color: CellColor | undefined): string | undefined {
  if (typeof color !== 'number') return color;
  return color < 16 ? palette[color] : hexOf(colorOf256(color));
}

/** `light` when most of what is written in colours of its own is dark. */
export function groundOf(looks: readonly Look[]): 'dark' | 'light' {
  let dark = 0;
  let bright = 0;
  for (const { foreground, background } of looks) {
    if (typeof foreground !== 'string' || typeof background === 'string') continue;
    const [red, green, blue] = rgbOf(foreground);
    if (red * 0.3 + green * 0.59 + blue * 0.11 < 110) dark++;
    else bright++;
  }
  return dark > bright * 2 ? 'light' : 'dark';
}
