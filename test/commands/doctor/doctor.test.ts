import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capacityCheck } from '../../../source/commands/doctor/capacity-check.ts';
import { runChecks, type Terminal, terminalCheck } from '../../../source/commands/doctor/doctor-checks.ts';
import { type Check, doctorReport } from '../../../source/commands/doctor/doctor-report.ts';
import { measureNodeCost, readSupply } from '../../../source/commands/lab/node-capacity.ts';

const mebibyte = 1024 ** 2;
const noTerminal: Terminal = { size: undefined, colorDepth: 1, locale: undefined, isDumb: false };
const goodTerminal: Terminal = { size: { columns: 80, rows: 24 }, colorDepth: 24, locale: 'C.UTF-8', isDumb: false };

let folder: string;
let temp: string | undefined;

beforeEach(() => {
  temp = process.env['TMPDIR'];
  folder = mkdtempSync(path.join(tmpdir(), 'starmesh-doctor-'));
});

afterEach(() => {
  if (temp === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = temp;
  rmSync(folder, { recursive: true, force: true });
});

/** A stand-in for the node program: like it, it waits for its lab's socket to end. */
function programOf(code: string): string {
  const file = path.join(folder, 'node-process.cjs');
  writeFileSync(file, code);
  return file;
}

const waits = 'require("node:fs").createReadStream("", { fd: 3 }).resume().on("close", () => process.exit(0));';

describe('doctor', () => {
  it('looks at everything on this machine, and each remedy is with what it remedies', async () => {
    const checks = await runChecks(programOf(waits), goodTerminal);
    expect(checks.map(({ name }) => name)).toEqual([
      'Node.js',
      'Machine',
      'Terminal',
      'Loopback',
      'ICMP',
      'Open files',
      'Temp folder',
      'Store',
      'Nodes',
    ]);
    expect(checks.filter(({ level, remedy }) => (level === 'ok') !== (remedy === undefined))).toEqual([]);
    expect(checks.filter(({ level }) => level === 'failure')).toEqual([]);
  });

  it('prints its table however often garbage is collected meanwhile', () => {
    const collects = path.join(folder, 'collect.cjs');
    writeFileSync(collects, 'setInterval(globalThis.gc, 1).unref();');
    const args = ['--expose-gc', '--require', collects, 'dist/bin.js', 'doctor'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('starmesh works here');
  });

  it('finds a temp folder that cannot be written', async () => {
    process.env['TMPDIR'] = path.join(folder, 'absent');
    const checks = await runChecks(programOf(waits), noTerminal);
    expect(checks.find(({ name }) => name === 'Temp folder')).toMatchObject({
      level: 'failure',
      found: expect.stringContaining('ENOENT'),
    });
  });

  it('finds a node program that is missing or does not start, with its reason', async () => {
    await expect(measureNodeCost(path.join(folder, 'absent.cjs'))).rejects.toThrow('absent.cjs is missing');
    await expect(measureNodeCost(programOf('process.exit(7)'))).rejects.toThrow('exit code 7');
    const checks = await runChecks(path.join(folder, 'absent.cjs'), noTerminal);
    expect(checks.at(-1)).toMatchObject({
      name: 'Nodes',
      level: 'failure',
      remedy: expect.stringContaining('npm run build'),
    });
  });

  it('names the library that Node does not find any more, and what helps', async () => {
    const says = 'node: error while loading shared libraries: libuv.so.1: cannot open shared object file';
    const program = programOf(`process.stderr.write(${JSON.stringify(says)}); process.exit(127)`);
    const checks = await runChecks(program, noTerminal);
    expect(checks.at(-1)).toMatchObject({
      level: 'failure',
      found: expect.stringContaining('libuv.so.1'),
      remedy: expect.stringMatching(/ldd .* LD_LIBRARY_PATH/),
    });
  });

  it('measures what a node takes, so that a larger one counts for more', async () => {
    const small = await measureNodeCost(programOf(waits));
    const large = await measureNodeCost(programOf(`globalThis.kept = Buffer.alloc(64 * ${mebibyte}, 1); ${waits}`));
    expect(small.rssBytes).toBeGreaterThan(20 * mebibyte);
    expect(large.rssBytes - small.rssBytes).toBeGreaterThan(48 * mebibyte);
  });

  it('reads what is free here', () => {
    expect(readSupply().memoryBytes).toBeGreaterThan(100 * mebibyte);
  });
});

describe('how many nodes fit', () => {
  const cost = { rssBytes: 44 * mebibyte, threads: 10 };
  const plenty = { memoryBytes: 6000 * mebibyte, openFiles: 3000, threads: 5000 };

  it('is the least of memory, open files and threads, with the arithmetic', () => {
    const check = capacityCheck(cost, plenty);
    expect(check.level).toBe('ok');
    expect(check.found).toBe(
      'up to 100 on processes: the least of memory 5.9 GiB / 60 MiB (44 MiB at rest, measured, and 16 MiB for data) = 100; ' +
        "open files (3000 - 40) / 3 = 986; threads (5000 - 8) / 10 = 499; starmesh's own limit 512",
    );
    expect(capacityCheck(cost, { ...plenty, openFiles: 100 }).found).toContain('up to 20 ');
    expect(capacityCheck(cost, { ...plenty, threads: 98 }).found).toContain('up to 9 ');
    expect(
      capacityCheck(cost, { ...plenty, memoryBytes: 1e15, openFiles: undefined, threads: undefined }).found,
    ).toContain('up to 512 ');
  });

  it('warns below the default of eight nodes and fails below two', () => {
    expect(capacityCheck(cost, { ...plenty, memoryBytes: 7 * 60 * mebibyte })).toMatchObject({ level: 'warning' });
    expect(capacityCheck(cost, { ...plenty, memoryBytes: 60 * mebibyte })).toMatchObject({ level: 'failure' });
  });
});

describe('the check of the terminal', () => {
  it.each([
    ['is fine at 80x24 with UTF-8', goodTerminal, 'ok', '80x24 (80x24 shows everything), 16 million colours'],
    ['points to run where there is none', noTerminal, 'warning', 'output does not go to a terminal'],
    ['points to run where it is dumb', { ...goodTerminal, isDumb: true }, 'warning', 'TERM is dumb'],
    ['wants 60x16', { ...goodTerminal, size: { columns: 59, rows: 24 } }, 'warning', '59x24'],
    ['wants --ascii without UTF-8', { ...goodTerminal, locale: 'C' }, 'warning', 'locale C'],
  ] as const)('%s', (_, terminal, level, found) => {
    expect(terminalCheck(terminal)).toMatchObject({ level, found: expect.stringContaining(found) });
  });
});

describe('the report', () => {
  const checks: readonly Check[] = [
    { name: 'Node.js', level: 'ok', found: '20.0.0', remedy: undefined },
    { name: 'ICMP', level: 'warning', found: 'word '.repeat(40).trim(), remedy: 'do this' },
  ];

  it('fits 80 columns, with every line of text in one column', () => {
    const lines = doctorReport(checks, false).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines).toContain('  ✓ Node.js       20.0.0');
    expect(lines).toContain('                  → do this');
    expect(lines).toContain('  starmesh works here, with 1 limit (!).');
  });

  it('is plain ASCII when asked', () => {
    expect(doctorReport(checks, true)).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('names what makes starmesh unusable', () => {
    const broken: Check = { name: 'Loopback', level: 'failure', found: 'no', remedy: 'yes' };
    expect(doctorReport([...checks, broken], false)).toContain('does not work here yet: see Loopback.');
  });
});
