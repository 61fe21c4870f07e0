import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brokenRules } from './structure-rules.ts';

const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const shipped = Object.keys({ ...dependencies, ...optionalDependencies });

describe('the structure of source/', () => {
  it('keeps to the table of imports, to one door a package, and pure where it says so', () => {
    const paths = readdirSync('source', { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => `source/${path.replaceAll('\\', '/')}`);
    expect(paths.length).toBeGreaterThan(20);
    expect(brokenRules(new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])), shipped)).toEqual([]);
  });
});

function broken(sources: Record<string, string>): readonly string[] {
  return brokenRules(new Map(Object.entries(sources)), ['ink', 'react', 'meow']);
}

describe('the checker of the structure', () => {
  it('says nothing about a tree that keeps to the rules', () => {
    expect(
      broken({
        'source/bin.ts': "import('./cli.ts');",
        'source/cli.ts': "import meow from 'meow'; import { run } from './commands/run.ts'; run(meow);",
        'source/commands/run/run.ts':
          "import { a } from '../../lab/live/runtime.ts'; export const run = async () => a(Date.now());",
        'source/lab/live/runtime.ts':
          "import { b } from '../../base/b.ts'; export const a = (now: number) => setTimeout(b, now);",
        'source/lab/view/snapshot.ts': "import type { Id } from '../../protocol/ids.ts'; export type Snapshot = Id;",
        'source/protocol/ids.ts': 'export type Id = string; export const parse = (text: string): Id => text;',
        'source/protocol/sha256.ts': "import { createHash } from 'node:crypto'; export const hash = createHash;",
        'source/ui/app.tsx':
          "import { Text } from 'ink'; import type { Snapshot } from '../lab/view/snapshot.ts'; export const App = (s: Snapshot) => <Text>{s}</Text>;",
        'source/base/b.ts': '/** Not the Date or the process. */ export const b = () => "process.exit()";',
      }),
    ).toEqual([]);
  });

  it.each([
    [
      'of a later room',
      { 'source/lab/rules/a.ts': "import type { X } from '../live/x.ts'; export type Y = X;" },
      'source/lab/rules/a.ts -> source/lab/live/x.ts: against the order of rooms',
    ],
    ['of no room', { 'source/lab/attic/a.ts': '' }, 'source/lab/attic/a.ts: its room is not in the order of rooms'],
    [
      'upwards',
      { 'source/base/a.ts': "import { x } from '../nodes/x.ts'; x();" },
      'base may not import source/nodes/x.ts',
    ],
    [
      'through import()',
      { 'source/drivers/a.ts': "await import('../lab/x.ts');" },
      'drivers may not import source/lab/x.ts',
    ],
    ['through a re-export', { 'source/nodes/a.ts': "export { x } from '../lab/x.ts';" }, 'nodes may not import'],
    [
      'of types alone',
      { 'source/telemetry/a.ts': "import type { X } from '../lab/x.ts'; export type Y = X;" },
      'may not import',
    ],
    [
      'of a type in an expression',
      { 'source/telemetry/a.ts': "export type Y = import('../lab/x.ts').X;" },
      'may not import',
    ],
    ['out of source/', { 'source/lab/live/a.ts': "import { x } from '../../../test/x.ts'; x();" }, 'imports test/x.ts'],
    [
      'of the composition root',
      { 'source/lab/live/a.ts': "import { x } from '../../cli.ts'; x();" },
      'imports source/cli.ts',
    ],
    ['from a folder without a place', { 'source/stuff/a.ts': '' }, 'is not in the table of imports'],
    [
      'of values into the dashboard',
      { 'source/ui/a.ts': "import { x } from '../lab/x.ts'; x();" },
      'may import only types',
    ],
    [
      'of values among types',
      { 'source/ui/a.ts': "import { type X, y } from '../lab/x.ts'; y();" },
      'may import only types',
    ],
  ])('finds an import %s', (_, sources, message) => {
    expect(broken(sources)).toEqual([expect.stringContaining(message)]);
  });

  it('takes an import of nothing but types, in either way to write it, into the dashboard', () => {
    const code =
      "import type { A } from '../lab/a.ts'; import { type B } from '../telemetry/b.ts'; export type C = A | B;";
    expect(broken({ 'source/ui/a.ts': code })).toEqual([]);
  });

  it.each([
    'Date.now();',
    'new Date();',
    'Math.random();',
    'performance.now();',
    'setTimeout(f, 1);',
    'setImmediate(f);',
    'process.exit();',
    'use(console);',
    'globalThis.x = 1;',
    'export const f = async () => 1;',
    'await g();',
    'export const z = 1; for await (const x of y) x;',
    "import { readFileSync } from 'node:fs'; readFileSync('x');",
    "import { randomBytes } from 'node:crypto'; randomBytes(1);",
    'const clock = { at: Date }; (clock as unknown as number) ?? performance;',
    'const read = (x = process) => x;',
  ])('finds impurity in a pure layer: %s', (code) => {
    expect(broken({ 'source/nodes/a.ts': code })).not.toEqual([]);
    expect(broken({ 'source/lab/rules/reduce-a.ts': code })).not.toEqual([]);
    expect(broken({ 'source/lab/live/runtime.ts': code })).toEqual([]);
  });

  it('holds what a reducer calls to the same purity', () => {
    const helper = 'export const x = () => Date.now();';
    const calls = {
      'source/lab/rules/reduce-a.ts': "import { x } from '../../telemetry/state.ts'; x();",
      'source/telemetry/state.ts': helper,
    };
    expect(broken(calls)).toEqual(['source/telemetry/state.ts: is pure and may not use Date']);
    const names = {
      ...calls,
      'source/lab/rules/reduce-a.ts': "import type { X } from '../../telemetry/state.ts'; export type Y = X;",
    };
    expect(broken(names)).toEqual([]);
  });

  it('leaves members and types alone that are named like something impure', () => {
    expect(
      broken({ 'source/base/a.ts': 'export const f = (x: { process: Date }) => x.process; f({ process: 1 });' }),
    ).toEqual([]);
  });

  it('leaves things alone that a file names itself', () => {
    const code =
      'const take = ({ fetch }: { fetch: number }, [console]: number[]) => fetch + console; take({ fetch: 1 }, []);';
    expect(broken({ 'source/base/a.ts': code })).toEqual([]);
  });

  it('finds a circle, also through types', () => {
    const found = broken({
      'source/base/a.ts': "import { b } from './b.ts'; b();",
      'source/base/b.ts': "import type { C } from './c.ts'; export type B = C;",
      'source/base/c.ts': "import { a } from './a.ts'; a();",
    });
    expect(found).toEqual([
      'source/base/a.ts -> source/base/b.ts -> source/base/c.ts -> source/base/a.ts: is a circle',
    ]);
  });

  it('finds a package with two doors, one that is not shipped, and screens outside the dashboard', () => {
    const found = broken({
      'source/commands/a.ts': "import meow from 'meow'; import lodash from 'lodash/get'; meow(lodash);",
      'source/commands/b.ts': "import meow from 'meow'; meow();",
      'source/commands/c.ts': "import { Box } from 'ink'; Box;",
    });
    expect(found).toEqual([
      'source/commands/a.ts, source/commands/b.ts: meow has more than one door',
      'source/commands/a.ts: lodash is not among the packages that are installed with starmesh',
      'source/commands/c.ts: ink belongs to source/ui/',
    ]);
  });

  it.each([
    ['source/lab/live/index.ts', 'is a barrel'],
    ['source/lab/live/lab-manager.ts', '"manager" says nothing'],
    ['source/ui/helpers.ts', '"helpers" says nothing'],
    ['source/lab/live/RunLab.ts', 'not in kebab case'],
  ])('finds the name %s', (path, message) => {
    expect(broken({ [path]: '' })).toEqual([expect.stringContaining(message)]);
  });

  it.each(['process.stdout.write(x);', "process['stderr'].write(x);", 'console.log(x);'])('finds %s', (code) => {
    expect(broken({ 'source/lab/live/a.ts': code, 'source/commands/output.ts': code })).toEqual([
      'source/lab/live/a.ts: writes to a terminal by itself; commands/output.ts is the door',
    ]);
  });

  it('finds a default export', () => {
    expect(broken({ 'source/lab/live/a.ts': 'export default 1;' })).toEqual([
      'source/lab/live/a.ts: has a default export; name it',
    ]);
  });
});
