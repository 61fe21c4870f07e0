import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const inDocs = readdirSync(path.join(root, 'docs')).map((file) => `docs/${file}`);
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs.filter((file) => file.endsWith('.md'))];
const rooms = readdirSync(path.join(root, 'source'));
const folders = ['source', 'test', 'scripts', 'bench', 'lessons', 'examples', 'docs', '.ci'];
const names = new Set(
  folders
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }))
    .map((file) => path.basename(file)),
);

/** A name that is forbidden, one that PROTOCOL.md makes up, and what only a benchmark makes. */
const notThere = ['index.ts', 'example.ts', 'bench/results'];

describe.each(documents)('%s', (document) => {
  const text = readFileSync(path.join(root, document), 'utf8');

  test('links to what is there', () => {
    const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
    expect(links.filter((link) => !link.startsWith('https://') && !isThere(document, link))).toEqual([]);
  });

  test('names files that are there', () => {
    expect(codeOf(text).filter((words) => isPath(words) && !pathIsThere(words) && !notThere.includes(words))).toEqual(
      [],
    );
  });
});

test('a link to a missing file, or to a missing heading, is found', () => {
  expect(isThere('README.md', 'docs/GUIDE.md#faults')).toBe(true);
  expect(isThere('README.md', 'docs/GUIDE.md#no-such-heading')).toBe(false);
  expect(isThere('docs/GUIDE.md', 'NOTHING.md')).toBe(false);
  expect(['lab/rules/', 'nodes/peer/peer.ts', 'peer.ts', 'source/bin.ts'].every(pathIsThere)).toBe(true);
  expect(['lab/rulez/', 'nodes/pear.ts', 'pear.ts'].some(pathIsThere)).toBe(false);
});

function isThere(document: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? document : path.join(path.dirname(document), file);
  if (!existsSync(path.join(root, target))) return false;
  if (anchor === undefined) return true;
  const headings = withoutCode(readFileSync(path.join(root, target), 'utf8')).match(/^#+ .*$/gm) ?? [];
  return headings.map(anchorOf).includes(anchor);
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  const words = heading.replace(/^#+ /, '').toLowerCase();
  return words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '');
}

function codeOf(text: string): readonly string[] {
  return [...withoutCode(text).matchAll(/`([^`\n]+)`/g)].map(([, words]) => words ?? '');
}

function isPath(words: string): boolean {
  if (/^[\w-]+\.(ts|tsx|mjs|cjs)$/.test(words)) return true;
  return /^[\w.-]+\/[\w./-]*$/.test(words) && [...folders, ...rooms].includes(words.split('/')[0] ?? '');
}

/** From the project's folder, from source/, from one of its rooms, or the name of a file alone. */
function pathIsThere(words: string): boolean {
  if (!words.includes('/')) return names.has(words);
  return [root, path.join(root, 'source')].some((from) => existsSync(path.join(from, words)));
}
