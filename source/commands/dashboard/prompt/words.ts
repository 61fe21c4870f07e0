import { didYouMean } from '../../did-you-mean.ts';

/** A part of a command line; `column` counts from 0. */
export interface Word {
  readonly text: string;
  readonly column: number;
}

/** A command that makes no sense, and where: shown in one line, with the command left as it was. */
export class CommandRefusal extends Error {
  override readonly name = 'CommandRefusal';
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

/** The words between blanks, with their places. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index }));
}

/** One of several words, whole or as far as no other begins so. */
export function oneOf<Name extends string>(
  what: string,
  word: Word,
  allowed: readonly Name[],
  listed = `allowed: ${allowed.join(', ')}`,
): Name {
  const found = allowed.find((name) => name === word.text);
  if (found !== undefined) return found;
  const like = word.text === '' ? [] : allowed.filter((name) => name.startsWith(word.text));
  const [only, another] = like;
  if (only !== undefined && another === undefined) return only;
  const meant = didYouMean(word.text, allowed);
  if (word.text === '') throw new CommandRefusal(word.column, `${what} is missing; ${listed}`);
  throw new CommandRefusal(word.column, `"${word.text}" is no ${what}${meant === '' ? `; ${listed}` : meant}`);
}

/** Nothing may follow. */
export function nothingMore(words: readonly Word[], count: number): void {
  const extra = words[count];
  if (extra !== undefined) throw new CommandRefusal(extra.column, `"${extra.text}" is too much here`);
}
