import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTheme } from '../../../source/commands/files/theme-file.ts';
import { dark } from '../../../source/ui/drawing/themes/dark.ts';
import { light } from '../../../source/ui/drawing/themes/light.ts';
import { paletteRoles } from '../../../source/ui/drawing/themes/palette.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-theme-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'theme.yaml');
const read = (text: string) => {
  writeFileSync(file, text);
  return readTheme(file);
};

describe('a theme from a file', () => {
  it('replaces what it names, and has the rest of its base', () => {
    expect(read('base: light\ntext: "#123"\nclientServer: "#AA5500"\n')).toEqual({
      type: 'palette',
      name: file,
      isLight: true,
      palette: { ...light, text: '#112233', clientServer: '#aa5500' },
    });
    expect(read('error: "#ff0000"')).toMatchObject({ isLight: false, palette: { ...dark, error: '#ff0000' } });
  });

  it('is what the guide shows', () => {
    const [example, guide] = ['examples/themes/paper.yaml', 'docs/GUIDE.md'].map((name) => readFileSync(name, 'utf8'));
    const shown = /```yaml\n(base: light[^`]*)```/.exec(guide ?? '')?.[1] ?? expect.fail('no example');
    expect(example?.endsWith(shown)).toBe(true);
    expect(readTheme('examples/themes/paper.yaml')).toMatchObject({
      isLight: true,
      palette: { clientServer: '#8a4b00' },
    });
    const roles = guide?.slice(guide.indexOf('Roles that are read')).split('\n\n')[0] ?? '';
    expect([...roles.matchAll(/`(\w+)`/g)].map(([, role]) => role).sort()).toEqual([...paletteRoles].sort());
  });

  it('is read from JSON as well', () => {
    expect(read('{ "base": "dark", "background": "terminal" }')).toMatchObject({
      isLight: false,
      palette: { ...dark, background: 'terminal' },
    });
  });

  it('is light when its background is', () => {
    expect(read('background: "#fff"')).toMatchObject({ isLight: true });
    expect(read('base: light\nbackground: "#000"')).toMatchObject({ isLight: false });
  });

  it.each([
    ['txet: "#fff"', /line 1, column 1: a theme has no txet; it has base, background, .* Did you mean text\?/],
    ['text: "#fff"\nerror: red', /line 2, column 8: error is a colour like "#1f6feb" or "#18f", not red/],
    ['text: cdd6e0', /text is a colour .* not cdd6e0\. Did you mean "#cdd6e0"\?/],
    ['text: 123456', /not 123456\. Did you mean "#123456"\?/],
    ['text: #fff', /line 1.*text has no colour; write it in quotes/],
    ['text: "#ffff"', /not #ffff$/],
    ['text: terminal', /text is a colour like "#1f6feb" or "#18f", not terminal/],
    ['background: none', /background is a colour .*, or terminal, not none/],
    ['text: [1, 2]', /text is a colour .* not a list/],
    [
      'base: drak',
      /line 1, column 7: base is one of dark, light, high-contrast, color-blind, not drak\. Did you mean dark\?/,
    ],
    ['- text', /a theme is lines like `base: …`, not a list/],
    ['root:x:0:0:secret', /a theme is lines like `base: …`, not a text$/],
    ['', /a theme is lines like `base: …`, not nothing/],
    ['text: "#fff"\ntext: "#000"', /line 2/],
    ['a: [', /line 1/],
  ])('refuses %j with the place of the mistake', (text, message) => expect(() => read(text)).toThrow(message));

  it('that cannot be read is refused', () =>
    expect(() => readTheme(path.join(folder, 'none.yaml'))).toThrow(/--theme .*none\.yaml cannot be read/));
});
