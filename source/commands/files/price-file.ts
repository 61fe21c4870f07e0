import { harmless } from '../../base/harmless.ts';
import { defaultPrices, type PriceTable } from '../../experiments/documents/cost-model.ts';
import { checked, fields, made, number, optional, text } from './fields.ts';
import { readYamlFile } from './yaml-tree.ts';

const price = number(0, Number.MAX_VALUE, 'is a number that is not negative');
const name = made(text(), harmless);
const prices = fields({
  currency: optional(name),
  source: optional(name),
  cpuHour: optional(price),
  gbMonth: optional(price),
  gbOut: optional(price),
});

/** Prices from a YAML file; what it does not name keeps its default. Throws UsageError with the place of what is wrong. */
export function readPrices(file: string): PriceTable {
  const own = checked(prices, readYamlFile(file, `--prices ${file}`), 'a file of prices');
  return { ...defaultPrices, source: `prices from ${harmless(file)}`, ...own };
}
