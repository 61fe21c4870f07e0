import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { starmesh, start } from './program.ts';

/** Sets a title, clears the screen (in eight bits), turns text round, and begins a line of its own. */
const evil = '\u001b]0;pwned\u0007\u009b2J\u202e\r\nstarmesh: all is well';
const yaml = '"\\e]0;pwned\\x07\\x9b2J\\u202e\\r\\nstarmesh: all is well"';
const head = `{"format":"starmesh.recording","version":1,"starmesh":${JSON.stringify(evil)},"startedAt":"2026-01-01"}\n`;
const simulated = 'run --on simulation --duration 1s';

/** What a command is given: a file (as `FILE` on its line), or words of the line (`EVIL`). */
const doors: readonly [name: string, line: string, file?: string][] = [
  ['a key of a scenario', 'run --scenario FILE', `${yaml}: 1\n`],
  ['a value of a scenario', 'run --scenario FILE', `mode: ${yaml}\n`],
  ['a switch of a scenario', 'run --scenario FILE', `memory: ${yaml}\n`],
  ['a fault of a scenario', 'run --scenario FILE', `faults:\n  - ${yaml}\n`],
  ['a scenario that is no YAML', 'run --scenario FILE', `a: [${evil}\n`],
  ['--fault', 'run --fault EVIL'],
  ['--fault, further on', 'run --fault 3s kill EVIL'],
  ['a flag', 'run --EVIL'],
  ['a value', 'run --mode EVIL'],
  ['a link', 'run --link EVIL'],
  ['a command', 'EVIL'],
  ['a lesson', 'lesson EVIL --check'],
  ['a lesson that is a file', 'lesson FILE --check', `${yaml}: 1\n`],
  ['a folder of data', 'run --data /dev/null/EVIL'],
  ['a recording that is not there', 'replay /no/EVIL'],
  ['a place for a recording', `${simulated} --record /no/EVIL`],
  ['a place for a report', 'compare --report /no/EVIL'],
  ['the head of a recording', 'replay FILE', head],
  ['a key of a theme', `${simulated} --theme FILE`, `${yaml}: 1\n`],
  ['a colour of a theme', `${simulated} --theme FILE`, `text: ${yaml}\n`],
  ['a key of prices', 'compare --quick --prices FILE', `${yaml}: 1\n`],
  ['a price', 'compare --quick --prices FILE', `cpuHour: ${yaml}\n`],
  ['a name of a lesson in answers', 'lesson --answers FILE', `student: a\nanswers:\n  ${yaml}: 1\n`],
  ['an answer', 'lesson --answers FILE', `student: a\nanswers:\n  roles: ${yaml}\n`],
];

function temporaryFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'starmesh-outside-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function expectHarmless(text: string): void {
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
}

it.each(doors)('%s cannot act on a terminal', async (_, line, content) => {
  const file = path.join(temporaryFolder(), 'a.yaml');
  if (content !== undefined) writeFileSync(file, content);
  const args = line.split(' ').map((word) => word.replace('FILE', file).replace('EVIL', evil));
  const fault = args.indexOf('--fault');
  if (fault >= 0) args.splice(fault + 1, args.length, args.slice(fault + 1).join(' '));
  const { exitCode, stdout, stderr } = await starmesh(args).ended;
  expect({ exitCode, stdout }).toEqual({ exitCode: exitCode === 3 ? 3 : 2, stdout: '' });
  expect(stderr).toMatch(/^starmesh: .+\n/);
  expect(stderr).not.toContain('\nstarmesh: all is well'); // nor look like a message of ours
  expectHarmless(stderr);
});

it.each(['x'.repeat(100_000), 'x\n'.repeat(50_000)])(
  'a value of 100,000 characters does not fill the terminal',
  async (value) => {
    const { exitCode, stderr } = await starmesh(['run', '--mode', value]).ended;
    expect(exitCode).toBe(2);
    expect(stderr.length).toBeLessThan(10_000);
    expect(stderr).toMatch(
      /^starmesh: --mode x.* … \d+ characters … .*is not known; allowed: client-server, peer-to-peer/s,
    );
  },
);

it('the last words of a node cannot', async () => {
  const root = temporaryFolder();
  cpSync('dist', path.join(root, 'dist'), { recursive: true });
  cpSync('package.json', path.join(root, 'package.json'));
  symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
  writeFileSync(path.join(root, 'dist', 'node-process.cjs'), `throw new Error(${JSON.stringify(evil)});`);
  const { exitCode, stderr } = await start(process.execPath, [path.join(root, 'dist/bin.js'), 'run', '--nodes', '2'])
    .ended;
  expect(exitCode).toBe(3);
  expect(stderr).toContain('pwned');
  expect(stderr).not.toMatch(/\nstarmesh:/);
  expectHarmless(stderr);
});

it('a name of a student cannot, in CSV and in JSON', async () => {
  const file = path.join(temporaryFolder(), 'a.yaml');
  writeFileSync(file, `student: ${yaml}\nanswers:\n  roles: 0.1\n`);
  for (const form of [['--csv'], []]) {
    const { exitCode, stdout } = await starmesh(['lesson', '--answers', file, '--on', 'simulation', ...form]).ended;
    expect(exitCode).toBe(0);
    expectHarmless(stdout);
    expect(stdout.trim().split('\n')).toHaveLength(form.length + 1);
    if (form.length === 0) expect(JSON.parse(stdout).student).toBe(evil);
  }
});
