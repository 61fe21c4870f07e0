import meow from 'meow';
import packageJson from '../../../package.json' with { type: 'json' };
import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../usage-error.ts';

/** `dashboard` is what runs when no command is named. */
export const commandNames = ['dashboard', 'run', 'compare', 'lesson', 'replay', 'simulate', 'doctor'] as const;
export type CommandName = (typeof commandNames)[number];

/** One flag as people write it. `placeholder`: the name of its value in the help; undefined for a switch. */
export interface Flag {
  readonly placeholder: string | undefined;
  /** Lines for the help text. */
  readonly help: string;
  /** It may be given several times. */
  readonly isRepeatable?: true;
  /** The commands that take it. */
  readonly for: readonly CommandName[];
  /** What some other commands do instead, for who gives it to them: `runs both modes`. */
  readonly not?: Readonly<Partial<Record<CommandName, string>>>;
  /** Seldom needed. */
  readonly isAdvanced?: true;
}

/** Flags by their long name without the dashes: `value-size`. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** A command line taken apart: words without a flag, values as they were written, and the switches that are on. */
export interface WrittenFlags {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
  /** Every value of the flags that may be given several times, in order. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** From the package. */
  readonly version: string;
}

const shortNames: ReadonlyMap<string, string> = new Map([
  ['-h', '--help'],
  ['-v', '--version'],
]);

/**
 * Takes a command line apart by a table of flags. Throws UsageError for an unknown flag, one that is given twice, a value flag
 * without a value and a switch with one. The only door to meow.
 */
export function readFlags(argv: readonly string[], table: FlagTable): WrittenFlags {
  const spelledOut = withNegativeValues(argv.map((part) => shortNames.get(part) ?? part));
  refuseWhatMeowLetsPass(spelledOut, table);
  const { input, flags } = meow({
    importMeta: { url: import.meta.url } as ImportMeta,
    pkg: packageJson,
    argv: spelledOut,
    autoHelp: false,
    autoVersion: false,
    booleanDefault: undefined,
    flags: Object.fromEntries(Object.entries(table).map(([name, flag]) => [keyOf(name), meowFlag(flag)])),
  });
  const read: Readonly<Record<string, unknown>> = flags;
  const names = Object.keys(table);
  return {
    words: input,
    values: new Map(names.flatMap((name) => withText(name, read[keyOf(name)]))),
    switches: new Set(names.filter((name) => isOn(name, read))),
    lists: new Map(names.flatMap((name) => withList(name, read[keyOf(name)]))),
    version: packageJson.version,
  };
}

/** `--from -1s` as `--from=-1s`: meow takes `-1s` for two flags. */
function withNegativeValues(argv: readonly string[]): string[] {
  const parts: string[] = [];
  for (const part of argv) {
    const before = parts.at(-1) ?? '';
    if (/^-[\d.]/.test(part) && /^--[^=]+$/.test(before)) parts[parts.length - 1] = `${before}=${part}`;
    else parts.push(part);
  }
  return parts;
}

/** meow takes `--nodse 5`, `--nodes` without a value, `--json=5` and `--nodes.x 5` without a word. */
function refuseWhatMeowLetsPass(argv: readonly string[], table: FlagTable): void {
  const seen = new Set<string>();
  let at = 0;
  while (at < argv.length && argv[at] !== '--') {
    const part = argv[at] ?? '';
    at += 1;
    if (!part.startsWith('-') || part === '-') continue;
    const [written = '', inlineValue] = splitOnce(part);
    const flag = knownFlag(written, table);
    if (seen.has(written) && flag.isRepeatable === undefined)
      throw new UsageError(`${written} is given twice; give it once`);
    seen.add(written);
    if (flag.placeholder === undefined) {
      if (inlineValue !== undefined) throw new UsageError(`${written} takes no value, but got "${inlineValue}"`);
      continue;
    }
    const value = inlineValue ?? argv[at];
    if (value === undefined || value === '' || (inlineValue === undefined && isFlag(value))) {
      throw new UsageError(`${written} needs a value: ${flag.help.replaceAll('\n', ' ')}`);
    }
    if (inlineValue === undefined) at += 1;
  }
}

/** `-1` is a value, and has its own message when it is refused. */
function isFlag(part: string): boolean {
  return /^-[^\d.]/.test(part);
}

function splitOnce(part: string): readonly [string, string | undefined] {
  const at = part.indexOf('=');
  return at === -1 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
}

function knownFlag(written: string, table: FlagTable): Flag {
  const flag = written.startsWith('--') && Object.hasOwn(table, written.slice(2)) ? table[written.slice(2)] : undefined;
  if (flag !== undefined) return flag;
  const all = Object.keys(table).map((name) => `--${name}`);
  throw new UsageError(`there is no flag ${written}${didYouMean(written, all) || '; `starmesh --help` lists them'}`);
}

/** meow reads `--no-color` as the flag `color`, switched off; every other name as it is, in camel case. */
function keyOf(name: string): string {
  return name.replace(/^no-/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function meowFlag(flag: Flag): { readonly type: 'string' | 'boolean'; readonly isMultiple?: boolean } {
  const type = flag.placeholder === undefined ? 'boolean' : 'string';
  return flag.isRepeatable === undefined ? { type } : { type, isMultiple: true };
}

function withText(name: string, value: unknown): readonly (readonly [string, string])[] {
  return typeof value === 'string' ? [[name, value]] : [];
}

function withList(name: string, value: unknown): readonly (readonly [string, readonly string[]])[] {
  return Array.isArray(value) && value.length > 0 ? [[name, value.map(String)]] : [];
}

function isOn(name: string, read: Readonly<Record<string, unknown>>): boolean {
  return name.startsWith('no-') ? read[keyOf(name)] === false : read[keyOf(name)] === true;
}
