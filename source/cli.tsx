import { randomInt } from 'node:crypto';
import { parseCommandLine } from './commands/command-line.ts';
import { UsageError } from './commands/usage-error.ts';

/** The composition root: reads the command line and hands over to one command, which is loaded only then. Gives the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedReader);
  const surroundings = {
    freshSeed: randomInt(2 ** 32),
    noColor: process.env['NO_COLOR'],
    screenReader: process.env['INK_SCREEN_READER'] ?? process.env['ACCESSIBLE'],
    language: languageOfEnvironment(),
  };
  try {
    return await invoke(parseCommandLine(argv, surroundings));
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message, 2);
    if (error instanceof Error && (error.name === 'LaunchError' || error.name === 'LaunchFailure')) {
      return complain(`${error.message}\n          \`starmesh doctor\` says what this machine can do.`, 3);
    }
    throw error;
  }
}

async function invoke(invocation: ReturnType<typeof parseCommandLine>): Promise<number> {
  switch (invocation.type) {
    case 'help':
      process.stdout.write(invocation.text);
      return 0;
    case 'version':
      process.stdout.write(`${invocation.version}\n`);
      return 0;
    case 'run': {
      const { run } = await import('./commands/run.ts');
      return run(invocation.options, { stdout: process.stdout, stderr: process.stderr, onInterrupt });
    }
    case 'compare': {
      const { compareModes } = await import('./commands/compare.ts');
      return compareModes(invocation.options, { stdout: process.stdout, stderr: process.stderr, onInterrupt });
    }
    case 'lesson': {
      const { lesson } = await import('./commands/lesson.ts');
      return lesson(invocation.options, {
        stdin: process.stdin,
        stdout: process.stdout,
        stderr: process.stderr,
        onInterrupt,
      });
    }
    case 'simulate': {
      const { simulate } = await import('./commands/simulate.ts');
      return simulate(invocation.options, { stdout: process.stdout, stderr: process.stderr, onInterrupt });
    }
    case 'doctor': {
      const { doctor } = await import('./commands/doctor.ts');
      return doctor(invocation);
    }
    case 'dashboard': {
      const { dashboard } = await import('./commands/dashboard.tsx');
      return dashboard(invocation.options, onInterrupt);
    }
  }
}

function onInterrupt(call: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, call);
}

/** `starmesh run | head -1`: who read the output has gone. The run goes on to its end, and nobody is told. */
function ignoreClosedReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function complain(text: string, exitCode: number): number {
  process.stderr.write(`starmesh: ${text}\n`);
  return exitCode;
}

function languageOfEnvironment(): string | undefined {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
}
