import { describe, expect, it } from 'vitest';
import { colorOf256, luminance, type Rgb, rgbOf } from '../../../source/ui/color.ts';
import { type ColorDepth, type ColorRole, createTheme } from '../../../source/ui/theme.ts';
import { paletteNamed, paletteNames, type ThemeName, themeNamed } from '../../../source/ui/themes/catalogue.ts';
import { contrast, deficiencies, difference } from './vision.ts';

const modes = ['client-server', 'peer-to-peer'] as const;
const read: readonly ColorRole[] = [
  ...(['text', 'strong', 'secondary', 'faint', 'accent', 'accentStrong', 'server', 'client', 'peer', 'query'] as const),
  ...(['content', 'upkeep', 'good', 'warning', 'error', 'latency'] as const),
];
const marks: readonly ColorRole[] = ['panel', 'accentDim', 'latencyDim'];

/** The foreground and the background that SGR parameters leave, from those of the ground on. */
function colorsOf(...parameters: readonly string[]): { front: Rgb; behind: Rgb } {
  const colors = new Map<string, Rgb>();
  for (const [, layer = '', number, rgb] of parameters.join(';').matchAll(/([34])8;(?:5;(\d+)|2;(\d+;\d+;\d+))/g))
    colors.set(
      layer,
      number === undefined ? ((rgb ?? '').split(';').map(Number) as unknown as Rgb) : colorOf256(Number(number)),
    );
  const [front, behind] = [colors.get('3'), colors.get('4')];
  if (front === undefined || behind === undefined) throw new Error(`no colours in ${parameters.join(';')}`);
  return { front, behind };
}

function ratioOf(
  name: ThemeName,
  depth: ColorDepth,
  mode: (typeof modes)[number],
  role: ColorRole,
  selected: boolean,
): number {
  const theme = createTheme(mode, depth, false, themeNamed(name, false));
  const { front, behind } = colorsOf(theme.ground, theme.sgr(role, selected));
  return contrast(front, behind);
}

const cases = paletteNames.flatMap((name) =>
  (['truecolor', '256'] as const).flatMap((depth) => modes.map((mode) => [name, depth, mode] as const)),
);

describe.each(cases)('%s in %s colours, %s', (name, depth, mode) => {
  const [forText, forMarks] = name === 'high-contrast' ? [7, 4.5] : [4.5, 3];

  it.each(read)('lets %s be read, selected as well', (role) => {
    expect(ratioOf(name, depth, mode, role, false)).toBeGreaterThanOrEqual(forText);
    expect(ratioOf(name, depth, mode, role, true)).toBeGreaterThanOrEqual(forText);
  });

  it.each(marks)('lets %s be seen', (role) => {
    expect(ratioOf(name, depth, mode, role, false)).toBeGreaterThanOrEqual(forMarks);
  });

  it('lets the badge be read, and a selected row be told from the others', () => {
    expect(ratioOf(name, depth, mode, 'badge', false)).toBeGreaterThanOrEqual(forText);
    const theme = createTheme(mode, depth, false, themeNamed(name, false));
    const { behind } = colorsOf(theme.ground, theme.sgr('text', true));
    expect(contrast(behind, colorsOf(theme.ground).behind)).toBeGreaterThan(1.2);
  });
});

describe('a palette', () => {
  it.each(paletteNames)('%s keeps the accents of the two modes apart', (name) => {
    const { clientServer, peerToPeer } = paletteNamed(name);
    expect(difference(clientServer, peerToPeer)).toBeGreaterThan(45);
  });

  it.each(['dark', 'light', 'high-contrast'] as const)(
    '%s has amber for client-server and teal for peer-to-peer',
    (name) => {
      const [amber, teal] = [rgbOf(paletteNamed(name).clientServer), rgbOf(paletteNamed(name).peerToPeer)];
      expect(amber[0] > amber[1] && amber[1] > amber[2]).toBe(true);
      expect(teal[0] < teal[1] && teal[2] > teal[0]).toBe(true);
    },
  );

  it('light is light, the others are dark', () => {
    for (const name of paletteNames) {
      const { background } = paletteNamed(name);
      if (background === 'terminal') throw new Error(`${name} has no background`);
      expect(luminance(rgbOf(background)) > 0.5, name).toBe(name === 'light');
    }
  });
});

const trios = [
  ['server', 'client', 'peer'],
  ['query', 'content', 'upkeep'],
  ['good', 'warning', 'error'],
  ['clientServer', 'peerToPeer'],
] as const;
const pairs = trios.flatMap((roles) => roles.flatMap((a, at) => roles.slice(at + 1).map((b) => [a, b] as const)));
const eyes = Object.entries(deficiencies);

describe('the colour-blind theme', () => {
  const least = 25;

  it.each(pairs)('keeps %s and %s apart for every eye', (a, b) => {
    const palette = paletteNamed('color-blind');
    for (const [name, eye] of eyes) expect(difference(palette[a], palette[b], eye), name).toBeGreaterThan(least);
  });

  it('is needed: the dark theme does not do that', () => {
    const palette = paletteNamed('dark');
    const all = pairs.flatMap(([a, b]) => eyes.map(([, eye]) => difference(palette[a], palette[b], eye)));
    expect(Math.min(...all)).toBeLessThan(least);
  });
});

describe('the simulation of eyes', () => {
  it('leaves white white, and makes red and green alike for those who lack a cone for one of them', () => {
    for (const [name, eye] of eyes) expect(difference('#ffffff', '#ffffff', eye), name).toBe(0);
    const normal = difference('#c86464', '#7d8a32');
    expect(difference('#c86464', '#7d8a32', deficiencies.deuteranopia)).toBeLessThan(normal / 3);
    expect(difference('#c86464', '#7d8a32', deficiencies.tritanopia)).toBeGreaterThan(normal / 2);
  });
});
