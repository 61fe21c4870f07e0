import { type Color, luminance, parseColor, rgbOf } from '../../ui/drawing/color.ts';
import { paletteNamed, paletteNames, type ThemeDefinition } from '../../ui/drawing/themes/catalogue.ts';
import { type Palette, paletteRoles } from '../../ui/drawing/themes/palette.ts';
import { checked, fields, type OptionalField, optional, readAs, word } from './fields.ts';
import { readYamlFile } from './yaml-tree.ts';

const color = readAs(parseColor, (given, written) => wrongColor(given, written, ''));
const background = readAs(
  (written) => (written === 'terminal' ? written : parseColor(written)),
  (given, written) => wrongColor(given, written, ', or terminal'),
);
type Colors = Readonly<Record<Exclude<keyof Palette, 'background'>, OptionalField<Color>>>;

/** Whether a theme is named by its file: there is a dot or a slash in it. */
export function isThemeFile(name: string): boolean {
  return /[./\\]/.test(name);
}

/** A theme from a file of YAML or JSON: a base and colours by role. Throws UsageError with the place of what is wrong. */
export function readTheme(file: string): ThemeDefinition {
  const { base = 'dark', ...own } = checked(themeField(), readYamlFile(file, `--theme ${file}`), 'a theme');
  const palette = { ...paletteNamed(base), ...own };
  const isLight = palette.background === 'terminal' ? base === 'light' : luminance(rgbOf(palette.background)) > 0.4;
  return { type: 'palette', name: file, isLight, palette };
}

/** Made when it is needed: the first frame does not wait for it. */
function themeField() {
  const colors = Object.fromEntries(paletteRoles.map((role) => [role, optional(color)])) as Colors;
  return fields({ base: optional(word(paletteNames)), ...colors, background: optional(background) });
}

function wrongColor(given: string, written: string | undefined, also: string): string {
  if (written === undefined && given === 'nothing')
    return 'has no colour; write it in quotes, like "#1f6feb": without them # begins a comment';
  const meant = parseColor(`#${written}`);
  const hint = meant === undefined ? '' : `. Did you mean "${meant}"?`;
  return `is a colour like "#1f6feb" or "#18f"${also}, not ${given}${hint}`;
}
