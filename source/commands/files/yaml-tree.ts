import { createRequire } from 'node:module';
import type { CST, Node, Pair } from 'yaml';
import { harmless } from '../../base/harmless.ts';
import { UsageError } from '../usage-error.ts';
import { textOfFile } from './text-of-file.ts';

/** Where something stands in a file; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * A YAML file as a tree in which everything knows its place. Nothing is a number, a date or a truth value yet. A text is what was written, without
 * its quotes; undefined: nothing was written, or `~`.
 */
export type YamlTree =
  | { readonly type: 'map'; readonly at: Place; readonly entries: readonly YamlEntry[] }
  | { readonly type: 'list'; readonly at: Place; readonly items: readonly YamlTree[] }
  | { readonly type: 'text'; readonly at: Place; readonly text: string | undefined }
  /** What YAML has but no file here may use. It spoils its own part of the file only. */
  | { readonly type: 'refused'; readonly at: Place; readonly why: string };

export interface YamlEntry {
  readonly key: string;
  /** Where the key stands. */
  readonly at: Place;
  readonly value: YamlTree;
}

/** Far more than any of the files needs. */
const levelsMax = 32;
/** Words, signs and gaps. 600 students who answer every lesson fit in; more would not be read within a second. */
const partsMax = 50_000;

/** Loads the library, which nobody needs before a file is named: the first frame does not wait for it. */
const loaded = createRequire(import.meta.url);

/** Reads a file that a person wrote in YAML or JSON. `label`: what a refusal calls it. Throws UsageError. The one way to read such files. */
export function readYamlFile(file: string, label: string): YamlTree {
  return parseYaml(file, textOfFile(file, label));
}

/** Takes a YAML text apart. Throws UsageError with the place of what is no YAML, or more of it than is read. The only door to yaml. */
export function parseYaml(file: string, text: string): YamlTree {
  const { Composer, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, Parser } = loaded(
    'yaml',
  ) as typeof import('yaml');
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  // Texts alone. Whether keys are unique is looked at below: the library takes time with the square of their number.
  const options = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const;
  const [document, another] = new Composer(options).compose(boundedTokens(), true, text.length);
  const [broken] = document?.errors ?? [];
  if (broken !== undefined) return refuse(at(broken.pos[0]), shortened(broken.message));
  if (another !== undefined)
    return refuse(at(another.range[0]), 'a second document begins here; a file is one: remove the line ---');
  return treeOf(document?.contents);

  /** Refuses what nests too deeply or goes on for too long, before anything else is made of it. Ends with the first error: only that one is told. */
  function* boundedTokens(): Generator<CST.Token> {
    const parser = new Parser(lines.addNewLine);
    lines.addNewLine(0);
    let parts = 0;
    for (const part of new Lexer().lex(text)) {
      for (const token of parser.next(part)) {
        yield token;
        if (token.type === 'error') return;
      }
      parts += 1;
      if (parts > partsMax)
        refuse(at(parser.offset), `the file has more than ${partsMax} words, signs and gaps; no more are read`);
      if (parser.stack.length > levelsMax && levels(parser.stack) > levelsMax)
        refuse(at(parser.offset - part.length), `this is nested more than ${levelsMax} levels deep; no more are read`);
    }
    yield* parser.end();
  }

  /** `from`: where it would stand, if there is nothing. */
  function treeOf(node: unknown, from = 0): YamlTree {
    const { range, tag } = (node ?? {}) as Partial<Node>;
    const place = at(range?.[0] ?? from);
    const refused = (why: string): YamlTree => ({ type: 'refused', at: place, why });
    if (isAlias(node)) return refused(`*${shortened(node.source)} stands for something else; write that out`);
    if (tag !== undefined) return refused(`${shortened(tag)} says what kind of value follows; leave it out`);
    if (isMap(node)) return mapOf(place, node.items);
    if (isSeq(node)) return { type: 'list', at: place, items: node.items.map((item) => treeOf(item)) };
    const isNothing = !isScalar(node) || (node.type === 'PLAIN' && ['', '~'].includes(String(node.value)));
    return { type: 'text', at: place, text: isNothing ? undefined : String(node.value) };
  }

  function mapOf(place: Place, pairs: readonly Pair[]): YamlTree {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    for (const { key, value } of pairs) {
      const word = treeOf(key);
      if (word.type !== 'text' || word.text === undefined)
        return { type: 'refused', at: word.at, why: 'a key is a word' };
      const entry = { key: word.text, at: word.at, value: treeOf(value, (key as Node).range?.[0]) };
      const why = whyNot(entry, entries.at(-1), seen);
      if (why !== undefined) return { type: 'refused', at: entry.at, why };
      seen.add(entry.key);
      entries.push(entry);
    }
    return { type: 'map', at: place, entries };
  }
}

/** Names that every object has: no file means them. */
const ownNames = ['__proto__', 'constructor', 'prototype'];

/** What is wrong with an entry as such, whatever the file is. */
function whyNot({ key, value }: YamlEntry, before: YamlEntry | undefined, seen: ReadonlySet<string>) {
  if (key === '<<') return '<< takes keys from elsewhere; write them out';
  if (seen.has(key)) return `${shortened(key)} is there twice; give it once`;
  if (ownNames.includes(key)) return `there is no key ${key}`;
  const whole = before?.value.type === 'text' ? before.value.text : undefined;
  const isFraction = /^\d+$/.test(key) && value.type === 'text' && value.text === undefined;
  if (isFraction && /^[+-]?\d+$/.test(whole ?? ''))
    return `a number has a point: write ${before?.key}: ${whole}.${key}`;
  return undefined;
}

function levels(stack: readonly CST.Token[]): number {
  return stack.filter(({ type }) => type === 'block-map' || type === 'block-seq' || type === 'flow-collection').length;
}

/** What somebody wrote as one line that is short enough to be quoted. */
export function shortened(text: string): string {
  return harmless(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** `x.yaml, line 3, column 5`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}, line ${line}, column ${column}`;
}

/** Throws UsageError: what is wrong, and where. */
export function refuse(at: Place, what: string): never {
  throw new UsageError(`${placeText(at)}: ${what}`);
}
