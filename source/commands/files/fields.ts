import * as v from 'valibot';
import { didYouMean } from '../did-you-mean.ts';
import { type Place, refuse, shortened, type YamlTree } from './yaml-tree.ts';

/** What a part of a file has to be, and what it then is. What is wrong is said without its subject: `is a text, not a list`. */
export type Field<T = unknown> = v.GenericSchema<unknown, T>;
export type OptionalField<T> = v.ExactOptionalSchema<Field<T>, undefined>;

/**
 * Reads a tree as its field says. Throws UsageError for the first mistake in the file, with its place. `subject`: what the whole tree is called. The
 * only door to valibot.
 */
export function checked<T>(field: Field<T>, tree: YamlTree, subject: string): T {
  const result = v.safeParse(field, plain(tree));
  if (result.success) return result.output;
  const [first] = result.issues
    .map((issue) => mistakeOf(issue, tree, subject))
    .sort((a, b) => a.rank - b.rank || a.at.line - b.at.line || a.at.column - b.at.column);
  return refuse((first ?? tree).at, first?.what ?? `${subject} is wrong`);
}

/** The place of the value behind some keys, or of the last key itself. Where it is missing: the place of the innermost part that lacks it. */
export function placeOf(tree: YamlTree, [key, ...rest]: readonly unknown[], of: 'value' | 'key' = 'value'): Place {
  const entry = tree.type === 'map' ? tree.entries.find((one) => one.key === key) : undefined;
  const child = tree.type === 'list' ? tree.items[Number(key)] : entry?.value;
  if (child === undefined) return tree.at;
  return of === 'key' && rest.length === 0 ? (entry ?? child).at : placeOf(child, rest, of);
}

/** More names than help anybody. */
const namesMax = 30;

/** These keys and no others. */
export function fields<const F extends Readonly<Record<string, Field>>>(known: F) {
  const keys = Object.keys(known);
  return v.pipe(
    v.custom(isMap, ({ input }) => `is lines like \`${keys[0]}: …\`, not ${kindOf(input)}`),
    v.strictObject(known, ({ expected, input }) => {
      if (expected !== 'never') return `lacks its line \`${JSON.parse(expected ?? '""')}: …\`; write it, too`;
      const all = keys.length > namesMax ? '' : `; it has ${keys.join(', ')}`;
      return `has no ${shortened(String(input))}${all}${didYouMean(String(input), keys)}`;
    }),
  );
}

/** A field that may be missing. */
export function optional<T>(field: Field<T>): OptionalField<T> {
  return v.exactOptional(field);
}

/** Any keys, each with a value of one kind. */
export function table<T>(value: Field<T>, is: string): Field<Readonly<Record<string, T>>> {
  return v.pipe(v.custom(isMap, wrong(is)), v.record(v.string(), value));
}

/** One or more of a kind. */
export function list<T>(item: Field<T>, is = 'is a list, and not empty', min = 1): Field<readonly T[]> {
  return v.pipe(v.array(item, wrong(is)), v.minLength(min, is));
}

/**
 * What `read` makes of what was written; undefined: it is wrong. Then `is` says what is right. `given` is what was written, in short, or what stands
 * there instead.
 */
export function readAs<T>(
  read: (written: string) => T | undefined,
  is: (given: string, written: string | undefined) => string,
): Field<T> {
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
      const written = typeof value === 'string' ? value : undefined;
      const found = written === undefined ? undefined : read(written);
      if (found !== undefined) return found;
      addIssue({ message: is(shown(value), written) });
      return NEVER;
    }),
  );
}

/** What was written, whatever it looks like. */
export function text(is = 'is a text'): Field<string> {
  return readAs(
    (written) => (written.trim() === '' ? undefined : written.trim()),
    (given) => `${is}, not ${given}`,
  );
}

/** A decimal number. */
export function number(min: number, max: number, is = `is a number from ${min} to ${max}`): Field<number> {
  return readAs(
    (written) => within(min, max, written),
    (given, written = '') => {
      const meant = written.replace(',', '.');
      const hint = meant === written || within(min, max, meant) === undefined ? '' : `; write ${meant}`;
      return `${is}, not ${given}${hint}`;
    },
  );
}

/** A number without a fraction. */
export function whole(min: number, max: number): Field<number> {
  return readAs(
    (written) => [within(min, max, written)].find(Number.isInteger),
    (given) => `is a whole number from ${min} to ${max}, not ${given}`,
  );
}

function within(min: number, max: number, written: string): number | undefined {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written) ? Number(written) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** One of some words. */
export function word<const W extends string>(words: readonly W[]): Field<W> {
  return readAs(
    (written) => words.find((one) => one === written),
    (given) => `is one of ${words.join(', ')}, not ${given}${didYouMean(given, words)}`,
  );
}

/** A field that depends on the keys that are there. A value that is no map has none. */
export function byKeys<T>(choose: (keys: readonly string[]) => Field<T>): Field<T> {
  return v.lazy((input) => choose(isMap(input) ? Object.keys(input) : []));
}

/** Nothing is right here. */
export function never(why: string): Field<never> {
  return v.never(why);
}

/** A field, and what is made of it. */
export function made<T, U>(field: Field<T>, make: (value: T) => U): Field<U> {
  return v.pipe(field, v.transform(make));
}

/** Stands for what is no text, no list and no map: nothing was written, or `~`. */
const nothing = Symbol('nothing');

function plain(tree: YamlTree): unknown {
  switch (tree.type) {
    case 'map':
      return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]));
    case 'list':
      return tree.items.map(plain);
    case 'text':
      return tree.text ?? nothing;
    case 'refused':
      return refuse(tree.at, tree.why);
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(is: string): (issue: v.BaseIssue<unknown>) => string {
  return ({ input }) => `${is}, not ${shown(input)}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '""' : shortened(value);
  return kindOf(value);
}

/** What stands there, without its words: a file that is no map at all may be of another kind, and private. */
function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'a text';
  if (Array.isArray(value)) return 'a list';
  return isMap(value) ? 'lines of its own' : 'nothing';
}

/**
 * A key that is missing, or one too many, is said of its map. A key too many is told at its own place, and before a missing one: it was probably
 * meant to be that.
 */
function mistakeOf({ path, type, expected, message }: v.BaseIssue<unknown>, tree: YamlTree, subject: string): Mistake {
  const keys = (path ?? []).map(({ key }) => key);
  const isOfMap = type === 'strict_object';
  const isTooMany = isOfMap && expected === 'never';
  return {
    rank: isOfMap && !isTooMany ? 1 : 0,
    at: placeOf(tree, keys, isTooMany ? 'key' : 'value'),
    what: `${subjectOf(isOfMap ? keys.slice(0, -1) : keys, subject)} ${message}`,
  };
}

interface Mistake {
  readonly rank: number;
  readonly at: Place;
  readonly what: string;
}

/** `minutes`; `entry 2 of watch`. */
function subjectOf(keys: readonly unknown[], whole: string): string {
  const [last, before] = [keys.at(-1), keys.at(-2)];
  if (typeof last === 'number') return `entry ${last + 1} of ${before ?? whole}`;
  return last === undefined ? whole : shortened(String(last));
}
