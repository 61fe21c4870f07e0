import { describe, expect, it } from 'vitest';
import { type Color, colorOf256, luminance, type Rgb, rgbOf } from '../../../../source/ui/drawing/color.ts';
import { type CellColor, type Look, plainLook } from '../../../../source/ui/drawing/look.ts';
import { type ColorDepth, type ColorRole, createTheme } from '../../../../source/ui/drawing/theme.ts';
import {
  paletteNamed,
  paletteNames,
  type ThemeName,
  themeNamed,
} from '../../../../source/ui/drawing/themes/catalogue.ts';
import { contrast, deficiencies, difference } from './vision.ts';

const modes = ['client-server', 'peer-to-peer'] as const;
const read: readonly ColorRole[] = [
  ...(['text', 'strong', 'secondary', 'faint', 'accent', 'accentStrong', 'server', 'client', 'peer', 'query'] as const),
  ...(['content', 'upkeep', 'good', 'warning', 'error', 'latency'] as const),
];
const marks: readonly ColorRole[] = ['panel', 'accentDim', 'latencyDim'];

/** The foreground and the background that SGR parameters leave, from those of the ground on. */
function colorsOf(...looks: readonly Look[]): { front: Rgb; behind: Rgb } {
  const rgb = (of: (look: Look) => CellColor | undefined): Rgb | undefined => {
    const color = looks.findLast((look) => of(look) !== undefined);
    const own = color && of(color);
    return typeof own === 'number' ? colorOf256(own) : own && rgbOf(own);
  };
  const [front, behind] = [rgb(({ foreground }) => foreground), rgb(({ background }) => background)];
  if (front === undefined || behind === undefined) throw new Error(`no colours in ${JSON.stringify(looks)}`);
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
  const { front, behind } = colorsOf(theme.ground, theme.look(role, selected));
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
    const { behind } = colorsOf(theme.ground, theme.look('text', true));
    expect(contrast(behind, colorsOf(theme.ground).behind)).toBeGreaterThan(1.2);
  });
});

/** The first sixteen colours as xterm has them: what terminals of sixteen colours are measured by. */
const xterm16: readonly Rgb[] = [
  ...['#000000', '#cd0000', '#00cd00', '#cdcd00', '#0000ee', '#cd00cd', '#00cdcd', '#e5e5e5'],
  ...['#7f7f7f', '#ff0000', '#00ff00', '#ffff00', '#5c5cff', '#ff00ff', '#00ffff', '#ffffff'],
].map((color) => rgbOf(color as Color));

describe.each([false, true])('sixteen colours (on a light background: %s)', (isLight) => {
  const [paper, ink]: readonly Rgb[] = isLight
    ? [
        [255, 255, 255],
        [0, 0, 0],
      ]
    : [
        [0, 0, 0],
        [229, 229, 229],
      ];
  const roles = [...read, 'panel', 'accentDim', 'latencyDim'] as const;

  it.each(modes)('can be read with the palette of xterm, %s', (mode) => {
    const theme = createTheme(mode, 'truecolor', false, themeNamed('16', isLight));
    expect(theme.ground).toBe(plainLook);
    for (const role of roles) {
      const { foreground } = theme.look(role, false);
      const color = typeof foreground === 'number' ? xterm16[foreground] : ink;
      const wanted = marks.includes(role) ? 3 : 4.5;
      expect(contrast(color ?? paper ?? [0, 0, 0], paper ?? [0, 0, 0]), role).toBeGreaterThanOrEqual(wanted);
      expect({ ...theme.look(role, true), isBold: false }, role).toEqual({ ...plainLook, isInverse: true });
    }
  });

  it('have another accent for each mode', () => {
    const [star, mesh] = modes.map((mode) =>
      createTheme(mode, '16', false, themeNamed('16', isLight)).look('accent', false),
    );
    expect(star).not.toBe(mesh);
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
