import { cpus, totalmem } from 'node:os';
import { formatBytes } from '../../base/units.ts';
import type { ComparisonOrigin } from '../../experiments/compare/compare-document.ts';
import { shellWord } from '../shell-word.ts';
import type { CompareOptions } from './compare-options.ts';

/** Where figures come from: the machine, the versions, and the command that repeats them. */
export function originOf(options: CompareOptions): ComparisonOrigin {
  const processors = cpus();
  return {
    seed: options.seed,
    measuredOn: options.on,
    version: options.version,
    node: process.version,
    machine: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}, ${formatBytes(totalmem())}`,
    command: `starmesh ${withSeed(process.argv.slice(2), options.seed).map(shellWord).join(' ')}`,
  };
}

function withSeed(argv: readonly string[], seed: number): readonly string[] {
  const isGiven = argv.some((part) => part === '--seed' || part.startsWith('--seed='));
  return isGiven ? argv : [...argv, '--seed', String(seed)];
}
