import { ratePerNode } from '../../experiments/compare/conditions.ts';
import type { WrittenFlags } from '../line/flags.ts';
import type { LabOptions } from '../line/lab-options.ts';
import { type OptionSurroundings, parseOptions } from '../line/options.ts';

/** What `starmesh lesson` is asked for. */
export interface LessonOptions extends LabOptions {
  /** Undefined: the list of lessons, or all of them with --check or --answers. */
  readonly name: string | undefined;
  readonly check: boolean;
  readonly answers: string | undefined;
  readonly csv: boolean;
}

const standardNodes = '8';

/** Checks the options of `lesson`. Throws UsageError. */
export function parseLessonOptions(
  name: string | undefined,
  written: WrittenFlags,
  surroundings: OptionSurroundings,
): LessonOptions {
  const nodes = written.values.get('nodes') ?? standardNodes;
  const values = new Map([...written.values, ['nodes', nodes], ['rate', String(ratePerNode * Number(nodes))]]);
  return {
    ...parseOptions({ ...written, values }, surroundings),
    name,
    check: written.switches.has('check'),
    answers: written.values.get('answers'),
    csv: written.switches.has('csv'),
  };
}
