/*
 * JSON with what it has no word for: maps, sets, bytes, numbers that are not finite, undefined in a list. Each is a list that begins with a tag.
 */

const tag = '\u0000';

/** Deeper than anything that is recorded: a value that nests without an end is not followed. */
const depthMax = 32;

export function toTaggedJson(value: unknown): string {
  return JSON.stringify(value, replacer);
}

/** Throws for text that was not made by `toTaggedJson`. */
export function fromTaggedJson(text: string): unknown {
  return revived(JSON.parse(text), 0);
}

function replacer(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  if (value instanceof Map) return [tag, 'map', [...value]];
  if (value instanceof Set) return [tag, 'set', [...value]];
  if (typeof value === 'number' && !Number.isFinite(value)) return [tag, 'number', String(value)];
  if (value === undefined && Array.isArray(this)) return [tag, 'undefined'];
  const own = this[key]; // bytes come here as the JSON that they would become
  return Buffer.isBuffer(own) ? [tag, 'bytes', own.toString('base64')] : value;
}

/** Changes the value in place, after parsing: `JSON.parse` with a function of its own takes four times as long. */
function revived(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > depthMax) throw new Error(`it is nested more than ${depthMax} times`);
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = revived(value[at], depth + 1);
    return untagged(value);
  }
  const parts = value as Record<string, unknown>;
  for (const key in parts) if (typeof parts[key] === 'object') parts[key] = revived(parts[key], depth + 1);
  return value;
}

function untagged(value: unknown[]): unknown {
  if (value[0] !== tag) return value;
  switch (value[1]) {
    case 'map':
      return new Map(value[2] as [unknown, unknown][]);
    case 'set':
      return new Set(value[2] as unknown[]);
    case 'bytes':
      if (typeof value[2] !== 'string') throw new Error('bytes that are no text'); // a number here would make a buffer of any length
      return Buffer.from(value[2], 'base64');
    case 'number':
      return Number(value[2]);
    default:
      return undefined;
  }
}
