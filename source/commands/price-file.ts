import { readFileSync } from 'node:fs';
import { harmless } from '../base/harmless.ts';
import { defaultPrices, type PriceTable } from '../experiments/cost-model.ts';
import { didYouMean } from './did-you-mean.ts';
import { UsageError } from './usage-error.ts';
import { readYaml, refuse, type YamlEntry } from './yaml-tree.ts';

const texts = ['currency', 'source'] as const;
const numbers = ['cpuHour', 'gbMonth', 'gbOut'] as const;
const keys: readonly string[] = [...texts, ...numbers];

/** Prices from a YAML file; what it does not name keeps its default. Throws UsageError with the place of what is wrong. */
export function readPrices(path: string): PriceTable {
  const contents = readYaml(path, textOf(path));
  if (contents.type !== 'map')
    return refuse(contents.at, `prices are a list of ${keys.join(', ')}, like \`cpuHour: 0.03\``);
  const own = Object.fromEntries(contents.entries.map(priceOf));
  return { ...defaultPrices, source: `prices from ${harmless(path)}`, ...own };
}

function priceOf({ key, at, value }: YamlEntry): readonly [string, string | number] {
  if (!keys.includes(key))
    return refuse(at, `there is no price ${key}; there are ${keys.join(', ')}${didYouMean(key, keys)}`);
  const given = value.type === 'scalar' ? value.value : undefined;
  const isText = texts.some((name) => name === key);
  if (isText && typeof given === 'string') return [key, harmless(given)];
  if (!isText && typeof given === 'number' && given >= 0 && Number.isFinite(given)) return [key, given];
  return refuse(value.at, `${key} is ${isText ? 'a text' : 'a number that is not negative'}, not ${String(given)}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--prices ${path} cannot be read: ${(error as Error).message}`);
  }
}
