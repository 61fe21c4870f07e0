import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseYaml } from '../../../source/commands/files/yaml-tree.ts';
import { flags } from '../../../source/commands/line/flag-table.ts';
import { scenarioOf } from '../../../source/commands/line/scenario.ts';
import { UsageError } from '../../../source/commands/usage-error.ts';
import { parseCommandLine } from '../../../source/invocation.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-scenario-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const readScenario = (file: string, text: string, table: typeof flags) =>
  scenarioOf(file, parseYaml(file, text), table);

function refusal(text: string): string {
  try {
    readScenario('x.yaml', text, flags);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('not refused');
}

describe('a scenario file', () => {
  it('is flags and faults', () => {
    const read = readScenario('x.yaml', 'name: A test\nnodes: 4\nmemory: true\nfaults:\n  - 3s kill server\n', flags);
    expect([...read.values]).toEqual([['nodes', '4']]);
    expect([...read.switches]).toEqual(['memory']);
    expect(read.lists.get('fault')).toEqual(['3s kill server']);
  });

  it.each([
    ['nodse: 4', 'x.yaml, line 1, column 1: a scenario has no nodse. Did you mean nodes?'],
    ['nodes: 4\nmode: [a]', 'x.yaml, line 2, column 7: mode needs one value'],
    ['json: 5', 'x.yaml, line 1, column 7: json is true or false, not 5'],
    [
      'faults: 3s kill server',
      'x.yaml, line 1, column 9: faults is a list, like `- 3s kill server`, not 3s kill server',
    ],
    ['faults:\n  - [1]', 'x.yaml, line 2, column 5: entry 1 of faults is a text, like `3s kill server`, not a list'],
    ['- nodes', 'a scenario is lines like `nodes: …`, not a list'],
    ['', 'a scenario is lines like `nodes: …`, not nothing'],
    ['nodes: "4', 'x.yaml, line 1, column'],
    ['scenario: other.yaml', 'a scenario has no scenario'],
    ...['record', 'report', 'data', 'force'].map((key): [string, string] => [
      `nodes: 4\n${key}: bashrc`,
      `x.yaml, line 2, column ${key.length + 3}: ${key} is not for a scenario: no file says where to write; give --${key} on the command line`,
    ]),
    ...['../../etc/shadow', '/etc/shadow', 'a/../../b.yaml', '..', 'C:\\a.yaml', '..\\a.yaml'].map(
      (file): [string, string] => [
        `theme: ${file}`,
        `x.yaml, line 1, column 8: theme of a scenario lies beside it or in a folder below, not at ${file}; give --theme`,
      ],
    ),
    ['svg: a.svg', 'a scenario has no svg'],
    ['answers: a.yaml', 'a scenario has no answers'],
  ])('%j is refused with its place', (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('has its place in what is wrong with a value', () => {
    const file = path.join(folder, 'x.yaml');
    const parse = (text: string, ...args: string[]) => {
      writeFileSync(file, text);
      return parseCommandLine(['run', '--scenario', file, ...args], { freshSeed: 1, noColor: undefined });
    };
    expect(() => parse('name: X\nnodes: 1000')).toThrow(`${file}, line 2, column 8: --nodes 1000 is too large`);
    expect(() => parse('theme: ./none.yaml')).toThrow(`column 8: --theme ${folder}/./none.yaml cannot be read`);
    expect(() => parse('seed: ~')).toThrow('line 1, column 7: seed needs one value, not nothing');
    expect(() => parse('faults:\n  - 3s kil server')).toThrow('line 2, column 5: entry 1 of faults is wrong: ');
    expect(() => parse('nodes: 4', '--nodes', '1000')).toThrow(/^--nodes 1000 is too large/);
    expect(() => parse('nodes: 1000', '--nodes', '4')).not.toThrow();
  });

  it('names a theme that lies beside it', () => {
    const theme = (text: string) => readScenario('a/x.yaml', text, flags).values.get('theme');
    expect(theme('theme: ./mine.yaml')).toBe('a/./mine.yaml');
    expect(theme('theme: themes/mine.yaml')).toBe('a/themes/mine.yaml');
    expect(theme('theme: light')).toBe('light');
  });

  it('is not for simulate, which has no faults', () => {
    for (const flag of ['--scenario x.yaml', '--fault x'])
      expect(() => parseCommandLine(['simulate', ...flag.split(' ')], { freshSeed: 1, noColor: undefined })).toThrow(
        /does not belong here: `starmesh simulate` has no faults/,
      );
  });

  it('that is not there is refused', () => {
    expect(() =>
      parseCommandLine(['run', '--scenario', '/no/such/file'], { freshSeed: 1, noColor: undefined }),
    ).toThrow('--scenario /no/such/file cannot be read');
  });

  it('with a fault that its run cannot have is refused', () => {
    const run = (...args: string[]) => parseCommandLine(['run', ...args], { freshSeed: 1, noColor: undefined });
    expect(() => run('--scenario', 'examples/server-dies.yaml', '--duration', '4s')).toThrow(
      'the fault "5s kill server for 1s" cannot happen: the run is over after 4s; write an earlier time, or a --duration of more than 5s',
    );
    expect(() => run('--scenario', 'examples/rough-sea.yaml', '--nodes', '5')).toThrow(
      'cannot happen: there is no n10, only n1 … n5; write one of these, or --nodes 10',
    );
  });

  it.each(readdirSync('examples').filter((file) => file.endsWith('.yaml')))(
    'examples/%s is right, and the command line wins',
    (file) => {
      expect(readFileSync(`examples/${file}`, 'utf8').split('\n').length).toBeLessThanOrEqual(40);
      const read = parseCommandLine(['run', '--scenario', `examples/${file}`, '--nodes', '11'], {
        freshSeed: 1,
        noColor: undefined,
      });
      if (read.type !== 'run') throw new Error('no run');
      expect(read.options.nodes).toBe(11);
      expect(read.options.faults.length).toBeGreaterThan(0);
    },
  );
});
