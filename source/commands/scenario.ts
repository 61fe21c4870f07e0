import path from 'node:path';
import { didYouMean } from './did-you-mean.ts';
import { readRegularFile } from './files/regular-file.ts';
import type { FlagTable, WrittenFlags } from './flags.ts';
import { lessonFlags } from './lesson-options.ts';
import { pictureFlags } from './replay-options.ts';
import { isThemeFile } from './theme-file.ts';
import { readYaml, refuse, type YamlEntry, type YamlTree } from './yaml-tree.ts';

/** Keys of a scenario that are no flags: `name` is for people. */
const ownKeys = ['name', 'faults'] as const;
/** A file that somebody was sent writes nowhere: whoever starts it says where, and may. */
const writing: readonly string[] = ['record', 'report', 'data', 'force'];
/** Flags that say nothing about a lab. */
const elsewhere: readonly string[] = [
  ...['scenario', 'fault', 'help', 'version', 'prices', ...pictureFlags, ...lessonFlags],
  ...['quick', 'markdown', 'csv', 'canonical', 'queries'],
];

/**
 * A scenario file: flags of the command line as YAML, and faults. What the command line says wins; faults of both happen. Throws UsageError with the line and
 * column of what is wrong.
 */
export function withScenario(written: WrittenFlags, table: FlagTable): WrittenFlags {
  const file = written.values.get('scenario');
  return file === undefined ? written : merged(written, readScenario(file, textOf(file), table));
}

function textOf(file: string): string {
  return readRegularFile(file, { label: `--scenario ${file}`, bytesMax: 1_000_000 }).toString();
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
export function readScenario(file: string, text: string, table: FlagTable): Scenario {
  const contents = readYaml(file, text);
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
    if (writing.includes(name))
      refuse(at, `${name} is not for a scenario: no file says where to write; give --${name} on the command line`);
    const keys = Object.keys(table).filter((key) => !elsewhere.includes(key) && !writing.includes(key));
    const flag = keys.includes(name) ? table[name] : undefined;
    if (flag === undefined) refuse(at, `there is no key ${name}${didYouMean(name, [...keys, ...ownKeys])}`);
    if (value.type !== 'scalar') refuse(value.at, `${name} needs one value`);
    if (name === 'theme') values.set(name, beside(file, String(value.value)));
    else if (flag.placeholder !== undefined) values.set(name, String(value.value));
    else if (value.value === true) switches.add(name);
    else if (value.value !== false) refuse(value.at, `${name} is true or false, not ${String(value.value)}`);
  }
}

/** A file that a scenario names lies beside it, wherever the program is started from. */
function beside(scenario: string, theme: string): string {
  return isThemeFile(theme) && !path.isAbsolute(theme) ? `${path.dirname(scenario)}/${theme}` : theme;
}

function faultsOf(value: YamlTree): readonly string[] {
  if (value.type !== 'list') refuse(value.at, 'faults are a list, like `- 3s kill server`');
  return value.items.map((item) => {
    if (item.type === 'scalar' && typeof item.value === 'string') return item.value;
    return refuse(item.at, 'a fault is a text, like `3s kill server`');
  });
}
