import path from 'node:path';
import { FaultSyntaxError, parseFault } from '../../lab/faults/parse-fault.ts';
import {
  checked,
  type Field,
  fields,
  list,
  never,
  type OptionalField,
  optional,
  placeOf,
  readAs,
  text,
} from '../files/fields.ts';
import { isThemeFile } from '../files/theme-file.ts';
import { placeText, readYamlFile, type YamlTree } from '../files/yaml-tree.ts';
import { UsageError } from '../usage-error.ts';
import type { Flag, FlagTable, WrittenFlags } from './flags.ts';

/** A file that somebody was sent writes nowhere: whoever starts it says where, and may. */
const writing: readonly string[] = ['record', 'report', 'data', 'force'];
/** Flags that a scenario has otherwise, or not at all. */
const elsewhere: readonly string[] = ['scenario', 'fault', 'help', 'version'];

/**
 * What `parse` makes of a command line and the scenario that it names: flags as YAML, and faults. What the command line says wins; faults of both happen. Throws
 * UsageError with the place of what is wrong in the scenario.
 */
export function withScenario<T>(written: WrittenFlags, table: FlagTable, parse: (whole: WrittenFlags) => T): T {
  const file = written.values.get('scenario');
  if (file === undefined) return parse(written);
  const tree = readYamlFile(file, `--scenario ${file}`);
  const scenario = scenarioOf(file, tree, table);
  try {
    return parse(merged(written, scenario));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const flag = /^--([\w-]+) /.exec(error.message)?.[1] ?? ''; // each refusal of a value begins with its flag
    if (!scenario.values.has(flag) || written.values.has(flag)) throw error;
    throw new UsageError(`${placeText(placeOf(tree, [flag]))}: ${error.message}`);
  }
}

type Scenario = Pick<WrittenFlags, 'values' | 'switches' | 'lists'>;

function merged(written: WrittenFlags, scenario: Scenario): WrittenFlags {
  const faults = [...(scenario.lists.get('fault') ?? []), ...(written.lists.get('fault') ?? [])];
  return {
    ...written,
    values: new Map([...scenario.values, ...written.values]),
    switches: new Set([...scenario.switches, ...written.switches]),
    lists: new Map([...written.lists, ['fault', faults]]),
  };
}

/** Takes a scenario apart. */
export function scenarioOf(file: string, tree: YamlTree, table: FlagTable): Scenario {
  const { name, faults, ...given } = checked(scenarioField(table), tree, 'a scenario');
  const entries = Object.entries(given);
  return {
    values: new Map(
      entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, beside(file, key, value)]] : [])),
    ),
    switches: new Set(entries.flatMap(([key, value]) => (value === true ? [key] : []))),
    lists: new Map([['fault', Array.isArray(faults) ? faults : []]]),
  };
}

function scenarioField(table: FlagTable) {
  const flags = Object.entries(table).filter(
    ([name, flag]) => !elsewhere.includes(name) && (isOfLab(flag) || writing.includes(name)),
  );
  const known: Readonly<Record<string, OptionalField<string | boolean | readonly string[]>>> = {
    nodes: optional(text()), // comes first: it is what the sentence about a wrong file shows
    name: optional(text()),
    faults: optional(list(fault, 'is a list, like `- 3s kill server`', 0)),
    ...Object.fromEntries(flags.map(([name, flag]) => [name, optional(fieldOf(name, flag))])),
  };
  return fields(known);
}

function isOfLab({ for: commands }: Flag): boolean {
  return commands.includes('run') || commands.includes('dashboard');
}

function fieldOf(name: string, { placeholder }: Flag): Field<string | boolean> {
  if (writing.includes(name))
    return never(`is not for a scenario: no file says where to write; give --${name} on the command line`);
  if (name === 'theme') return theme;
  if (placeholder !== undefined) return text('needs one value');
  return readAs(
    (written) => ['true', 'false'].find((one) => one === written) && written === 'true',
    (given) => `is true or false, not ${given}`,
  );
}

/** A file that somebody was sent names no other one of whoever starts it. */
const theme = readAs(
  (written) => (written.trim() === '' || leadsAway(written.trim()) ? undefined : written.trim()),
  (given, written = '') =>
    leadsAway(written.trim())
      ? `of a scenario lies beside it or in a folder below, not at ${given}; give --theme on the command line`
      : `needs one value, not ${given}`,
);

function leadsAway(file: string): boolean {
  return (
    path.isAbsolute(file) || path.win32.isAbsolute(file) || /^[a-z]:/i.test(file) || file.split(/[/\\]/).includes('..')
  );
}

/** A fault is read twice, here for its place. */
const fault = readAs(
  (written) => (mistakeIn(written) === undefined ? written : undefined),
  (given, written) =>
    written === undefined ? `is a text, like \`3s kill server\`, not ${given}` : `is wrong: ${mistakeIn(written)}`,
);

function mistakeIn(written: string): string | undefined {
  try {
    parseFault(written);
    return undefined;
  } catch (error) {
    if (!(error instanceof FaultSyntaxError)) throw error;
    return error.message;
  }
}

/** A file that a scenario names lies beside it, wherever the program is started from. */
function beside(scenario: string, key: string, value: string): string {
  return key === 'theme' && isThemeFile(value) ? `${path.dirname(scenario)}/${value}` : value;
}
