import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let files: readonly string[];

// Packs as a publisher would, unpacks, and lends the result this checkout's packages: no registry is asked.
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starmesh-package-'));
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { encoding: 'utf8' });
  const [{ filename, files: listed }] = JSON.parse(packed.slice(packed.indexOf('[')));
  files = listed.map((file: { path: string }) => file.path);
  execFileSync('tar', ['xzf', path.join(folder, filename), '-C', folder]);
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'package', 'node_modules'));
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inPackage(...parts: string[]): string {
  return path.join(folder, 'package', ...parts);
}

function starmesh(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [inPackage('dist', 'bin.js'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the package', () => {
  it('holds the program, what a reader needs, and nothing else', () => {
    for (const file of [
      'dist/bin.js',
      'dist/cli.js',
      'dist/node-process.cjs',
      'LICENSE',
      'README.md',
      'package.json',
    ]) {
      expect(files).toContain(file);
    }
    expect(
      files.filter(
        (file) =>
          !/^lessons\/(en|de)\/[a-z]+\.yaml$|^dist\/([\w-]+\.[cm]?js|package\.json)$|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(
            file,
          ),
      ),
    ).toEqual([]);
  });

  it('has a bin that can be executed', () => {
    const bin = inPackage(JSON.parse(readFileSync(inPackage('package.json'), 'utf8')).bin.starmesh);
    accessSync(bin, constants.X_OK);
    expect(readFileSync(bin, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
  });

  it('tells its version and its usage', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(starmesh('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(starmesh('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('Usage'), stderr: '' });
  });

  it('finds the lessons that come with it', () => {
    expect(starmesh('lesson', '--lang', 'de')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Wer ist wer?'),
    });
  });

  it('refuses wrong use with one line and exit code 2', () => {
    const { status, stdout, stderr } = starmesh('run', '--nodes', '1');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^starmesh: --nodes 1 is too small; .*\n$/);
  });

  it('loads ink and react only for the dashboard', () => {
    const loaded = reach(['cli.js', 'run.mjs']);
    const holdsReact = (file: string) => readFileSync(inPackage('dist', file), 'utf8').includes('node_modules/react/');
    const chunks = readdirSync(inPackage('dist')).filter((file) => /\.m?js$/.test(file));
    expect(chunks.filter(holdsReact).length).toBeGreaterThan(0); // esbuild names where each part comes from
    expect([...loaded].filter(holdsReact)).toEqual([]);
  });

  it('has all that the first screen needs in one file', () => {
    expect([...reach(['bin.js'])]).toEqual(['bin.js', 'cli.js']);
  });

  it('starts a node from one file that needs no other', () => {
    const required = readFileSync(inPackage('dist', 'node-process.cjs'), 'utf8').matchAll(/require\("([^"]+)"\)/g);
    expect([...required].map(([, name]) => name).filter((name) => !name?.startsWith('node:'))).toEqual([]);
  });
});

/** The files that these files import when they are loaded; `import()` comes later, and does not count. */
function reach(files: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  for (const file of files) {
    if (seen.has(file)) continue;
    seen.add(file);
    reach(
      importsOf(file).flatMap((name) => (name.startsWith('./') ? [name.slice(2)] : [])),
      seen,
    );
  }
  return seen;
}

function importsOf(file: string): readonly string[] {
  const code = readFileSync(inPackage('dist', file), 'utf8');
  const imports = /^(?:import|export)\b[^"();]*"([^"]+)"|\brequire\("([^"]+)"\)/gm;
  return [...code.matchAll(imports)].flatMap(([, imported, required]) => imported ?? required ?? []);
}
