import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../processes/program.ts';
import { type ProgramInTerminal, startInTerminal } from './program-in-terminal.ts';

let folder: string;
let shown: ProgramInTerminal | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starmesh-upgrade-'));
  cpSync('dist', path.join(folder, 'dist'), { recursive: true });
  cpSync('lessons', path.join(folder, 'lessons'), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
});

afterEach(() => {
  shown?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Has what is loaded with import() written down; gives the argument for Node, and what was loaded so far. */
function watchLoads() {
  const log = path.join(folder, 'loaded');
  const hook = `import fs from 'node:fs';
    export async function load(url, context, next) {
      const loaded = await next(url, context);
      fs.appendFileSync(${JSON.stringify(log)}, url + '\\n');
      return loaded;
    }`;
  const moduleOf = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(moduleOf(hook))});`;
  return {
    nodeArg: `--import=${moduleOf(register)}`,
    loads: (): string => (existsSync(log) ? readFileSync(log, 'utf8') : ''),
  };
}

/** What only an export needs. */
const exports = /^(charts|session-html)-/;

/** Files of dist, and what they import. */
function reach(names: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  for (const name of names) {
    if (seen.has(name)) continue;
    seen.add(name);
    const code = readFileSync(path.join(folder, 'dist', name), 'utf8');
    reach(
      [...code.matchAll(/^import\b[^"();]*"\.\/([^"]+)"/gm)].map(([, imported]) => imported ?? ''),
      seen,
    );
  }
  return seen;
}

function startCopy(...nodeArgs: readonly string[]): ProgramInTerminal {
  const program = path.join(folder, 'dist', 'bin.js');
  shown = startInTerminal(['--on', 'simulation', '--nodes', '4'], 100, 30, folder, [...nodeArgs, program]);
  return shown;
}

const isLive = (screen: string): boolean => / live\b/.test(screen);

it('a lab goes on, exports and ends as ever when its program is removed', async () => {
  const { nodeArg, loads } = watchLoads();
  const lab = startCopy(nodeArg);
  await lab.until('a lab at work', isLive);
  const needed = reach(readdirSync(path.join(folder, 'dist')).filter((name) => exports.test(name)));
  await eventually(
    'what an export needs',
    () => [...needed].every((name) => loads().includes(`/dist/${name}`)),
    60_000,
  );
  rmSync(path.join(folder, 'dist'), { recursive: true });
  lab.press('e');
  await lab.until('an export', (screen) => screen.includes('exported to starmesh-'));
  lab.press('q');
  expect(await lab.exitCode).toBe(0);
});

it('a lab goes on when it was removed before all was loaded, and says why nothing is exported', async () => {
  for (const name of readdirSync(path.join(folder, 'dist')))
    if (exports.test(name)) rmSync(path.join(folder, 'dist', name));
  const lab = startCopy();
  await lab.until('a lab at work', isLive);
  lab.press('e');
  await lab.until('the reason', (screen) => screen.includes('not exported: starmesh was replaced'));
  lab.press('q');
  expect(await lab.exitCode).toBe(0);
});

it('a dashboard that lacks its lessons begins no lab, gives the terminal back and ends', async () => {
  rmSync(path.join(folder, 'lessons'), { recursive: true });
  const program = path.join(folder, 'dist', 'bin.js');
  shown = startInTerminal(['--nodes', '3', '--record', 'r.starmesh'], 100, 30, folder, [program]);
  expect(await shown.exitCode).toBe(2);
  expect(shown.screen()).toBe('normal');
  expect(shown.lines().join('\n')).toContain('lessons');
  expect(shown.nodePids()).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.includes('starmesh'))).toEqual([]);
});
