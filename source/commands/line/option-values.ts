import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../usage-error.ts';

/** Bounds of a number, both allowed, and what it counts. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
}

/** One of several words; `aliases` maps other spellings to them. */
export function wordValue<Word extends string>(
  flag: string,
  text: string,
  allowed: readonly Word[],
  aliases: Readonly<Record<string, Word>> = {},
): Word {
  const found = allowed.find((word) => word === text) ?? (Object.hasOwn(aliases, text) ? aliases[text] : undefined);
  if (found !== undefined) return found;
  const others = Object.keys(aliases);
  const also = others.length === 0 ? '' : ` (also ${others.join(', ')})`;
  const meant = didYouMean(text, [...allowed, ...others]);
  throw new UsageError(`--${flag} ${text} is not known; allowed: ${allowed.join(', ')}${also}${meant}`);
}

/** A whole number within a range. */
export function wholeValue(flag: string, text: string, range: Range): number {
  const allowed = `allowed: ${bounds(range)}`;
  if (!/^[+-]?\d+$/.test(text)) throw new UsageError(`--${flag} ${text} is not a whole number; ${allowed}`);
  return within(flag, text, Number(text), range, allowed);
}

const decimal = /^[+-]?\d+(\.\d+)?$/;

/** A number within a range, with or without a decimal point. */
export function numberValue(flag: string, text: string, range: Range): number {
  const allowed = `allowed: ${bounds(range)}`;
  if (!decimal.test(text)) {
    const meant = text.replace(',', '.');
    throw new UsageError(
      `--${flag} ${text} is not a number; ${decimal.test(meant) ? `write ${meant}; ` : ''}${allowed}`,
    );
  }
  return within(flag, text, Number(text), range, allowed);
}

const bytesPer: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2 };

/** Bytes: `4096`, `64k`, `1m`; k is 1024. */
export function bytesValue(flag: string, text: string, range: Range): number {
  const allowed = `allowed: ${bounds(range)}, like 4096 or 64k (k is 1024)`;
  const match = /^(\d+)([a-z]?)(?:i?b)?$/.exec(text.toLowerCase());
  const scale = bytesPer[match?.[2] ?? ''];
  if (match === null || scale === undefined) throw new UsageError(`--${flag} ${text} is not a size; ${allowed}`);
  return within(flag, text, Number(match[1]) * scale, range, allowed);
}

const msPer: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** Milliseconds from `500ms`, `10s`, `2m`; the unit must be there. `range` is in milliseconds. */
export function durationValue(flag: string, text: string, range: Range): number {
  const allowed = `allowed: ${durationText(range.min)} to ${durationText(range.max)}, like 500ms, 10s or 2m`;
  if (/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${flag} ${text} has no unit; write ${text}s (${allowed})`);
  const match = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text.toLowerCase());
  const scale = match?.[2] === undefined || !Object.hasOwn(msPer, match[2]) ? undefined : msPer[match[2]];
  if (match === null || scale === undefined) throw new UsageError(`--${flag} ${text} is not a duration; ${allowed}`);
  return within(flag, text, Number(match[1]) * scale, range, allowed);
}

function durationText(ms: number): string {
  const unit = (['h', 'm', 's'] as const).find((name) => ms % (msPer[name] ?? 1) === 0);
  return unit === undefined ? `${ms}ms` : `${ms / (msPer[unit] ?? 1)}${unit}`;
}

function within(flag: string, text: string, value: number, range: Range, allowed: string): number {
  if (value < range.min) throw new UsageError(`--${flag} ${text} is too small; ${allowed}`);
  if (value > range.max) throw new UsageError(`--${flag} ${text} is too large; ${allowed}`);
  return value;
}

function bounds(range: Range): string {
  return `${range.min} to ${range.max}${range.unit === undefined ? '' : ` ${range.unit}`}`;
}
