import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPrices } from '../../../source/commands/files/price-file.ts';
import { defaultPrices } from '../../../source/experiments/documents/cost-model.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-prices-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = path.join(folder, 'prices.yaml');
const read = (text: string) => {
  writeFileSync(file, text);
  return readPrices(file);
};

describe('a file of prices', () => {
  it('replaces what it names, and keeps the rest', () => {
    expect(read('currency: EUR\ncpuHour: 0.5\nsource: our own\n')).toEqual({
      ...defaultPrices,
      currency: 'EUR',
      cpuHour: 0.5,
      source: 'our own',
    });
    expect(read('gbOut: 0').source).toBe(`prices from ${file}`);
  });

  it.each([
    [
      'cpuHuor: 1',
      'line 1, column 1: a file of prices has no cpuHuor; it has currency, source, cpuHour, gbMonth, gbOut. Did you mean cpuHour?',
    ],
    ['gbOut: 1\ncpuHour: -1', 'line 2, column 10: cpuHour is a number that is not negative, not -1'],
    ['cpuHour: dear', 'cpuHour is a number that is not negative, not dear'],
    ['currency: [a]', 'currency is a text'],
    ['- 1', 'a file of prices is lines like `currency: …`, not a list'],
    ['a: [', 'line 1'],
  ])('refuses %j with the place of the mistake', (text, message) => expect(() => read(text)).toThrow(message));

  it('has names of one line that act on no terminal', () => {
    const evil = '"\\e]0;x\\x07\\x9b2J\\r\\nstarmesh: all is well"';
    const { currency, source } = read(`currency: ${evil}\nsource: ${evil}\n`);
    expect([currency, source]).toEqual(Array(2).fill(' ]0;x  2J  starmesh: all is well'));
    const strange = path.join(folder, 'a\u001b[2J\n.yaml');
    writeFileSync(strange, 'gbOut: 0\n');
    expect(readPrices(strange).source).toBe(`prices from ${folder}/a [2J .yaml`);
  });

  it('that cannot be read is refused', () =>
    expect(() => readPrices(path.join(folder, 'none.yaml'))).toThrow(/cannot be read/));
});
