import type { WrittenFlags } from '../line/flags.ts';
import type { LabOptions } from '../line/lab-options.ts';
import { numberValue, wholeValue } from '../line/option-values.ts';
import { type OptionSurroundings, parseOptions } from '../line/options.ts';
import { UsageError } from '../usage-error.ts';

/** What `starmesh simulate` is asked for: a lab without processes, and how many questions it gets at each size. */
export interface SimulateOptions extends LabOptions {
  readonly queries: number;
}

/** What the flag allows; what the memory allows is found out before the start. */
const nodesAllowed = { min: 2, max: 10_000_000, unit: 'in `starmesh simulate`' };
const standards: Readonly<Record<string, string>> = { mode: 'peer-to-peer', on: 'simulation' };

/** Checks the options of `simulate`: peer-to-peer unless a mode is named, any number of nodes. Throws UsageError. */
export function parseSimulateOptions(written: WrittenFlags, surroundings: OptionSurroundings): SimulateOptions {
  const workload = written.values.get('workload') ?? 'files';
  if (workload !== 'files') {
    throw new UsageError(
      `--workload ${workload} does not belong here: \`starmesh simulate\` asks for files; \`starmesh run --on simulation --workload ${workload}\` simulates it`,
    );
  }
  const nodes = wholeValue('nodes', written.values.get('nodes') ?? '10000', nodesAllowed);
  const queries = wholeValue('queries', written.values.get('queries') ?? '100', { min: 1, max: 1_000_000 });
  const rate = numberValue('rate', written.values.get('rate') ?? '0', {
    min: 0,
    max: 1_000_000,
    unit: 'queries a second',
  });
  const values = new Map([...Object.entries(standards), ...written.values]);
  values.delete('nodes');
  values.delete('rate');
  const options = parseOptions({ ...written, values }, surroundings);
  if (options.link.nodes.size > 0)
    throw new UsageError('--link for single nodes does not belong here: `starmesh simulate` has one link for all');
  return { ...options, nodes, queries, rate };
}

/** Sizes of a sweep: powers of ten and half powers from 100 on, and N itself at the end. */
export function sweepSizes(nodes: number): number[] {
  const sizes: number[] = [];
  for (let half = 4; ; half++) {
    const size = Math.round(10 ** (half / 2));
    if (size >= nodes) return [...sizes, nodes];
    sizes.push(size);
  }
}
