/**
 * A check of a value that was read. It says what is wrong with the value and where; undefined: it is a `T`. `of` is never there: it ties the shape to
 * its type, and a field that is added to one must be added to the other.
 */
export interface Shape<T> {
  (value: unknown): string | undefined;
  readonly of?: (value: T) => T;
}

type Check = (value: unknown) => string | undefined;

/** An object with at least these fields. JSON leaves out those that are undefined. */
export function record<T extends object>(fields: { readonly [Key in keyof T]-?: Shape<T[Key]> }): Shape<T> {
  const entries = Object.entries(fields) as unknown as [string, Check][];
  return (value) => {
    if (!isRecord(value)) return ` is ${shown(value)}, not an object`;
    for (const [key, shape] of entries) {
      const wrong = shape(value[key]);
      if (wrong !== undefined) return `.${key}${wrong}`;
    }
    return undefined;
  };
}

/** One of several kinds of object, told apart by their `type`. */
export function variant<T extends { readonly type: string }>(
  shapes: {
    readonly [Type in T['type']]: Shape<Extract<T, { readonly type: Type }>>;
  },
): Shape<T> {
  const byType = new Map<unknown, Check>(Object.entries(shapes));
  return (value) => {
    const shape = isRecord(value) ? byType.get(value['type']) : undefined;
    return shape === undefined ? `.type of ${shown(value)} is none that is known` : shape(value);
  };
}

/** At most so many values of one shape. */
export function list<T>(shape: Shape<T>, lengthMax: number): Shape<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return ` is ${shown(value)}, not a list`;
    return tooMany(value.length, lengthMax) ?? firstWrong(value, shape);
  };
}

export function pair<A, B>(first: Shape<A>, second: Shape<B>): Shape<readonly [A, B]> {
  return (value) => {
    if (!Array.isArray(value) || value.length !== 2) return ` is ${shown(value)}, not a pair`;
    return first(value[0]) ?? second(value[1]);
  };
}

export function mapOf<Key, Value>(
  key: Shape<Key>,
  value: Shape<Value>,
  sizeMax: number,
): Shape<ReadonlyMap<Key, Value>> {
  return (map) => {
    if (!(map instanceof Map)) return ` is ${shown(map)}, not a map`;
    return tooMany(map.size, sizeMax) ?? firstWrong(map.keys(), key) ?? firstWrong(map.values(), value);
  };
}

export function setOf<T>(shape: Shape<T>, sizeMax: number): Shape<ReadonlySet<T>> {
  return (set) => {
    if (!(set instanceof Set)) return ` is ${shown(set)}, not a set`;
    return tooMany(set.size, sizeMax) ?? firstWrong(set, shape);
  };
}

export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value) => (value === undefined ? undefined : shape(value));
}

/** One of a few words. */
export function word<const Words extends readonly string[]>(...words: Words): Shape<Words[number]> {
  const known = new Set<unknown>(words);
  return (value) => (known.has(value) ? undefined : ` is ${shown(value)}, none of ${words.join(', ')}`);
}

export function text(lengthMax: number): Shape<string> {
  return (value) => {
    if (typeof value !== 'string') return ` is ${shown(value)}, not text`;
    return value.length > lengthMax ? ` has ${value.length} characters, allowed are ${lengthMax}` : undefined;
  };
}

/** A finite number in these bounds. */
export function numberIn(min: number, max: number): Shape<number> {
  return (value) => {
    if (typeof value !== 'number') return ` is ${shown(value)}, not a number`;
    return value >= min && value <= max ? undefined : ` is ${value}, allowed are ${min} to ${max}`;
  };
}

/** A whole number in these bounds. */
export function wholeIn(min: number, max: number): Shape<number> {
  const within = numberIn(min, max);
  return (value) => within(value) ?? (Number.isInteger(value) ? undefined : ` is ${value}, not a whole number`);
}

export const bool: Shape<boolean> = (value) =>
  typeof value === 'boolean' ? undefined : ` is ${shown(value)}, neither true nor false`;

/** Text that has a type of its own once it was looked at. */
export function branded<T extends string>(shape: Shape<string>): Shape<T> {
  return (value) => shape(value);
}

/** A shape, and one more question to values that have it: what is wrong with them, or nothing. */
export function where<T>(shape: Shape<T>, wrong: (value: T) => string | undefined): Shape<T> {
  return (value) => shape(value) ?? wrong(value as T);
}

function firstWrong<T>(values: Iterable<unknown>, shape: Shape<T>): string | undefined {
  let at = 0;
  for (const value of values) {
    const wrong = shape(value);
    if (wrong !== undefined) return `[${at}]${wrong}`;
    at++;
  }
  return undefined;
}

function tooMany(count: number, countMax: number): string | undefined {
  return count > countMax ? ` has ${count} parts, allowed are ${countMax}` : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const shownMax = 40;

/** For people: a value that is no text is named by what it is. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, shownMax));
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
