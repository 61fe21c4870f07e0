import { readFileSync } from 'node:fs';
import { didYouMean } from './did-you-mean.ts';
import type { FlagTable, WrittenFlags } from './flags.ts';
import { UsageError } from './usage-error.ts';
import { readYaml, refuse, type YamlEntry, type YamlTree } from './yaml-tree.ts';

/** Keys of a scenario that are no flags: `name` is for people. */
const ownKeys = ['name', 'faults'] as const;

/**
 * A scenario file: flags of the command line as YAML, and faults. What the command line says wins; faults of both happen. Throws UsageError with the line and
 * column of what is wrong.
 */
export function withScenario(written: WrittenFlags, table: FlagTable): WrittenFlags {
  const path = written.values.get('scenario');
  return path === undefined ? written : merged(written, readScenario(path, textOf(path), table));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--scenario ${path} cannot be read: ${(error as Error).message}`);
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
export function readScenario(path: string, text: string, table: FlagTable): Scenario {
  const contents = readYaml(path, text);
  const values = new Map<string, string>();
  const switches = new Set<string>();
  let faults: readonly string[] = [];
  if (contents.type !== 'map') refuse(contents.at, 'a scenario is a list of flags and values, like `nodes: 8`');
  for (const entry of contents.entries) {
    if (entry.key === 'faults') faults = faultsOf(entry.value);
    else if (entry.key !== 'name') takeFlag(entry);
  }
  return { values, switches, lists: new Map([['fault', faults]]) };

  function takeFlag({ key: name, at, value }: YamlEntry): void {
    const flag = Object.hasOwn(table, name) ? table[name] : undefined;
    if (flag === undefined || name === 'scenario' || name === 'fault') {
      refuse(at, `there is no key ${name}${didYouMean(name, [...Object.keys(table), ...ownKeys])}`);
    }
    if (value.type !== 'scalar') refuse(value.at, `${name} needs one value`);
    if (flag.placeholder !== undefined) values.set(name, String(value.value));
    else if (value.value === true) switches.add(name);
    else if (value.value !== false) refuse(value.at, `${name} is true or false, not ${String(value.value)}`);
  }
}

function faultsOf(value: YamlTree): readonly string[] {
  if (value.type !== 'list') refuse(value.at, 'faults are a list, like `- 3s kill server`');
  return value.items.map((item) => {
    if (item.type === 'scalar' && typeof item.value === 'string') return item.value;
    return refuse(item.at, 'a fault is a text, like `3s kill server`');
  });
}
