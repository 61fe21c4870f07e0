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

/** What a theme paints behind everything (`sgr`, its ground), as far as it does. */
export function groundBehind(sgr: string, isLight: boolean): Ground {
  const own = grounds[isLight ? 'light' : 'dark'];
  const { foreground = own.foreground, background = own.background } = colorsOf(sgr, own);
  return { ...own, foreground, background };
}

/** The sixteen colours, for terminals that have no more; legible on both grounds. */
const palette: readonly string[] = [
  ...['#3a434f', '#d95555', '#4c9f3a', '#b98524', '#3f78c4', '#8d63d2', '#2b9c8a', '#8a94a0'],
  ...['#66717e', '#ee6c6c', '#66b852', '#d19a32', '#5b93dd', '#a682ea', '#3fb5a1', '#c3cad2'],
];

/** Reads SGR parameters as themes write them: `1;38;2;240;184;92`, `7`, `30;46`, `38;5;208`. */
export function colorsOf(style: string, ground: Ground): CellColors {
  const codes = style === '' ? [] : style.split(';').map(Number);
  let foreground: string | undefined;
  let background: string | undefined;
  let isBold = false;
  let isInverse = false;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const isTrue = codes[at + 1] === 2;
      const color = isTrue ? rgb(codes.slice(at + 2, at + 5)) : indexed(codes[at + 2] ?? 0);
      if (code === 38) foreground = color;
      else background = color;
      at += isTrue ? 4 : 2;
    } else if (code === 1) isBold = true;
    else if (code === 7) isInverse = true;
    else if (code >= 30 && code <= 37) foreground = palette[code - 30];
    else if (code >= 40 && code <= 47) background = palette[code - 40];
    else if (code >= 90 && code <= 97) foreground = palette[code - 82];
    else if (code >= 100 && code <= 107) background = palette[code - 92];
  }
  if (!isInverse) return { foreground, background, isBold };
  return { foreground: background ?? ground.background, background: foreground ?? ground.foreground, isBold };
}

/** `light` when most of what is written in colours of its own is dark. */
export function groundOf(styles: readonly string[]): 'dark' | 'light' {
  let dark = 0;
  let bright = 0;
  for (const style of styles) {
    const [, red, green, blue] = /(?:^|;)38;2;(\d+);(\d+);(\d+)/.exec(style) ?? [];
    if (red === undefined || style.includes('48;2;')) continue;
    if (Number(red) * 0.3 + Number(green) * 0.59 + Number(blue) * 0.11 < 110) dark++;
    else bright++;
  }
  return dark > bright * 2 ? 'light' : 'dark';
}

/** The 256 colours: sixteen, a cube of 6 x 6 x 6, and greys. */
function indexed(index: number): string {
  if (index < 16) return palette[index] ?? '#000000';
  if (index >= 232) return rgb(Array.from({ length: 3 }, () => 8 + (index - 232) * 10));
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const at = index - 16;
  return rgb([level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6)]);
}

function rgb(parts: readonly number[]): string {
  return `#${parts.map((part) => Math.min(255, part).toString(16).padStart(2, '0')).join('')}`;
}
