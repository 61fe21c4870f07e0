import { ratePerNode } from '../../experiments/compare/conditions.ts';
import { defaultPrices, type PriceTable } from '../../experiments/documents/cost-model.ts';
import { beginsAndEnds, type Destination, type FileKind } from '../files/destination.ts';
import { readPrices } from '../files/price-file.ts';
import { requireWritable } from '../files/whole-file.ts';
import type { WrittenFlags } from '../line/flags.ts';
import type { LabOptions } from '../line/lab-options.ts';
import { type OptionSurroundings, parseOptions } from '../line/options.ts';
import { UsageError } from '../usage-error.ts';

/** What `starmesh compare` is asked for: the lab of the plain runs, how much time there is, and what is to come out. */
export interface CompareOptions extends LabOptions {
  readonly quick: boolean;
  /** Of the program, for whoever repeats it. */
  readonly version: string;
  /** Whether to reproduce the field's known results too. */
  readonly canonical: boolean;
  /** Where a report is to be written; it was possible when the options were read. */
  readonly report: Destination | undefined;
  readonly prices: PriceTable;
  readonly format: 'table' | 'json' | 'markdown' | 'csv';
}

const standardNodes = { thorough: '8', quick: '6' };

/** Checks the options of `compare`. Throws UsageError. */
export function parseCompareOptions(written: WrittenFlags, surroundings: OptionSurroundings): CompareOptions {
  const nodes = written.values.get('nodes') ?? standardNodes[written.switches.has('quick') ? 'quick' : 'thorough'];
  const values = new Map([['nodes', nodes], ['rate', String(ratePerNode * Number(nodes))], ...written.values]);
  const options = parseOptions({ ...written, values }, surroundings);
  const report = destinationOf(written);
  return {
    ...options,
    quick: written.switches.has('quick'),
    version: written.version,
    canonical: written.switches.has('canonical') || report !== undefined,
    report,
    prices: pricesValue(written.values.get('prices')),
    format: formatOf(written.switches),
  };
}

export const reportKind: FileKind = {
  flag: '--report',
  example: 'report.html',
  name: 'a report',
  isWhole: (file) => beginsAndEnds(file, /^<!doctype html>.*<title>starmesh: /s, '</html>\n'),
};

function destinationOf({ values, switches }: WrittenFlags): Destination | undefined {
  const file = values.get('report');
  if (file === undefined) return undefined;
  const destination = { file, kind: reportKind, force: switches.has('force') };
  requireWritable(destination);
  return destination;
}

function formatOf(switches: ReadonlySet<string>): CompareOptions['format'] {
  const asked = (['json', 'markdown', 'csv'] as const).filter((format) => switches.has(format));
  const [first, second] = asked;
  if (second !== undefined) throw new UsageError(`--${first} and --${second} contradict each other; give one of them`);
  return first ?? 'table';
}

function pricesValue(path: string | undefined): PriceTable {
  return path === undefined ? defaultPrices : readPrices(path);
}
