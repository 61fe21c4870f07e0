import { firstLook } from './commands/dashboard/screen-look.ts';
import { takeTerminal } from './commands/dashboard/take-terminal.ts';
import { onEndingSignal } from './commands/ending-signals.ts';
import { exitCodes } from './commands/exit-codes.ts';
import { refuseEatenFlags } from './commands/line/eaten-flags.ts';
import { flags } from './commands/line/flag-table.ts';
import type { LabOptions } from './commands/line/lab-options.ts';
import { createOutput, type Output } from './commands/output.ts';
import type { Surroundings } from './commands/surroundings.ts';
import { parseCommandLine } from './invocation.ts';
import { type FirstScreen, openFirstScreen } from './ui/first-screen.ts';
import { letClosedTerminalsGo } from './ui/terminal/closed-terminal.ts';
import type { Terminal } from './ui/terminal/terminal.ts';

/** The composition root: reads the command line and hands over to one command, which is loaded only then. Gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  letClosedTerminalsGo();
  const surroundings: Surroundings = {
    stdout: createOutput(process.stdout),
    stderr: createOutput(process.stderr),
    onInterrupt: onEndingSignal,
  };
  const environment = {
    freshSeed: Math.floor(Math.random() * 2 ** 32), // node:crypto takes 8 ms to load
    noColor: process.env['NO_COLOR'],
    screenReader: process.env['INK_SCREEN_READER'] ?? process.env['ACCESSIBLE'],
    language: languageOfEnvironment(),
  };
  try {
    refuseEatenFlags(process.env, flags);
    const exitCode = await invoke(parseCommandLine(argv, environment), surroundings);
    await surroundings.stdout.flush();
    return exitCode;
  } catch (error) {
    const refused = error instanceof Error ? refusalOf(error) : undefined;
    if (refused === undefined) throw error;
    return complain(surroundings.stderr, ...refused);
  }
}

/** What a person is told of what ended a command, and the exit code; undefined: nobody expected it. */
function refusalOf(error: NodeJS.ErrnoException): readonly [text: string, exitCode: number] | undefined {
  const { name, message, syscall } = error;
  if (name === 'UsageError') return [message, exitCodes.wrongUse];
  if (name === 'OutputError') return [message, exitCodes.couldNotWrite];
  if (name === 'LaunchError') {
    const remedy = '\n          `starmesh doctor` says what this machine can do.';
    return [`${message}${remedy}`, exitCodes.couldNotStart];
  }
  if (syscall === 'uv_cwd')
    return ['the working directory was removed; change to one that is there', exitCodes.couldNotStart];
  return undefined;
}

async function invoke(invocation: ReturnType<typeof parseCommandLine>, surroundings: Surroundings): Promise<number> {
  switch (invocation.type) {
    case 'help':
      surroundings.stdout.write(invocation.text);
      return 0;
    case 'version':
      surroundings.stdout.write(`${invocation.version}\n`);
      return 0;
    case 'run': {
      const { run } = await import('./commands/run/run.ts');
      return run(invocation.options, surroundings);
    }
    case 'compare': {
      const { compareModes } = await import('./commands/compare/compare.ts');
      return compareModes(invocation.options, surroundings);
    }
    case 'lesson': {
      const { lesson } = await import('./commands/lesson/lesson.ts');
      return lesson(invocation.options, { ...surroundings, stdin: process.stdin, echo: process.stdout });
    }
    case 'simulate': {
      const { simulate } = await import('./commands/simulate/simulate.ts');
      return simulate(invocation.options, surroundings);
    }
    case 'replay': {
      const { replay } = await import('./commands/replay/replay.ts');
      return replay(invocation.options, surroundings);
    }
    case 'doctor': {
      const { doctor } = await import('./commands/doctor/doctor.ts');
      return doctor(invocation, surroundings);
    }
    case 'dashboard': {
      return dashboardOn(process.stdin, process.stdout, invocation.options, surroundings);
    }
  }
}

/** The first thing to load is what paints; the rest takes several times as long. */
async function dashboardOn(
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  options: LabOptions,
  surroundings: Surroundings,
): Promise<number> {
  if (!stdin.isTTY || !stdout.isTTY)
    return complain(
      surroundings.stderr,
      'the dashboard needs a terminal; without one use `starmesh run` (see `starmesh --help`)',
      exitCodes.wrongUse,
    );
  const isText = options.screenReader || process.env['TERM'] === 'dumb';
  const open = (terminal: Terminal): FirstScreen | undefined =>
    isText ? undefined : openFirstScreen(terminal, { ...options, ...firstLook(options, process) });
  return takeTerminal({ stdin, stdout, onInterrupt: surroundings.onInterrupt }, open, async (taken) => {
    const { dashboard } = await import('./commands/dashboard/dashboard.ts');
    return dashboard(options, taken, surroundings.stdout);
  });
}

/** What belongs to the first line is indented: no text from outside looks like a message of its own, or fills the terminal. */
function complain(stderr: Output, text: string, exitCode: number): number {
  stderr.write(`starmesh: ${shortened(text).replace(/\n(?! )/g, '\n  ')}\n`);
  return exitCode;
}

const messageCharactersMax = 4_000;

/** Its beginning says what is wrong, its end what to do. */
function shortened(text: string): string {
  const dropped = text.length - messageCharactersMax;
  if (dropped <= 0) return text;
  const half = messageCharactersMax / 2;
  return `${text.slice(0, half)} … ${dropped} characters … ${text.slice(-half)}`;
}

function languageOfEnvironment(): string | undefined {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
}
