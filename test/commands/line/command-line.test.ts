import { describe, expect, it } from 'vitest';
import { flags } from '../../../source/commands/line/flag-table.ts';
import { commandNames, type Flag } from '../../../source/commands/line/flags.ts';
import { helpText } from '../../../source/commands/line/help-text.ts';
import { standards } from '../../../source/commands/line/standards.ts';
import { castKind, svgKind } from '../../../source/commands/replay/replay-options.ts';
import { UsageError } from '../../../source/commands/usage-error.ts';
import { parseCommandLine } from '../../../source/invocation.ts';
import { loopbackLinks } from '../../../source/links/link-text.ts';

const surroundings = { freshSeed: 4242, noColor: undefined };

function read(line: string) {
  return parseCommandLine(line === '' ? [] : line.split(' '), surroundings);
}

function options(line: string) {
  const invocation = read(line);
  if (invocation.type !== 'run' && invocation.type !== 'dashboard') throw new Error(`${line} gives ${invocation.type}`);
  return invocation.options;
}

function refusal(line: string): string {
  try {
    read(line);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message;
  }
  throw new Error(`${line} is not refused`);
}

describe('the command line', () => {
  it('without a word is the dashboard with the defaults', () => {
    expect(read('')).toEqual({
      type: 'dashboard',
      options: {
        on: 'processes',
        mode: 'client-server',
        nodes: 8,
        workload: 'files',
        rate: 20,
        concurrency: 1,
        writeShare: 0,
        valueSize: 4096,
        version: expect.any(String),
        ticksPerSecond: 20,
        jobOperations: 2000,
        serialShare: 0.05,
        fileBytes: 8 * 1024 ** 2,
        pieceBytes: 16 * 1024,
        link: loopbackLinks,
        overlay: 'kademlia',
        k: 4,
        alpha: 3,
        replicas: 1,
        servers: 1,
        freeRiders: 0,
        degree: 4,
        ttl: 64,
        capacity: 200,
        seed: 4242,
        pace: 1,
        faults: [],
        durationMs: 10_000,
        memory: false,
        data: undefined,
        record: undefined,
        force: false,
        json: false,
        language: 'en',
        ascii: false,
        color: true,
        theme: undefined,
        mouse: true,
        screenReader: false,
      },
    });
  });

  it('sets every option that a flag names', () => {
    const line =
      'run --on simulation --mode peer-to-peer --nodes 10000 --workload files --rate 0.5 --concurrency 1024 --write-share 0.25 --value-size 64k --file-size 1m --piece-size 32k --tick-rate 10 --job-size 500 --serial 0.1 ' +
      '--link loopback --overlay index --k 20 --alpha 1 --replicas 3 --servers 2 --free-riders 0.25 --degree 8 --ttl 64 --capacity 0 --seed 4294967295 --duration 1.5s --pace 0.1 --memory --json --ascii --no-color --theme light --no-mouse --screen-reader --record a.starmesh --force';
    expect(options(line)).toEqual({
      record: 'a.starmesh',
      force: true,
      version: expect.any(String),
      on: 'simulation',
      mode: 'peer-to-peer',
      nodes: 10_000,
      workload: 'files',
      rate: 0.5,
      concurrency: 1024,
      writeShare: 0.25,
      valueSize: 65_536,
      ticksPerSecond: 10,
      jobOperations: 500,
      serialShare: 0.1,
      fileBytes: 1024 ** 2,
      pieceBytes: 32 * 1024,
      link: loopbackLinks,
      overlay: 'index',
      k: 20,
      alpha: 1,
      replicas: 3,
      servers: 2,
      freeRiders: 0.25,
      degree: 8,
      ttl: 64,
      capacity: 0,
      seed: 4_294_967_295,
      pace: 0.1,
      faults: [],
      durationMs: 1500,
      memory: true,
      data: undefined,
      json: true,
      language: 'en',
      ascii: true,
      color: false,
      theme: 'light',
      mouse: false,
      screenReader: true,
    });
  });

  it('knows where data are kept, and refuses what contradicts that', () => {
    expect(options('--data /tmp/x')).toMatchObject({ data: '/tmp/x', memory: false });
    expect(refusal('run --data /tmp/x --memory')).toMatch(/contradict/);
    expect(refusal('run --on simulation --data /tmp/x')).toMatch(/processes/);
    expect(refusal('simulate --memory')).toMatch(/--memory does not belong here/);
  });

  it('takes a value after an equals sign, and flags before the command', () => {
    expect(options('--nodes=3 --json run')).toMatchObject({ nodes: 3, json: true });
  });

  it.each([
    ['star', 'client-server'],
    ['mesh', 'peer-to-peer'],
  ])('knows the mode by its topology: %s', (alias, mode) => expect(options(`--mode ${alias}`).mode).toBe(mode));

  it.each([
    ['500ms', 500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads the duration %s', (text, ms) => expect(options(`run --duration ${text}`).durationMs).toBe(ms));

  it.each([
    ['1', 1],
    ['512b', 512],
    ['64K', 65_536],
    ['64kb', 65_536],
    ['1MiB', 1_048_576],
  ])('reads the size %s', (text, bytes) => expect(options(`--value-size ${text}`).valueSize).toBe(bytes));

  it('has no colour where the environment says NO_COLOR, unless that is empty', () => {
    const colorFor = (noColor: string) => {
      const invocation = parseCommandLine(['run'], { ...surroundings, noColor });
      return invocation.type === 'run' && invocation.options.color;
    };
    expect([colorFor('1'), colorFor('')]).toEqual([false, true]);
  });

  it('has colour in spite of NO_COLOR where a theme is asked for', () => {
    const invocation = parseCommandLine(['--theme', 'dark'], { ...surroundings, noColor: '1' });
    expect(invocation).toMatchObject({ options: { color: true, theme: 'dark' } });
  });

  it.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
    ['', false],
    [undefined, false],
  ])('takes INK_SCREEN_READER or ACCESSIBLE = %s as a wish: %s', (screenReader, wanted) => {
    const invocation = parseCommandLine([], { ...surroundings, screenReader });
    expect(invocation).toMatchObject({ options: { screenReader: wanted } });
  });

  it('refuses a theme that there is not, and a file that is not there', () => {
    expect(refusal('--theme drak')).toMatch(/--theme drak is not known; allowed: dark, light, .*Did you mean dark/);
    expect(refusal('--theme ./none.yaml')).toMatch(/--theme .\/none.yaml cannot be read/);
  });

  it('gives the help before it looks at anything else', () => {
    expect(read('run --nodes 1 --help').type).toBe('help');
    expect(read('-h').type).toBe('help');
  });

  it('gives the version of the package', () => {
    expect(read('--version')).toEqual({ type: 'version', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  });

  it('reads doctor with its own flags', () => {
    expect(read('doctor --json --ascii')).toEqual({ type: 'doctor', json: true, ascii: true });
  });

  it.each([
    ['--nodes 1', '--nodes 1 is too small; allowed: 2 to 512 on processes (--on simulation: up to 10000)'],
    ['--nodes 100000', '--nodes 100000 is too large; allowed: 2 to 512 on processes (--on simulation: up to 10000)'],
    ['--on simulation --nodes 10001', '--nodes 10001 is too large; allowed: 2 to 10000 on simulation'],
    ['--nodes=abc', '--nodes abc is not a whole number; allowed: 2 to 512 on processes (--on simulation: up to 10000)'],
    ['--nodes 2.5', '--nodes 2.5 is not a whole number'],
    ['--nodes', '--nodes needs a value'],
    ['--nodes=', '--nodes needs a value'],
    ['--nodes --json', '--nodes needs a value'],
    ['--nodes 3 --nodes 4', '--nodes is given twice'],
    ['--nodse 5', 'there is no flag --nodse. Did you mean --nodes?'],
    ['--valuesize 5', 'there is no flag --valuesize. Did you mean --value-size?'],
    ['--nodes.x 5', 'there is no flag --nodes.x'],
    ['--no-nodes', 'there is no flag --no-nodes'],
    ['--__proto__ 5', 'there is no flag --__proto__'],
    ['-x', 'there is no flag -x; `starmesh --help` lists them'],
    ['run --json=5', '--json takes no value, but got "5"'],
    ['--mode foo', '--mode foo is not known; allowed: client-server, peer-to-peer (also star, mesh)'],
    ['--mode pear-to-peer', 'Did you mean peer-to-peer?'],
    ['--mode constructor', '--mode constructor is not known'],
    ['--on docker', '--on docker is not in this version; allowed: processes, simulation'],
    ['--on simulaton', 'Did you mean simulation?'],
    ['--workload film', '--workload film is not known; allowed: files, web, game, tasks, distribute'],
    ['--link wann', '--link wann: "wann" is no link; allowed: loopback, lan, wan, mobile, satellite, or latency=40ms'],
    ['--link wan,up=1', '"up=1": allowed is up=8kbit to 100gbit'],
    ['simulate --link wan;n3:lan', '--link for single nodes does not belong here'],
    ['--overlay chord', '--overlay chord is not known; allowed: kademlia, index, flooding'],
    ['--overlay floding', 'Did you mean flooding?'],
    ['--k 33', '--k 33 is too large; allowed: 1 to 32'],
    ['--alpha 0', '--alpha 0 is too small; allowed: 1 to 16'],
    ['--replicas 17', '--replicas 17 is too large; allowed: 1 to 16'],
    ['--servers 9', '--servers 9 is too large; allowed: 1 to 8'],
    ['--free-riders 1', '--free-riders 1 is too large; allowed: 0 to 0.9'],
    ['--rate -1', '--rate -1 is too small; allowed: 0 to 1000000 operations a second'],
    ['--rate=-1', '--rate -1 is too small'],
    ['--rate fast', '--rate fast is not a number'],
    ['--write-share 0,2', '--write-share 0,2 is not a number; write 0.2; allowed: 0 to 1 of all operations'],
    ['--concurrency 0', '--concurrency 0 is too small; allowed: 1 to 1024'],
    ['--value-size 0', '--value-size 0 is too small; allowed: 1 to 1048576 bytes'],
    ['--value-size 2m', '--value-size 2m is too large'],
    ['--value-size 5x', '--value-size 5x is not a size'],
    ['--degree 1', '--degree 1 is too small; allowed: 2 to 64'],
    ['--ttl 256', '--ttl 256 is too large; allowed: 1 to 255'],
    ['--seed -1', '--seed -1 is too small; allowed: 0 to 4294967295'],
    ['--seed 4294967296', '--seed 4294967296 is too large'],
    ['run --duration 5', '--duration 5 has no unit; write 5s'],
    ['run --duration 5x', '--duration 5x is not a duration; allowed: 1ms to 1h'],
    ['run --duration 2h', '--duration 2h is too large; allowed: 1ms to 1h'],
    ['run --duration 0s', '--duration 0s is too small'],
    [
      'rnu',
      'there is no command "rnu"; there are run, compare, lesson, replay, simulate, doctor, and the dashboard when there is no command. Did you mean run?',
    ],
    ['help', 'Did you mean --help?'],
    ['run fast', '"fast" after `starmesh run` is one word too many'],
    ['--json', '--json does not belong here'],
    ['--duration 5s', '--duration does not belong here'],
    ['doctor --nodes 3', '--nodes does not belong here'],
    ['compare --mode star', '--mode does not belong here: `starmesh compare` runs both modes'],
    ['compare --fault 1s', '--fault does not belong here'],
    ['compare --duration 5s', '--duration does not belong here: `starmesh compare` has 90 seconds, or 20 with --quick'],
    ['compare --json --csv', '--json and --csv contradict each other; give one of them'],
    ['compare --nodes x', '--nodes x is not a whole number'],
    ['run --quick', '--quick does not belong here: it is for `starmesh compare`'],
    ['run --csv', '--csv does not belong here: it is for `starmesh compare`'],
    ['lesson a b', '"b" after `starmesh lesson` is one word too many'],
    ['lesson --lang fr', '--lang fr'],
    ['lesson --mode star', '--mode does not belong here: a lesson says itself'],
    ['run --check', '--check does not belong here: it is for `starmesh lesson`'],
    ['replay', '`starmesh replay` needs the file of a recording'],
    ['replay a b', '"b" after `starmesh replay` is one word too many'],
    ['replay a --nodes 3', '--nodes does not belong here: a recording is what it is'],
    [
      'replay a --svg b --size 100',
      '--size 100 is no size; write COLUMNSxROWS (allowed: 60x16 to 400x150, like 100x30)',
    ],
    ['replay a --svg b --size -5x30', '--size -5x30 is no size'],
    ['replay a --svg b --size 59x16', '--size 59x16 is too small; allowed: 60x16 to 400x150'],
    ['replay a --svg b --size 60x15', '--size 60x15 is too small'],
    ['replay a --svg b --size 401x30', '--size 401x30 is too large'],
    ['replay a --svg b --size 99999x99999', '--size 99999x99999 is too large'],
    ['replay a --svg b --from 10', '--from 10 has no unit; write 10s'],
    ['replay a --svg b --from -1s', '--from -1s is not a duration; allowed: 0h to 24h, like 500ms, 10s or 2m'],
    ['replay a --svg b --to soon', '--to soon is not a duration'],
    ['replay a --svg b --to 0s', '--to 0s is not after --from 0s; give a later one'],
    ['replay a --cast b --from 30s --to 10s', '--to 10s is not after --from 30s; give a later one'],
    ['replay a --cast b --speed 0', '--speed 0 is too small; allowed: 0.1 to 1000 times as fast'],
    ['replay a --cast b --speed fast', '--speed fast is not a number'],
    ['replay a --from 3s', '--from is for a picture: name its file with --svg FILE or --cast FILE'],
    ['replay a --svg', '--svg needs a value'],
    ['run --svg a', '--svg does not belong here: it is for pictures of a recording, `starmesh replay`'],
    ['lesson --cast a', '--cast does not belong here'],
    ['simulate --svg a', '--svg does not belong here'],
    ['doctor --size 80x24', '--size does not belong here'],
    ['simulate --record a', '--record does not belong here'],
    ['join here:1', '`starmesh join` is not in this version'],
  ])('refuses %s', (line, message) => expect(refusal(line)).toContain(message));

  const run = (...args: string[]) => parseCommandLine(['run', ...args], surroundings);

  it.each([
    [
      ['--fault', '1s kill n9'],
      'the fault "1s kill n9" cannot happen: there is no n9, only n1 … n8; write one of these, or --nodes 9',
    ],
    [['--fault', '1s cut n1 n9'], 'there is no n9'],
    [
      ['--fault', '1s partition n1-n4 | n5-n12 for 1s'],
      'there is no n12, only n1 … n8; write one of these, or --nodes 12',
    ],
    [['--fault', '1s kill n600'], 'there is no n600, only n1 … n8; write one of these'],
    [['--fault', '1s heal', '--fault', '1s slow n3 2x', '--nodes', '2'], 'there is no n3, only n1 … n2'],
    [
      ['--fault', '5s kill n3', '--duration', '2s'],
      'the fault "5s kill n3" cannot happen: the run is over after 2s; write an earlier time, or a --duration of more than 5s',
    ],
    [['--fault', '2s churn 1s for 1s', '--duration', '2s'], 'the run is over after 2s'],
    [['--fault', '10s kill server'], 'the run is over after 10s'],
  ])('refuses a fault that cannot happen in a run: %j', (args, message) => {
    expect(() => run(...args)).toThrow(UsageError);
    expect(() => run(...args)).toThrow(message);
  });

  it('takes one that can, also where its end comes after the run, and any for the dashboard', () => {
    const faults = ['1999ms pause n8 for 1h', '1s churn 8s', '0s kill server', '1s kill random', '1s partition n1-n4'];
    const words = faults.flatMap((fault) => ['--fault', fault]);
    expect(run('--duration', '2s', ...words)).toMatchObject({ type: 'run' });
    const later = parseCommandLine(['--fault', '30s kill n9'], surroundings);
    expect(later).toMatchObject({ type: 'dashboard', options: { faults: [{ atMs: 30_000 }] } });
  });

  it('plays a recording, with the flags of a screen', () => {
    expect(parseCommandLine('replay a.starmesh --ascii --theme light'.split(' '), surroundings)).toMatchObject({
      type: 'replay',
      options: { file: 'a.starmesh', ascii: true, theme: 'light', mouse: true, color: true },
    });
  });

  it('draws a recording, the way that is asked for', () => {
    const pictures = (line: string): unknown => {
      const invocation = parseCommandLine(line.split(' '), surroundings);
      return invocation.type === 'replay' ? invocation.options.pictures : invocation;
    };
    const standard = { cast: undefined, svg: undefined, columns: 100, rows: 30, speed: 1, fromMs: 0, toMs: undefined };
    expect(pictures('replay a')).toBeUndefined();
    expect(pictures('replay a --svg b.svg')).toEqual({
      ...standard,
      svg: { file: 'b.svg', kind: svgKind, force: false },
    });
    expect(pictures('replay a --force --cast b --svg c --size 80X24 --speed 2.5 --from 1.5s --to 2m')).toEqual({
      cast: { file: 'b', kind: castKind, force: true },
      svg: { file: 'c', kind: svgKind, force: true },
      ...{ columns: 80, rows: 24, speed: 2.5, fromMs: 1_500, toMs: 120_000 },
    });
  });

  it('refuses in one line of text', () => {
    for (const line of ['--nodes', '--rate', '--capacity', '--mode foo', 'rnu'])
      expect(refusal(line)).not.toContain('\n');
  });
});

describe('the help of one command', () => {
  it.each(commandNames)('of %s fits 80 columns, and has all its flags and no others', (command) => {
    const invocation = read(`${command} --help`);
    const text = invocation.type === 'help' && command !== 'dashboard' ? invocation.text : helpText(command);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const listed = [...text.matchAll(/^ {2}--([\w-]+)/gm)].map(([, name]) => name);
    const mine = Object.entries<Flag>(flags).filter(([, flag]) => flag.for.includes(command));
    expect(listed.sort()).toEqual(mine.map(([name]) => name).sort());
  });

  it('lists what is seldom needed at its end', () => {
    const [often = '', seldom = ''] = helpText('run').split('\nSeldom needed\n');
    expect(often).toContain('--duration T');
    expect(often).not.toContain('--alpha A');
    expect(seldom).toContain('--alpha A');
  });
});

describe('a flag that a command does not take', () => {
  it.each([
    ['simulate --quick', 'it is for `starmesh compare`'],
    ['compare --tick-rate 5', 'it is for the dashboard, `starmesh run`'],
    ['simulate --memory', '`starmesh simulate` keeps everything in memory'],
    ['--json', 'the dashboard has no use for it; write `starmesh run`'],
    ['lesson --report a', 'a lesson says itself how its lab is set up'],
  ])('%s is refused: %s', (line, why) => {
    expect(refusal(line)).toContain(`does not belong here: ${why}`);
  });
});

describe('the help text', () => {
  it('fits 80 columns and names every default that the parser uses', () => {
    const lines = helpText().split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    for (const standard of [
      'default 8',
      'default 20',
      'default 1',
      `${standards.valueSize} (default)`,
      '10s (default)',
      'default 4',
      'default 64',
    ]) {
      expect(helpText()).toContain(standard);
    }
  });
});
