import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checked, fields, text } from '../../../source/commands/files/fields.ts';
import { parseYaml, readYamlFile } from '../../../source/commands/files/yaml-tree.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-yaml-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'x.yaml');
const read = (bytes: Buffer | string) => {
  writeFileSync(file, bytes);
  return checked(fields({ a: text() }), readYamlFile(file, '--scenario x.yaml'), 'a file');
};

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', Buffer.from('a: Zoë 日本')],
    ['UTF-8 with a mark of byte order', Buffer.from('\ufeffa: Zoë 日本')],
  ])('is %s', (_, bytes) => expect(read(bytes)).toEqual({ a: 'Zoë 日本' }));

  it.each([
    ['Latin-1', Buffer.from('# 日\na: Zoë', 'latin1'), /is the byte .*, which is not UTF-8; it looks like Latin-1/],
    ['UTF-16', Buffer.from('\ufeffa: Zoë', 'utf16le'), /it is UTF-16; save it as UTF-8/],
    ['UTF-16, big end first', Buffer.from('\ufeffa: Zoë', 'utf16le').swap16(), /it is UTF-16; save it as UTF-8/],
    ['UTF-16 without a mark', Buffer.from('a: Zoë', 'utf16le'), /it is UTF-16; save it as UTF-8/],
    ['UTF-32', Buffer.from('\u0000\ufeff\u0000a\u0000:', 'utf16le').swap16(), /it is UTF-32; save it as UTF-8/],
    ['none', Buffer.from('a: b\0c and so on'), /it holds bytes of value 0, and is no text/],
  ])('that is %s is named', (_, bytes, message) => expect(() => read(bytes)).toThrow(message));

  it('that is not UTF-8 has a place', () =>
    expect(() => read(Buffer.from('b: c\r\na: Zoë', 'latin1'))).toThrow(
      '--scenario x.yaml cannot be read: line 2, column 6 is the byte EB, which is not UTF-8; it looks like Latin-1 (ISO 8859-1, Windows-1252); save it as UTF-8',
    ));
});

describe('a file without an end', () => {
  const nested = /nested more than 32 levels deep; no more are read/;
  const many = /the file has more than 50000 words, signs and gaps; no more are read/;
  it.each([
    [
      '300,000 keys',
      Array.from({ length: 300_000 }, (_, key) => `k${key}: 1\n`).join(''),
      /it has 3\.\d MB; at most 1\.0 MB are read/,
    ],
    ['300,000 short keys', 'a:\n'.repeat(300_000), many],
    ['20,000 brackets', `a: ${'['.repeat(20_000)}`, nested],
    ['800 brackets that are closed', `a: ${'['.repeat(800)}${']'.repeat(800)}`, nested],
    ['3,000 nested maps', `${'{a: '.repeat(3000)}1${'}'.repeat(3000)}`, nested],
    ['a million dashes', '- '.repeat(500_000), nested],
    ['a million question marks', '? '.repeat(500_000), nested],
    ['empty lines', '\n'.repeat(999_999), many],
    ['closing brackets', ']'.repeat(999_999), /x\.yaml, line 1, column 1: Unexpected/],
    ['one long word', `a: ${'x'.repeat(2e6)}`, /it has 2\.0 MB/],
    ['one long key', `${'x'.repeat(900_000)}: 1`, /at most 1024 chars/],
    ['other documents', '---\na: b\n'.repeat(10_000), /line 3, column 1: a second document begins here/],
  ])('of %s is refused in a sentence, and soon', (_, written, message) => expect(() => read(written)).toThrow(message));

  it('may go down to the last level, and no further', () => {
    const lists = (levels: number) => parseYaml('x.yaml', '['.repeat(levels) + ']'.repeat(levels));
    expect(lists(32).type).toBe('list');
    expect(() => lists(33)).toThrow('x.yaml, line 1, column 33: this is nested');
  });
});

describe('a mistake', () => {
  it.each([
    ['a: b\nc: *x', 'line 2'],
    ['a: [b', 'line 1'],
    ['a: b\na: c', 'x.yaml, line 2, column 1: a is there twice; give it once'],
    ['__proto__: b', 'x.yaml, line 1, column 1: there is no key __proto__'],
    ['? [a]\n: b', 'a key is a word'],
    ['a: b\nc: d\ne: f', 'x.yaml, line 2, column 1: a file has no c; it has a'],
    [`${'x'.repeat(1000)}: 1`, `a file has no ${'x'.repeat(60)}…; it has a`],
    ['a: ~', 'x.yaml, line 1, column 4: a is a text, not nothing'],
    ['a: {b: c}', 'a is a text, not lines of its own'],
  ])('%j is told with its place', (written, message) => expect(() => read(written)).toThrow(message));
});
