import { readFileSync } from 'node:fs';
import { luminance, parseColor, rgbOf } from '../ui/color.ts';
import { type PaletteName, paletteNamed, paletteNames, type ThemeDefinition } from '../ui/themes/catalogue.ts';
import { type Palette, type PaletteRole, paletteRoles } from '../ui/themes/palette.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';
import { readYaml, refuse, type YamlEntry, type YamlTree } from './yaml-tree.ts';

/** Whether what somebody calls a theme is a file: that has a dot or a slash in it. */
export function isThemeFile(theme: string): boolean {
  return /[./\\]/.test(theme);
}

/** A theme from a file of YAML or JSON: a base and colours by role. Throws UsageError with the place of what is wrong. */
export function readTheme(path: string): ThemeDefinition {
  const contents = readYaml(path, textOf(path));
  if (contents.type !== 'map')
    return refuse(contents.at, 'a theme is a list of roles and colours, like `text: "#cdd6e0"`');
  const base = contents.entries.find(({ key }) => key === 'base');
  const named = base === undefined ? 'dark' : baseOf(base.value);
  const own = Object.fromEntries(contents.entries.filter((entry) => entry !== base).map(colorOf));
  const palette: Palette = { ...paletteNamed(named), ...own };
  const { background } = palette;
  const isLight = background === 'terminal' ? named === 'light' : luminance(rgbOf(background)) > 0.4;
  return { type: 'palette', name: path, isLight, palette };
}

function baseOf(value: YamlTree): PaletteName {
  const given = value.type === 'scalar' ? String(value.value) : 'a list';
  const found = paletteNames.find((name) => name === given);
  if (found !== undefined) return found;
  return refuse(value.at, `base is ${paletteNames.join(', ')}, not ${given}${didYouMean(given, paletteNames)}`);
}

function colorOf({ key, at, value }: YamlEntry): readonly [PaletteRole, string] {
  const role = paletteRoles.find((name) => name === key);
  if (role === undefined) {
    const words = ['base', ...paletteRoles];
    return refuse(at, `there is no role ${key}; there are ${words.join(', ')}${didYouMean(key, words)}`);
  }
  const given = value.type === 'scalar' ? value.value : 'a list';
  if (role === 'background' && given === 'terminal') return [role, given];
  const color = typeof given === 'string' ? parseColor(given) : undefined;
  return color === undefined ? refuse(value.at, wrongColor(role, given)) : [role, color];
}

function wrongColor(role: PaletteRole, given: unknown): string {
  const also = role === 'background' ? ', or terminal' : '';
  const meant = parseColor(`#${String(given)}`);
  const hint = meant === undefined ? '' : `. Did you mean "${meant}"?`;
  if (given === null || given === undefined)
    return `${role} has no colour; write it in quotes, like ${role}: "#1f6feb": without them # begins a comment`;
  return `${role} is a colour like "#1f6feb" or "#18f"${also}, not ${String(given)}${hint}`;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--theme ${path} cannot be read: ${(error as Error).message}`);
  }
}
