import { createRequire } from 'node:module';
import type { Node } from 'yaml';
import { UsageError } from './usage-error.ts';

/** A YAML file as a tree in which everything knows its place: `at` is `file, line 3, column 5`. */
export type YamlTree =
  | { readonly type: 'map'; readonly at: string; readonly entries: readonly YamlEntry[] }
  | { readonly type: 'list'; readonly at: string; readonly items: readonly YamlTree[] }
  | { readonly type: 'scalar'; readonly at: string; readonly value: unknown };

export interface YamlEntry {
  readonly key: string;
  /** Where the key stands. */
  readonly at: string;
  readonly value: YamlTree;
}

/** Loads what nobody needs before a file is named: the first frame does not wait for it. */
const loaded = createRequire(import.meta.url);

/** Takes a YAML text apart. Throws UsageError with the place of what is no YAML. The only door to yaml. */
export function readYaml(path: string, text: string): YamlTree {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = loaded('yaml') as typeof import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}, line ${line}, column ${col}`;
  };
  const [broken] = document.errors;
  if (broken !== undefined) refuse(at(broken.pos[0]), broken.message.split('\n')[0] ?? '');
  return tree(document.contents);

  function tree(node: unknown): YamlTree {
    const place = at((node as Node | null)?.range?.[0] ?? 0);
    if (isMap(node)) {
      return { type: 'map', at: place, entries: node.items.map(({ key, value }) => entry(key, value)) };
    }
    if (isSeq(node)) return { type: 'list', at: place, items: node.items.map(tree) };
    return { type: 'scalar', at: place, value: isScalar(node) ? node.value : undefined };
  }

  function entry(key: unknown, value: unknown): YamlEntry {
    const place = at((key as Node | null)?.range?.[0] ?? 0);
    return { key: isScalar(key) ? String(key.value) : refuse(place, 'a key is a word'), at: place, value: tree(value) };
  }
}

/** Throws UsageError: what is wrong, and where. */
export function refuse(at: string, what: string): never {
  throw new UsageError(`${at}: ${what}`);
}
