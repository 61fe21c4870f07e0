import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { someRecording } from '../recording/some-recording.ts';
import { start } from './program.ts';

const program = `"${process.execPath}" dist/bin.js`;
const simulated = 'run --on simulation --duration 1s';
const oneLine =
  /^starmesh: the output could not be written \(ENOSPC: .*\), and what there is of it is not whole; make room, or send it elsewhere\n$/;

/** `FILE`: a file with that in it. */
const commands: readonly (readonly [line: string, content?: string | Buffer])[] = [
  ['--help'],
  ['--version'],
  ['doctor'],
  ['doctor --json'],
  [simulated],
  [`${simulated} --json`],
  ['lesson'],
  ['lesson roles --check --on simulation'],
  ['lesson --answers FILE --csv --on simulation', 'student: a\nanswers: {roles: 0.1}\n'],
  ['simulate --nodes 100'],
  ['compare --quick --csv --on simulation'],
  ['replay FILE --cast FILE.cast', someRecording(1)],
];

function shell(command: string, content: string | Buffer = '') {
  const folder = mkdtempSync(path.join(tmpdir(), 'starmesh-full-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'a.yaml');
  writeFileSync(file, content);
  return start('sh', ['-c', command.replaceAll('FILE', file)]).ended;
}

describe('a full disk behind stdout', () => {
  it.each(commands)('ends `starmesh %s` with one line and exit code 4', async (line, content) => {
    const { exitCode, stderr } = await shell(`${program} ${line} > /dev/full`, content);
    expect(stderr.split('\n').slice(-2).join('\n')).toMatch(oneLine);
    expect(exitCode).toBe(4);
  });

  it('is told once by a command that starts another Node', async () => {
    const small = 'NODE_OPTIONS=--max-old-space-size=80';
    const { exitCode, stderr } = await shell(`${small} ${program} simulate --nodes 3000 --queries 5 > /dev/full`);
    expect(stderr).toMatch(oneLine);
    expect(exitCode).toBe(4);
  });

  it('is not told when stderr is full as well, but in the exit code', async () => {
    expect((await shell(`${program} ${simulated} > /dev/full 2> /dev/full`)).exitCode).toBe(4);
  });

  it('keeps what a command was refused for', async () => {
    expect((await shell(`${program} run --nodes 1 > /dev/full`)).exitCode).toBe(2);
  });
});

describe('a recording that the system refuses', () => {
  const limited = 'ulimit -f 2;';
  const recorded = `--record FILE.starmesh`;

  it('ends a run that is fine with exit code 4, and its summary is whole', async () => {
    const { exitCode, stdout, stderr } = await shell(`${limited} ${program} ${simulated} ${recorded}`);
    expect(stderr).toMatch(/recorded .* frames were not kept: EFBIG/);
    expect(stdout.split('\n').length).toBeGreaterThan(10);
    expect(exitCode).toBe(4);
  });

  it('leaves a run its own failure', async () => {
    const unfinished = 'run --on simulation --nodes 30 --workload tasks --duration 100ms --seed 1';
    const { exitCode, stderr } = await shell(`${limited} ${program} ${unfinished} ${recorded}`);
    expect(stderr).toMatch(/frames were not kept: EFBIG/);
    expect(exitCode).toBe(1);
  });
});

describe('a reader that has gone', () => {
  it.each(commands.filter(([line]) => !line.startsWith('compare')))(
    'leaves `starmesh %s` its own exit code',
    async (line, content) => {
      const { stderr } = await shell(`{ ${program} ${line}; echo "exit code $?" >&2; } | true`, content);
      expect(stderr.split('\n').at(-2)).toBe('exit code 0');
      expect(stderr).not.toMatch(/^starmesh:|^\s+at /m);
    },
  );
});

it('stderr that cannot be written changes nothing', async () => {
  const { exitCode, stdout } = await shell(`${program} ${simulated} --record FILE.starmesh 2> /dev/full`);
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').length).toBeGreaterThan(10);
});
