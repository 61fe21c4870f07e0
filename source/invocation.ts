import { type CompareOptions, parseCompareOptions } from './commands/compare/compare-options.ts';
import { didYouMean } from './commands/did-you-mean.ts';
import { type LessonOptions, parseLessonOptions } from './commands/lesson/lesson-options.ts';
import { flags } from './commands/line/flag-table.ts';
import { type CommandName, commandNames, readFlags } from './commands/line/flags.ts';
import { helpText } from './commands/line/help-text.ts';
import { refuseImpossibleFaults } from './commands/line/impossible-faults.ts';
import type { LabOptions } from './commands/line/lab-options.ts';
import { type OptionSurroundings, parseOptions } from './commands/line/options.ts';
import { refuseStrayFlags } from './commands/line/refused-flags.ts';
import { withScenario } from './commands/line/scenario.ts';
import { parseReplayOptions, type ReplayOptions } from './commands/replay/replay-options.ts';
import { parseSimulateOptions, type SimulateOptions } from './commands/simulate/simulate-options.ts';
import { UsageError } from './commands/usage-error.ts';

/** What a command line asks for. */
export type Invocation =
  | { readonly type: 'help'; readonly text: string }
  | { readonly type: 'version'; readonly version: string }
  | { readonly type: 'dashboard'; readonly options: LabOptions }
  | { readonly type: 'run'; readonly options: LabOptions }
  | { readonly type: 'simulate'; readonly options: SimulateOptions }
  | { readonly type: 'compare'; readonly options: CompareOptions }
  | { readonly type: 'lesson'; readonly options: LessonOptions }
  | { readonly type: 'replay'; readonly options: ReplayOptions }
  | { readonly type: 'doctor'; readonly json: boolean; readonly ascii: boolean };

const commands: readonly string[] = commandNames.filter((name) => name !== 'dashboard');
const laterCommands: readonly string[] = ['join'];

/** Reads a whole command line (`process.argv.slice(2)`). Throws UsageError for anything it cannot make sense of. */
export function parseCommandLine(argv: readonly string[], surroundings: OptionSurroundings): Invocation {
  refuseLaterCommand(argv[0]);
  const written = readFlags(argv, flags);
  const [word, argument] = written.words;
  if (written.switches.has('help')) return { type: 'help', text: helpText(commandNames.find((name) => name === word)) };
  if (written.switches.has('version')) return { type: 'version', version: written.version };
  const command = commandOf(written.words);
  refuseStrayFlags(command, written, flags);
  switch (command) {
    case 'doctor':
      return { type: command, json: written.switches.has('json'), ascii: written.switches.has('ascii') };
    case 'replay':
      return { type: command, options: parseReplayOptions(written, surroundings) };
    case 'simulate':
      return { type: command, options: parseSimulateOptions(written, surroundings) };
    case 'lesson':
      return { type: command, options: parseLessonOptions(argument, written, surroundings) };
    case 'compare':
      return { type: command, options: parseCompareOptions(written, surroundings) };
    case 'run':
    case 'dashboard': {
      const options = withScenario(written, flags, (whole) => parseOptions(whole, surroundings));
      if (command === 'run') refuseImpossibleFaults(options);
      return { type: command, options };
    }
  }
}

/** Before the flags are read: a later command has flags that this version does not know. */
function refuseLaterCommand(command: string | undefined): void {
  if (command === undefined || !laterCommands.includes(command)) return;
  throw new UsageError(`\`starmesh ${command}\` is not in this version; ${whatThereIs()}`);
}

function commandOf(words: readonly string[]): CommandName {
  const [command, word, another] = words;
  const stray = command === 'lesson' || command === 'replay' ? another : word;
  if (command === undefined) return 'dashboard';
  refuseLaterCommand(command);
  const known = commandNames.find((name) => name === command && name !== 'dashboard');
  if (known === undefined) {
    const meant = didYouMean(command, [...commands, ...laterCommands, '--help', '--version']);
    throw new UsageError(`there is no command "${command}"; ${whatThereIs()}${meant}`);
  }
  if (stray !== undefined) throw new UsageError(`"${stray}" after \`starmesh ${command}\` is one word too many`);
  return known;
}

function whatThereIs(): string {
  return `there are ${commands.join(', ')}, and the dashboard when there is no command`;
}
