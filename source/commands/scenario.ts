import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { didYouMean } from './did-you-mean.ts';
import type { FlagTable, WrittenFlags } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** Keys of a scenario that are no flags: `name` is for people. */
const ownKeys = ['name', 'faults'] as const;

/**
 * A scenario file: flags of the command line as YAML, and faults. What the command line says wins; faults of both happen. Throws UsageError with the line and
 * column of what is wrong. The only door to yaml.
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}, line ${line}, column ${col}`;
  };
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw new UsageError(`${at(broken.pos[0])}: ${broken.message.split('\n')[0] ?? ''}`);
  }
  const values = new Map<string, string>();
  const switches = new Set<string>();
  let faults: readonly string[] = [];
  const refuse = (node: unknown, what: string): never => {
    throw new UsageError(`${at((node as Node | null)?.range?.[0] ?? 0)}: ${what}`);
  };
  const { contents } = document;
  if (!isMap(contents)) return refuse(contents, 'a scenario is a list of flags and values, like `nodes: 8`');
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : refuse(key, 'a key is a word');
    if (name === 'faults') faults = faultsOf(value, refuse);
    else if (name !== 'name') takeFlag(name, key, value);
  }
  return { values, switches, lists: new Map([['fault', faults]]) };

  function takeFlag(name: string, key: unknown, value: unknown): void {
    const flag = Object.hasOwn(table, name) ? table[name] : undefined;
    if (flag === undefined || name === 'scenario' || name === 'fault') {
      refuse(key, `there is no key ${name}${didYouMean(name, [...Object.keys(table), ...ownKeys])}`);
    }
    if (!isScalar(value)) return refuse(value, `${name} needs one value`);
    if (flag?.placeholder !== undefined) values.set(name, String(value.value));
    else if (value.value === true) switches.add(name);
    else if (value.value !== false) refuse(value, `${name} is true or false, not ${String(value.value)}`);
  }
}

function faultsOf(value: unknown, refuse: (node: unknown, what: string) => never): readonly string[] {
  if (!isSeq(value)) return refuse(value, 'faults are a list, like `- 3s kill server`');
  return value.items.map((item) => {
    if (isScalar(item) && typeof item.value === 'string') return item.value;
    return refuse(item, 'a fault is a text, like `3s kill server`');
  });
}
