import { ratePerNode } from '../../experiments/compare/conditions.ts';
import type { WrittenFlags } from '../line/flags.ts';
import { type LabOptions, type OptionSurroundings, parseOptions } from '../line/options.ts';
import { UsageError } from '../usage-error.ts';

/** What `starmesh lesson` is asked for. */
export interface LessonOptions extends LabOptions {
  /** Undefined: the list of lessons, or all of them with --check or --answers. */
  readonly name: string | undefined;
  readonly check: boolean;
  readonly answers: string | undefined;
  readonly csv: boolean;
}

/** Flags that only `lesson` knows; it shares --csv with `compare`. */
export const lessonFlags: readonly string[] = ['check', 'answers'];
const allowed: ReadonlySet<string> = new Set([
  ...lessonFlags,
  'lang',
  'csv',
  'json',
  'seed',
  'on',
  'nodes',
  'ascii',
  'no-color',
]);
const standardNodes = '8';

/** Checks the options of `lesson`. Throws UsageError. */
export function parseLessonOptions(
  name: string | undefined,
  written: WrittenFlags,
  surroundings: OptionSurroundings,
): LessonOptions {
  const stray = [...written.values.keys(), ...written.switches, ...written.lists.keys()].find(
    (flag) => !allowed.has(flag),
  );
  if (stray !== undefined)
    throw new UsageError(`--${stray} does not belong here: a lesson says itself how its lab is set up`);
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
