import { type CompareOptions, compareFlags, parseCompareOptions } from '../compare/compare-options.ts';
import { didYouMean } from '../did-you-mean.ts';
import { type LessonOptions, lessonFlags, parseLessonOptions } from '../lesson/lesson-options.ts';
import { parseReplayOptions, pictureFlags, type ReplayOptions } from '../replay/replay-options.ts';
import { parseSimulateOptions, type SimulateOptions } from '../simulate/simulate-options.ts';
import { UsageError } from '../usage-error.ts';
import { readFlags } from './flags.ts';
import { helpText } from './help-text.ts';
import { refuseImpossibleFaults } from './impossible-faults.ts';
import { flags, type LabOptions, type OptionSurroundings, parseOptions } from './options.ts';
import { withScenario } from './scenario.ts';

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

const commands = ['run', 'compare', 'lesson', 'replay', 'simulate', 'doctor'];
const laterCommands = ['join'];

/** Flags that mean nothing to a command are refused: whoever wrote one expected something of it. */
const doctorFlags: ReadonlySet<string> = new Set(['json', 'ascii', 'no-color']);
const onlyPictures: readonly string[] = pictureFlags;
const runOnlyFlags: ReadonlySet<string> = new Set(['json', 'duration']);

/** Reads a whole command line (`process.argv.slice(2)`). Throws UsageError for anything it cannot make sense of. */
export function parseCommandLine(argv: readonly string[], surroundings: OptionSurroundings): Invocation {
  refuseLaterCommand(argv[0]);
  const written = readFlags(argv, flags);
  if (written.switches.has('help')) return { type: 'help', text: helpText() };
  if (written.switches.has('version')) return { type: 'version', version: written.version };
  const command = commandOf(written.words);
  const used = [...written.values.keys(), ...written.switches];
  if (command === 'doctor') {
    refuseFlags(used, (flag) => !doctorFlags.has(flag), '`starmesh doctor` takes --json, --ascii and --no-color');
    return { type: 'doctor', json: written.switches.has('json'), ascii: written.switches.has('ascii') };
  }
  if (command === 'replay') return { type: 'replay', options: parseReplayOptions(written, surroundings) };
  refuseFlags(used, (flag) => onlyPictures.includes(flag), 'it is for pictures of a recording, `starmesh replay`');
  if (command === 'simulate') return { type: 'simulate', options: parseSimulateOptions(written, surroundings) };
  if (command === 'lesson') {
    return { type: 'lesson', options: parseLessonOptions(written.words[1], written, surroundings) };
  }
  refuseFlags(used, (flag) => lessonFlags.includes(flag), 'it is for `starmesh lesson`');
  if (command === 'compare') return { type: 'compare', options: parseCompareOptions(written, surroundings) };
  refuseFlags(used, (flag) => compareFlags.includes(flag), 'it is for `starmesh compare`');
  refuseFlags(used, (flag) => flag === 'queries', 'only `starmesh simulate` asks so many queries');
  const options = withScenario(written, flags, (whole) => parseOptions(whole, surroundings));
  if (command === 'run') {
    refuseImpossibleFaults(options);
    return { type: 'run', options };
  }
  refuseFlags(used, (flag) => runOnlyFlags.has(flag), 'the dashboard has no use for it; write `starmesh run`');
  return { type: 'dashboard', options };
}

/** Before the flags are read: a later command has flags that this version does not know. */
function refuseLaterCommand(command: string | undefined): void {
  if (command === undefined || !laterCommands.includes(command)) return;
  throw new UsageError(`\`starmesh ${command}\` is not in this version; ${known()}`);
}

function commandOf(words: readonly string[]): string | undefined {
  const [command, word, another] = words;
  const stray = command === 'lesson' || command === 'replay' ? another : word;
  if (command === undefined) return undefined;
  refuseLaterCommand(command);
  if (!commands.includes(command)) {
    const meant = didYouMean(command, [...commands, ...laterCommands, '--help', '--version']);
    throw new UsageError(`there is no command "${command}"; ${known()}${meant}`);
  }
  if (stray !== undefined) throw new UsageError(`"${stray}" after \`starmesh ${command}\` is one word too many`);
  return command;
}

function known(): string {
  return `there are ${commands.join(', ')}, and the dashboard when there is no command`;
}

function refuseFlags(used: readonly string[], refused: (flag: string) => boolean, why: string): void {
  const flag = used.find(refused);
  if (flag !== undefined) throw new UsageError(`--${flag} does not belong here: ${why}`);
}
